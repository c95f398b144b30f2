package dura.band.source;

import java.io.Closeable;
import java.io.IOException;

/// A file open for writing. Failures carry its path; closing can fail as well, where a file system
/// writes late.
public interface TargetFile extends Closeable {
  /// Writes `length` bytes of `from` from `at` on at `offset`. What is skipped is a hole.
  void write(long offset, byte[] from, int at, int length) throws IOException;

  /// Gives the file its length: a longer one is cut, a shorter one ends with a hole.
  void setSize(long size) throws IOException;

  /// Closes the file, if it is still open, and takes its name away where it still has it: a file
  /// that is not whole must not be taken for one that is.
  void abandon() throws IOException;

  /// Waits until what was written is on the disk.
  void sync() throws IOException;
}
