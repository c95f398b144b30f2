package dura.band.store;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.codec.bytes.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Writes one file into a folder such that its name shows the whole of it or nothing, whenever the
/// power fails: temporary name, bytes, sync, publishing. The folder's own sync is the caller's.
final class ObjectPublisher {
  /// What file systems without hard links say, and those that only claim to lack the right.
  private static final Set<Integer> NO_LINKS =
      Set.of(Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.EINVAL, Errno.EMLINK);
  /// What file systems say that cannot rename without replacing.
  private static final Set<Integer> NO_CONDITIONAL_RENAME =
      Set.of(Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.EINVAL);

  private final FileCalls calls;
  private final int permissions;

  /// @param permissions of new files
  ObjectPublisher(FileCalls calls, int permissions) {
    this.calls = calls;
    this.permissions = permissions;
  }

  /// Puts a file where nothing is.
  Store.Put putIfAbsent(int folder, String object, ByteSlice bytes) throws PosixException {
    byte[] name = ascii(object);
    if (isTaken(folder, name)) {
      return Store.Put.EXISTS;
    }
    byte[] temporary = writeTemporary(folder, object, bytes);
    Store.Put put;
    try {
      put = publish(folder, temporary, name);
    } catch (PosixException failure) {
      removeQuietly(folder, temporary);
      throw failure;
    }
    removeQuietly(folder, temporary);
    return put;
  }

  /// Puts a file in place of what is there, or where nothing is.
  void replace(int folder, String object, ByteSlice bytes) throws PosixException {
    byte[] temporary = writeTemporary(folder, object, bytes);
    try {
      calls.rename(folder, temporary, ascii(object));
    } catch (PosixException failure) {
      removeQuietly(folder, temporary);
      throw failure;
    }
  }

  /// Takes back what was just put.
  void withdraw(int folder, String object) {
    removeQuietly(folder, ascii(object));
  }

  private boolean isTaken(int folder, byte[] name) throws PosixException {
    try {
      calls.stat(folder, name);
      return true;
    } catch (PosixException failure) {
      if (failure.errno() == Errno.ENOENT) {
        return false;
      }
      throw failure;
    }
  }

  private byte[] writeTemporary(int folder, String object, ByteSlice bytes) throws PosixException {
    byte[] temporary = TemporaryFiles.nameFor(object);
    int file = calls.createFile(folder, temporary, permissions);
    try {
      try {
        write(file, bytes);
        calls.sync(file);
      } finally {
        calls.close(file);
      }
    } catch (PosixException failure) {
      removeQuietly(folder, temporary);
      throw failure;
    }
    return temporary;
  }

  private void write(int file, ByteSlice bytes) throws PosixException {
    int done = 0;
    while (done < bytes.length()) {
      int more = calls.write(
          file, done, bytes.array(), bytes.offset() + done, bytes.length() - done);
      if (more == 0) {
        throw new PosixException(Errno.EIO, "pwrite", "no byte taken");
      }
      done += more;
    }
  }

  /// Three ways, from the best to the one that every file system has.
  private Store.Put publish(int folder, byte[] temporary, byte[] name) throws PosixException {
    try {
      calls.link(folder, temporary, name);
      return Store.Put.STORED;
    } catch (PosixException failure) {
      if (failure.errno() == Errno.EEXIST) {
        return isSameFile(folder, temporary, name) ? Store.Put.STORED : Store.Put.EXISTS;
      }
      if (!NO_LINKS.contains(failure.errno())) {
        throw failure;
      }
    }
    try {
      calls.renameIfAbsent(folder, temporary, name);
      return Store.Put.STORED;
    } catch (PosixException failure) {
      if (failure.errno() == Errno.EEXIST) {
        return Store.Put.EXISTS;
      }
      if (!NO_CONDITIONAL_RENAME.contains(failure.errno())) {
        throw failure;
      }
    }
    return reserveAndRename(folder, temporary, name);
  }

  /// A network file system repeats a request whose answer was lost, and the repetition finds the
  /// name taken: by the first.
  private boolean isSameFile(int folder, byte[] temporary, byte[] name) throws PosixException {
    return calls.stat(folder, temporary).inode() == calls.stat(folder, name).inode();
  }

  /// An empty file takes the name, which one writer only can do, and is then replaced. Whoever is
  /// killed in between leaves an empty file, which is no object.
  private Store.Put reserveAndRename(int folder, byte[] temporary, byte[] name)
      throws PosixException {
    int reservation;
    try {
      reservation = calls.createFile(folder, name, permissions);
    } catch (PosixException failure) {
      if (failure.errno() == Errno.EEXIST) {
        return Store.Put.EXISTS;
      }
      throw failure;
    }
    try {
      calls.close(reservation);
      calls.rename(folder, temporary, name);
      return Store.Put.STORED;
    } catch (PosixException failure) {
      removeQuietly(folder, name);
      throw failure;
    }
  }

  private void removeQuietly(int folder, byte[] name) {
    try {
      calls.remove(folder, name);
    } catch (PosixException alreadyGone) {
      // Gone with a rename; or it stays as a leftover that no reader sees.
    }
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
