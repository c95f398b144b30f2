package dura.band.source;

import dura.band.model.ArchivePath;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The files to be backed up, seen as the archive will name them: below [ArchivePath#TOP] stand the
/// sources the user named, each under its name in the archive.
///
/// Nothing follows a symbolic link, not even where the source itself is one (it is then an entry of
/// kind SYMLINK): a path of which an inner component is no directory fails with ENOTDIR. Failures
/// of the system are [dura.band.posix.PosixException]s that carry the printable path. Thread-safe.
public interface SourceTree extends Closeable {
  /// The entries of a directory in byte order of their names, without `.` and `..`; at the top the
  /// names of the sources, whether they exist or not.
  List<DirectoryEntry> list(ArchivePath directory) throws IOException;

  /// What an entry is. The top is none.
  FileStat stat(ArchivePath path) throws IOException;

  /// The target of a symbolic link, any bytes but NUL.
  byte[] readLink(ArchivePath path) throws IOException;

  /// Opens a file for reading. Never waits, whatever has the name by now.
  ///
  /// @param expected what [#stat] said of it
  /// @throws FileChangedException when another file or something else has the name now
  SourceFile open(ArchivePath path, FileStat expected) throws IOException;

  /// The extended attributes of any kind of entry, in order; none where the file system has none.
  List<ExtendedAttribute> extendedAttributes(ArchivePath path) throws IOException;

  /// Name of the user with this number on this system.
  Optional<String> userName(long uid);

  /// Name of the group with this number on this system.
  Optional<String> groupName(long gid);
}
