package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.posix.Errno;
import dura.band.posix.Libc;
import dura.band.posix.PosixException;

/// Where a restored file goes.
///
/// @param path for failures
/// @param parent the open directory
/// @param existing what to do where the name is taken
record FilePlace(ArchivePath path, int parent, Existing existing) {
  byte[] name() {
    return path.name().bytes();
  }

  /// @throws PosixException EEXIST where the name is taken and stays so
  void requireFree() throws PosixException {
    FileKind found;
    try {
      found = Libc.stat(parent, name()).kind();
    } catch (PosixException failure) {
      if (failure.errno() == Errno.ENOENT) {
        return;
      }
      throw failure;
    }
    if (existing == Existing.KEEP || found == FileKind.DIRECTORY) {
      throw new PosixException(Errno.EEXIST, "openat", path.toString());
    }
  }

  /// Removes a file, unless another has its name by now.
  void removeIf(FileStat file) throws PosixException {
    FileStat found;
    try {
      found = FileStat.of(Libc.stat(parent, name()));
    } catch (PosixException failure) {
      if (failure.errno() == Errno.ENOENT) {
        return;
      }
      throw failure;
    }
    if (found.isSameFile(file)) {
      Libc.unlinkat(parent, name());
    }
  }
}
