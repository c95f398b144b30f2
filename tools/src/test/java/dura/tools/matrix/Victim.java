package dura.tools.matrix;

import dura.testdata.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One file of a copy of an archive, to be harmed. Files of the copy are hard links to those of the
/// original: they are replaced, never written to.
///
/// @param original what the copy was made of
/// @param copy its folder
/// @param part kind of the file
/// @param path of the file in the archive
record Victim(SampleArchive original, Path copy, Part part, String path) {
  private Path file() {
    return copy.resolve(path);
  }

  private byte[] bytes() {
    return original.bytes(path);
  }

  int length() {
    return bytes().length;
  }

  /// Bytes whose loss leaves most of the file.
  int little() {
    return Math.min(700, length() / 4);
  }

  /// A byte that is not fill: what stands in the middle of a file matters.
  int middle() {
    return length() / 2;
  }

  int middleSector() {
    return middle() / Damage.SECTOR * Damage.SECTOR;
  }

  void damage(Damage damage) throws IOException {
    write(damage.of(bytes()));
  }

  void write(byte[] bytes) throws IOException {
    Files.write(delete(), bytes);
  }

  /// @return where the file was
  Path delete() throws IOException {
    Files.delete(file());
    return file();
  }

  void swap(Victim other) throws IOException {
    write(other.bytes());
    other.write(bytes());
  }

  /// The last file of this kind, or the one before it where this is the last: of another band where
  /// a band has but one.
  Victim like() {
    List<String> all = part.in(original.paths());
    String last = all.getLast();
    return new Victim(original, copy, part,
        last.equals(path) && all.size() > 1 ? all.get(all.size() - 2) : last);
  }

  /// A file of another kind, in the same band.
  Victim stranger() {
    return original.victim(copy, part.stranger());
  }

  /// What stands in the same place in another archive.
  byte[] foreign() {
    return original.foreign(part);
  }

  /// The same bytes outside the archive.
  Path elsewhere() throws IOException {
    return Files.write(copy.resolveSibling(copy.getFileName() + ".elsewhere"), bytes());
  }

  /// All files of this kind and of those that hold the same, in the whole archive.
  List<Victim> family() {
    return part.allIn(original.paths())
        .stream()
        .map(member -> new Victim(original, copy, part, member))
        .toList();
  }
}
