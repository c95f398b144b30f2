package dura.band.posix;

import java.io.IOException;

/// A system call that failed.
public final class PosixException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;
  private final String call;
  private final String path;

  /// @param errno see [Errno]
  /// @param call name of the call, as `openat`
  /// @param path what it was about, already printable
  public PosixException(int errno, String call, String path) {
    super(path + ": " + Errno.name(errno) + " (" + call + ")");
    this.errno = errno;
    this.call = call;
    this.path = path;
  }

  /// The error number, see [Errno].
  public int errno() {
    return errno;
  }

  /// The symbolic name of the error number, as `ENOENT`.
  public String symbol() {
    return Errno.name(errno);
  }

  /// The name of the call that failed.
  public String call() {
    return call;
  }

  /// What the call was about, printable.
  public String path() {
    return path;
  }

  /// The same failure, told of `fullPath`: a call relative to a directory knows one name only.
  public PosixException at(Object fullPath) {
    var told = new PosixException(errno, call, fullPath.toString());
    told.initCause(this);
    return told;
  }
}
