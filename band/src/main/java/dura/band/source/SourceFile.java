package dura.band.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// A file open for reading. Failures carry its path.
public interface SourceFile extends Closeable {
  /// What the file is like now; compared with the former [FileStat] it tells whether the file
  /// changed while it was read.
  FileStat stat() throws IOException;

  /// Reads from `offset` on into `into` from `at` on.
  ///
  /// @param length at most this many bytes
  /// @return number of bytes, less than `length` only at the end of the file
  int read(long offset, byte[] into, int at, int length) throws IOException;

  /// The first run of bytes at or behind `offset` that is not a hole, cut to begin at `offset` at
  /// the earliest; empty when only a hole or nothing follows. Where the file system keeps no holes
  /// all bytes are one run.
  Optional<DataRange> dataFrom(long offset) throws IOException;
}
