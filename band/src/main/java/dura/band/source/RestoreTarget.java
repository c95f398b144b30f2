package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// The directory that files are restored into; paths are relative to it, [ArchivePath#TOP] being
/// the directory itself.
///
/// Nothing outside the directory is ever touched: where a component of a path is a symbolic link
/// instead of a directory, the call fails with ENOTDIR. A parent must exist before what is in it.
/// New entries are for their owner alone (0600, directories 0700) until [#applyMetadata], which for
/// a directory is called after everything below it is there. Until then a directory or a node has the
/// sticky bit, which says nothing where no one else may write: it marks what is unfinished. Failures of the system are
/// [dura.band.posix.PosixException]s that carry the printable path. Thread-safe.
public interface RestoreTarget extends Closeable {
  /// Permissions of a node until it gets its own.
  int UNFINISHED_NODE = 01600;

  /// Makes a directory that gets its metadata when it is complete; one that is there already is fine.
  /// Anything else, a link to a directory too, is left as it is and the call fails with EEXIST.
  ///
  /// @return whether it was made now, or by a restore that was interrupted before it was complete
  boolean makeDirectory(ArchivePath path) throws IOException;

  /// Makes a directory that gets no metadata, as [#makeDirectory].
  void makeParent(ArchivePath path) throws IOException;

  /// Opens a new file for writing. It takes its name when it is finished or closed, not before.
  ///
  /// @throws dura.band.posix.PosixException EEXIST where the name is taken and stays so
  TargetFile createFile(ArchivePath path, Existing existing) throws IOException;

  /// What has a name.
  ///
  /// @throws dura.band.posix.PosixException ENOENT where nothing has
  FileStat stat(ArchivePath path) throws IOException;

  /// Where the link of that name leads to.
  byte[] readLink(ArchivePath path) throws IOException;

  /// Opens a file that was created by this target, to write further ranges.
  ///
  /// @throws FileChangedException when something else has the name now
  TargetFile reopenFile(ArchivePath path) throws IOException;

  /// Makes a symbolic link.
  ///
  /// @param target any bytes but NUL, taken as they are
  void makeSymlink(ArchivePath path, byte[] target, Existing existing) throws IOException;

  /// Makes `path` one more name of the file `original`, which was restored before.
  void makeHardLink(ArchivePath path, ArchivePath original, Existing existing) throws IOException;

  /// Makes a fifo, a socket or a device node.
  ///
  /// @param kind one of these
  /// @param node what a device stands for; of no meaning for the others
  void makeNode(ArchivePath path, FileKind kind, DeviceNumber node, Existing existing)
      throws IOException;

  /// Sets owner, extended attributes, permissions and time of an entry; goes on after failures.
  ///
  /// Owner and group are set by name where this system knows the name, else by number. Only root
  /// tries to give files away; others set the group where they belong to it, and what they may not
  /// try is no failure. Where anything but a directory does not get the user or group it had,
  /// it does not get the set-user-id or set-group-id bit either. ACLs that the entry inherited from its directory are
  /// removed when `metadata` has none. A symbolic link has no permissions.
  ///
  /// @param kind what the entry is
  /// @return what could not be set
  /// @throws FileChangedException when the entry is of another kind
  List<MetadataFailure> applyMetadata(ArchivePath path, FileKind kind, FileMetadata metadata)
      throws IOException;
}
