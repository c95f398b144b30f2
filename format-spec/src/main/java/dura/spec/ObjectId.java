package dura.spec;

import java.util.List;
import java.util.Optional;

/// Which object of an archive: its band, if it belongs to one, and its name.
///
/// @param band empty for the archive header
public record ObjectId(Optional<BandName> band, ObjectName name) {
  /// The archive header.
  public static final ObjectId ARCHIVE = new ObjectId(Optional.empty(), ObjectName.ARCHIVE);

  /// Object `name` of `band`.
  public static ObjectId of(BandName band, ObjectName name) {
    return new ObjectId(Optional.of(band), name);
  }

  /// The object, or copy, that belongs at `path` below the archive; empty where none does.
  public static Optional<ObjectId> ofPath(String path) {
    int slash = path.indexOf('/');
    Optional<BandName> band =
        slash < 0 ? Optional.empty() : BandName.parse(path.substring(0, slash));
    if (band.isPresent()) {
      return ObjectName.ofPath(path.substring(slash + 1))
          .filter(name -> !name.equals(ObjectName.ARCHIVE))
          .map(name -> new ObjectId(band, name));
    }
    return ObjectName.ofPath(path).filter(ObjectName.ARCHIVE::equals).map(name -> ARCHIVE);
  }

  /// Path of the object's file below the archive.
  public String path() {
    return inBand(name.path());
  }

  /// Paths of the object and its copies below the archive.
  public List<String> paths() {
    return name.paths().stream().map(this::inBand).toList();
  }

  private String inBand(String path) {
    return band.map(b -> b + "/" + path).orElse(path);
  }

  /// `BAND/OBJECT`, or `OBJECT` where there is no band: as in heads and messages.
  @Override
  public String toString() {
    return inBand(name.text());
  }
}
