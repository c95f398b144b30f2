package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.posix.Libc;
import dura.band.posix.PosixException;
import java.io.IOException;

/// A file on disk that is open for writing.
final class FileTargetFile implements TargetFile {
  private final int descriptor;
  private final ArchivePath path;
  private final Removal removal;
  private volatile boolean closed;

  /// Takes the name of this file away.
  interface Removal {
    void remove() throws IOException;
  }

  /// @param descriptor of the open file; this closes it
  /// @param removal called where the file is given up
  FileTargetFile(int descriptor, ArchivePath path, Removal removal) {
    this.descriptor = descriptor;
    this.path = path;
    this.removal = removal;
  }

  @Override
  public void write(long offset, byte[] from, int at, int length) throws IOException {
    try {
      int done = 0;
      while (done < length) {
        done += Libc.pwrite(descriptor(), offset + done, from, at + done, length - done);
      }
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  @Override
  public void setSize(long size) throws IOException {
    try {
      Libc.ftruncate(descriptor(), size);
    } catch (PosixException failure) {
      throw failure.at(path);
    }
  }

  @Override
  public void sync() throws IOException {
    try {
      Libc.fsync(descriptor());
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
  public void abandon() throws IOException {
    try {
      close();
    } finally {
      removal.remove();
    }
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
