package dura.band.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// A file open for writing. Closing gives it its name, if it has none yet. Failures carry its path; closing can fail as well, where a file system
/// writes late.
public interface TargetFile extends Closeable {
  /// Writes `length` bytes of `from` from `at` on at `offset`. What is skipped is a hole.
  void write(long offset, byte[] from, int at, int length) throws IOException;

  /// Gives the file its length: a longer one is cut, a shorter one ends with a hole.
  void setSize(long size) throws IOException;

  /// Sets owner, extended attributes, permissions and time as [RestoreTarget#applyMetadata] does,
  /// gives the file its name and closes it. Where this throws, nothing is left of the file.
  ///
  /// @return what could not be set
  List<MetadataFailure> finish(FileMetadata metadata) throws IOException;

  /// Closes the file, if it is still open. Where it has no name yet, nothing is left of it; where it
  /// was finished or closed, its name is taken away if it still has it.
  void abandon() throws IOException;

  /// Waits until what was written is on the disk.
  void sync() throws IOException;
}
