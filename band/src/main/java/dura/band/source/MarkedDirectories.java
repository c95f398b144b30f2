package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Leaves out what is in a directory that holds a marker: of such a directory the marker alone is
/// kept, so that a restored one is marked again.
///
/// @param marker name of the marker
/// @param header what the marker begins with, being a file; where this is empty, anything that has the
///     name is a marker
public record MarkedDirectories(FileName marker, ByteSlice header) implements Exclusion {
  /// The tag of the Cache Directory Tagging Specification (bford.info/cachedir), which a file that is no
  /// link begins with.
  public static final MarkedDirectories CACHES = new MarkedDirectories(
      FileName.of("CACHEDIR.TAG".getBytes(StandardCharsets.US_ASCII)),
      ByteSlice.utf8("Signature: 8a477f597d28d172789f06886806bc55"));

  @Override
  public List<DirectoryEntry> list(SourceTree tree, ArchivePath directory) throws IOException {
    List<DirectoryEntry> all = tree.list(directory);
    List<DirectoryEntry> named =
        all.stream().filter(entry -> entry.name().equals(marker)).toList();
    return named.isEmpty() || !hasHeader(tree, directory.child(marker)) ? all : named;
  }

  /// What cannot be read marks nothing: rather too much is stored than too little.
  private boolean hasHeader(SourceTree tree, ArchivePath path) {
    if (header.isEmpty()) {
      return true;
    }
    try {
      FileStat stat = tree.stat(path);
      if (stat.kind() != FileKind.FILE || stat.size() < header.length()) {
        return false;
      }
      try (SourceFile file = tree.open(path, stat)) {
        byte[] begin = new byte[header.length()];
        return file.read(0, begin, 0, begin.length) == begin.length
            && ByteSlice.of(begin).equals(header);
      }
    } catch (IOException e) {
      return false;
    }
  }
}
