package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.posix.Libc;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/// A file on disk that is open for reading.
final class FileSourceFile implements SourceFile {
  private static final long BLOCK_BYTES = 512;

  private final int descriptor;
  private final ArchivePath path;
  private final long sizeWhenOpened;
  private final boolean mayHaveHoles;
  private volatile boolean closed;

  /// @param descriptor of the open file; this closes it
  /// @param stat what the file was when it was opened
  FileSourceFile(int descriptor, ArchivePath path, Stat stat) {
    this.descriptor = descriptor;
    this.path = path;
    this.sizeWhenOpened = stat.size();
    this.mayHaveHoles = stat.blocks() < Math.ceilDiv(stat.size(), BLOCK_BYTES);
  }

  @Override
  public FileStat stat() throws IOException {
    try {
      return FileStat.of(Libc.stat(descriptor()));
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  @Override
  public int read(long offset, byte[] into, int at, int length) throws IOException {
    try {
      int done = 0;
      while (done < length) {
        int got = Libc.pread(descriptor(), offset + done, into, at + done, length - done);
        if (got == 0) {
          break;
        }
        done += got;
      }
      return done;
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  @Override
  public Optional<DataRange> dataFrom(long offset) throws IOException {
    if (!mayHaveHoles) {
      return offset < sizeWhenOpened
          ? Optional.of(new DataRange(offset, sizeWhenOpened))
          : Optional.empty();
    }
    try {
      OptionalLong start = Libc.seekData(descriptor(), offset);
      if (start.isEmpty()) {
        return Optional.empty();
      }
      OptionalLong end = Libc.seekHole(descriptor(), start.getAsLong());
      return end.isEmpty() || end.getAsLong() <= start.getAsLong()
          ? Optional.empty()
          : Optional.of(new DataRange(start.getAsLong(), end.getAsLong()));
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  /// A closed descriptor's number may be another file's by now.
  private int descriptor() {
    if (closed) {
      throw new IllegalStateException(path + " is closed");
    }
    return descriptor;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Libc.close(descriptor);
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }
}
