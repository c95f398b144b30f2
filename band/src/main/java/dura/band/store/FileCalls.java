package dura.band.store;

import dura.band.posix.DirectoryVisitor;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;

/// The file calls [FileStore] makes: a seam, so that tests can pin their order and let each fail.
/// Folders and files are descriptors; names are single components.
interface FileCalls {
  /// Opens the folder an archive is in; links in `path` are followed.
  int openRoot(byte[] path) throws PosixException;

  /// Makes the folder an archive is to be in.
  void makeRoot(byte[] path, int permissions) throws PosixException;

  /// Opens a folder in a folder; a link is not followed.
  int openFolder(int parent, byte[] name) throws PosixException;

  /// Opens a file for reading; a link is not followed, a fifo not waited for.
  int openFile(int folder, byte[] name) throws PosixException;

  /// Makes a file and opens it for writing; EEXIST where the name is taken.
  int createFile(int folder, byte[] name, int permissions) throws PosixException;

  void makeFolder(int parent, byte[] name, int permissions) throws PosixException;

  /// One read; 0 at the end of the file.
  int read(int file, long offset, byte[] into, int at, int length) throws PosixException;

  /// One write, of less than `length` perhaps.
  int write(int file, long offset, byte[] from, int at, int length) throws PosixException;

  /// Makes a file's bytes, or a folder's names, durable.
  void sync(int descriptor) throws PosixException;

  void close(int descriptor) throws PosixException;

  Stat stat(int descriptor) throws PosixException;

  /// Of a link, the link itself.
  Stat stat(int folder, byte[] name) throws PosixException;

  void list(int folder, DirectoryVisitor visitor) throws PosixException;

  /// Gives a file one more name; EEXIST where that is taken.
  void link(int folder, byte[] name, byte[] newName) throws PosixException;

  /// Renames; EEXIST where the new name is taken.
  void renameIfAbsent(int folder, byte[] name, byte[] newName) throws PosixException;

  /// Renames; what had the new name before is gone in the same step.
  void rename(int folder, byte[] name, byte[] newName) throws PosixException;

  void remove(int folder, byte[] name) throws PosixException;

  /// Removes a folder; ENOTEMPTY or EEXIST where something is in it.
  void removeFolder(int parent, byte[] name) throws PosixException;
}
