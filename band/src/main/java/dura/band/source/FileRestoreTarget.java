package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.posix.Accounts;
import dura.band.posix.Errno;
import dura.band.posix.Libc;
import dura.band.posix.OpenFlags;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;
import java.io.IOException;
import java.util.List;

/// A target directory on Linux.
///
/// Every name is resolved relative to its open directory, one component at a time, without
/// following links. Setting permissions and extended attributes needs /proc.
public final class FileRestoreTarget implements RestoreTarget {
  private static final int TARGET_FLAGS =
      OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC;
  private static final int REOPEN_FLAGS =
      OpenFlags.WRONLY | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK | OpenFlags.CLOEXEC;
  private static final int ENTRY_FLAGS = OpenFlags.PATH | OpenFlags.NOFOLLOW | OpenFlags.CLOEXEC;
  private static final int DIRECTORY_MODE = 0700;
  private static final int UNFINISHED = 01000;
  private static final int SET_GROUP_ID = 02000;
  private static final int TARGET_MODE = 0777;

  private final OpenDirectories directories;
  private final MetadataSetter metadataSetter;
  private final long user;

  private FileRestoreTarget(OpenDirectories directories, MetadataSetter metadataSetter,
      long user) {
    this.directories = directories;
    this.metadataSetter = metadataSetter;
    this.user = user;
  }

  /// Opens the target directory and makes it first if it is missing; its parent must exist.
  ///
  /// @param target path as the user gave it; links in it are followed
  public static FileRestoreTarget open(byte[] target) throws IOException {
    try {
      Libc.mkdirat(Libc.CURRENT_DIRECTORY, target, TARGET_MODE);
    } catch (PosixException failure) {
      if (failure.errno() != Errno.EEXIST) {
        throw failure;
      }
    }
    int base = Libc.openat(Libc.CURRENT_DIRECTORY, target, TARGET_FLAGS, 0);
    return new FileRestoreTarget(new OpenDirectories(base), MetadataSetter.ofThisProcess(),
        Accounts.effectiveUser());
  }

  /// What is done with the place of an entry: its open directory and its name there.
  private interface Use<T> {
    T at(int directory, byte[] name) throws IOException;
  }

  private <T> T use(ArchivePath path, Use<T> use) throws IOException {
    try (OpenDirectories.Pin parent = directories.pin(path.parent())) {
      try {
        return use.at(parent.descriptor(), path.name().bytes());
      } catch (PosixException failure) {
        throw failure.at(path);
      }
    }
  }

  /// Makes an entry; where the name is taken and may be, removes what has it and tries once more.
  private <T> T make(ArchivePath path, Existing existing, Use<T> making) throws IOException {
    return use(path, (parent, name) -> {
      try {
        return making.at(parent, name);
      } catch (PosixException failure) {
        if (failure.errno() != Errno.EEXIST || existing == Existing.KEEP) {
          throw failure;
        }
        remove(parent, name, failure);
        return making.at(parent, name);
      }
    });
  }

  private static void remove(int parent, byte[] name, PosixException taken) throws IOException {
    try {
      Libc.unlinkat(parent, name);
    } catch (PosixException failure) {
      throw failure.errno() == Errno.EISDIR ? taken : failure;
    }
  }

  @Override
  public boolean makeDirectory(ArchivePath path) throws IOException {
    return use(path, (parent, name) -> {
      try {
        Libc.mkdirat(parent, name, UNFINISHED | DIRECTORY_MODE);
        return true;
      } catch (PosixException failure) {
        return isUnfinished(existingDirectory(parent, name, failure));
      }
    });
  }

  @Override
  public void makeParent(ArchivePath path) throws IOException {
    use(path, (parent, name) -> {
      try {
        Libc.mkdirat(parent, name, DIRECTORY_MODE);
      } catch (PosixException failure) {
        existingDirectory(parent, name, failure);
      }
      return path;
    });
  }

  private static Stat existingDirectory(int parent, byte[] name, PosixException failure)
      throws PosixException {
    if (failure.errno() == Errno.EEXIST) {
      Stat found = Libc.stat(parent, name);
      if (found.kind() == FileKind.DIRECTORY) {
        return found;
      }
    }
    throw failure;
  }

  /// Whether an interrupted restore of this user left the directory; its group may be inherited.
  private boolean isUnfinished(Stat directory) {
    return (directory.permissions() & ~SET_GROUP_ID) == (UNFINISHED | DIRECTORY_MODE)
        && directory.uid() == user;
  }

  @Override
  public TargetFile createFile(ArchivePath path, Existing existing) throws IOException {
    return use(path, (parent, _) -> {
      var place = new FilePlace(path, parent, existing);
      place.requireFree();
      NewFile file = NewFile.in(place);
      return closingUnless(file.descriptor(),
          () -> FileTargetFile.unnamed(file, path, existing, directories, metadataSetter));
    });
  }

  private interface Opening {
    TargetFile open() throws IOException;
  }

  /// What `opening` makes of a descriptor, which is closed where that throws.
  private static TargetFile closingUnless(int descriptor, Opening opening) throws IOException {
    boolean handedOver = false;
    try {
      TargetFile file = opening.open();
      handedOver = true;
      return file;
    } finally {
      if (!handedOver) {
        Libc.close(descriptor);
      }
    }
  }

  @Override
  public FileStat stat(ArchivePath path) throws IOException {
    return use(path, (parent, name) -> FileStat.of(Libc.stat(parent, name)));
  }

  @Override
  public byte[] readLink(ArchivePath path) throws IOException {
    return use(path, Libc::readlinkat);
  }

  @Override
  public TargetFile reopenFile(ArchivePath path) throws IOException {
    return use(path, (parent, name) -> {
      requireKind(path, FileKind.FILE, Libc.stat(parent, name));
      int descriptor = Libc.openat(parent, name, REOPEN_FLAGS, 0);
      return closingUnless(descriptor, () -> {
        Stat found = Libc.stat(descriptor);
        requireKind(path, FileKind.FILE, found);
        return FileTargetFile.named(descriptor, found, path, directories, metadataSetter);
      });
    });
  }

  private static void requireKind(ArchivePath path, FileKind kind, Stat found)
      throws FileChangedException {
    if (found.kind() != kind) {
      throw new FileChangedException(path, kind + " expected, found " + found.kind());
    }
  }

  @Override
  public void makeSymlink(ArchivePath path, byte[] target, Existing existing) throws IOException {
    make(path, existing, (parent, name) -> {
      Libc.symlinkat(target, parent, name);
      return path;
    });
  }

  @Override
  public void makeHardLink(ArchivePath path, ArchivePath original, Existing existing)
      throws IOException {
    try (OpenDirectories.Pin originalParent = directories.pin(original.parent())) {
      byte[] originalName = original.name().bytes();
      make(path, existing, (parent, name) -> {
        try {
          Libc.linkat(originalParent.descriptor(), originalName, parent, name);
        } catch (PosixException failure) {
          boolean isLinked = failure.errno() == Errno.EEXIST
              && isSameFile(
                  Libc.stat(originalParent.descriptor(), originalName),
                  Libc.stat(parent, name));
          if (!isLinked) {
            throw failure;
          }
        }
        return path;
      });
    }
  }

  private static boolean isSameFile(Stat one, Stat other) {
    return one.device() == other.device() && one.inode() == other.inode();
  }

  @Override
  public void makeNode(ArchivePath path, FileKind kind, DeviceNumber node, Existing existing)
      throws IOException {
    int type = switch (kind) {
      case FIFO -> Stat.FIFO;
      case SOCKET -> Stat.SOCKET;
      case CHARACTER_DEVICE -> Stat.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> Stat.BLOCK_DEVICE;
      case FILE, DIRECTORY, SYMLINK -> throw new IllegalArgumentException("no node: " + kind);
    };
    boolean isDevice = type == Stat.CHARACTER_DEVICE || type == Stat.BLOCK_DEVICE;
    DeviceNumber number = isDevice ? node : DeviceNumber.NONE;
    make(path, existing, (parent, name) -> {
      Libc.mknodat(parent, name, type | UNFINISHED_NODE, number.major(), number.minor());
      return path;
    });
  }

  @Override
  public List<MetadataFailure> applyMetadata(
      ArchivePath path, FileKind kind, FileMetadata metadata) throws IOException {
    return use(path, (parent, name) -> {
      int entry = Libc.openat(parent, name, ENTRY_FLAGS, 0);
      try {
        Stat found = Libc.stat(entry);
        requireKind(path, kind, found);
        return metadataSetter.apply(new MetadataSetter.Place(path, entry, parent), found,
            metadata);
      } finally {
        Libc.close(entry);
      }
    });
  }

  @Override
  public void close() throws IOException {
    directories.close();
  }
}
