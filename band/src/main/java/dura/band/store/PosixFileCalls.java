package dura.band.store;

import dura.band.posix.DirectoryVisitor;
import dura.band.posix.Errno;
import dura.band.posix.Libc;
import dura.band.posix.OpenFlags;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;

/// The calls themselves.
final class PosixFileCalls implements FileCalls {
  private static final int FOLDER = OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC;
  private static final int FILE =
      OpenFlags.RDONLY | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK | OpenFlags.CLOEXEC;
  private static final int NEW_FILE = OpenFlags.WRONLY | OpenFlags.CREAT | OpenFlags.EXCL
      | OpenFlags.NOFOLLOW | OpenFlags.CLOEXEC;

  @Override
  public int openRoot(byte[] path) throws PosixException {
    return Libc.openat(Libc.CURRENT_DIRECTORY, path, FOLDER, 0);
  }

  @Override
  public void makeRoot(byte[] path, int permissions) throws PosixException {
    Libc.mkdirat(Libc.CURRENT_DIRECTORY, path, permissions);
  }

  @Override
  public int openFolder(int parent, byte[] name) throws PosixException {
    return Libc.openat(parent, name, FOLDER | OpenFlags.NOFOLLOW, 0);
  }

  @Override
  public int openFile(int folder, byte[] name) throws PosixException {
    return Libc.openat(folder, name, FILE, 0);
  }

  @Override
  public int createFile(int folder, byte[] name, int permissions) throws PosixException {
    return Libc.openat(folder, name, NEW_FILE, permissions);
  }

  @Override
  public void makeFolder(int parent, byte[] name, int permissions) throws PosixException {
    Libc.mkdirat(parent, name, permissions);
  }

  @Override
  public int read(int file, long offset, byte[] into, int at, int length) throws PosixException {
    return Libc.pread(file, offset, into, at, length);
  }

  @Override
  public int write(int file, long offset, byte[] from, int at, int length) throws PosixException {
    return Libc.pwrite(file, offset, from, at, length);
  }

  @Override
  public void sync(int descriptor) throws PosixException {
    Libc.fsync(descriptor);
  }

  @Override
  public void close(int descriptor) throws PosixException {
    Libc.close(descriptor);
  }

  @Override
  public Stat stat(int descriptor) throws PosixException {
    return Libc.stat(descriptor);
  }

  @Override
  public Stat stat(int folder, byte[] name) throws PosixException {
    return Libc.stat(folder, name);
  }

  @Override
  public void list(int folder, DirectoryVisitor visitor) throws PosixException {
    Libc.list(folder, visitor);
  }

  @Override
  public void link(int folder, byte[] name, byte[] newName) throws PosixException {
    Libc.linkat(folder, name, folder, newName);
  }

  @Override
  public void renameIfAbsent(int folder, byte[] name, byte[] newName) throws PosixException {
    try {
      Libc.renameatIfAbsent(folder, name, folder, newName);
    } catch (UnsupportedOperationException absentInLibc) {
      var told = new PosixException(Errno.ENOSYS, "renameat2", "C library");
      told.initCause(absentInLibc);
      throw told;
    }
  }

  @Override
  public void rename(int folder, byte[] name, byte[] newName) throws PosixException {
    Libc.renameat(folder, name, folder, newName);
  }

  @Override
  public void remove(int folder, byte[] name) throws PosixException {
    Libc.unlinkat(folder, name);
  }

  @Override
  public void removeFolder(int parent, byte[] name) throws PosixException {
    Libc.rmdirat(parent, name);
  }
}
