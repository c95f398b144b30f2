package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.posix.Accounts;
import dura.band.posix.Errno;
import dura.band.posix.Libc;
import dura.band.posix.OpenFlags;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;
import dura.band.posix.Xattrs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The user's files on Linux.
///
/// Every name is resolved relative to its open directory, one component at a time, without
/// following links; so nothing outside the sources is ever read, whatever is exchanged while the
/// tree is walked. Paths may be longer than the kernel takes at once. Extended attributes need
/// /proc.
public final class FileSourceTree implements SourceTree {
  private static final int LIST_FLAGS =
      OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW | OpenFlags.CLOEXEC;
  /// NONBLOCK: a fifo that took the file's name must not make us wait for a writer.
  private static final int READ_FLAGS =
      OpenFlags.RDONLY | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK | OpenFlags.CLOEXEC;

  private final SortedMap<FileName, SourceRoot> roots = new TreeMap<>();
  private final Map<Long, Optional<String>> userNames = new ConcurrentHashMap<>();
  private final Map<Long, Optional<String>> groupNames = new ConcurrentHashMap<>();
  private final long effectiveUser = Accounts.effectiveUser();

  /// Sources under their names in the archive. Nothing is opened yet: a source that is missing
  /// shows when its entry is asked for.
  ///
  /// @param sources path of each as the user gave it: absolute, or relative to the working
  ///     directory; where the last component is a link, the link is meant, unless a slash follows
  /// @throws IllegalArgumentException when a path is empty
  public FileSourceTree(Map<FileName, byte[]> sources) {
    sources.forEach((name, path) -> roots.put(name, new SourceRoot(path)));
  }

  /// What is done with the place of an entry: its open directory and its name there.
  private interface Use<T> {
    T at(int directory, byte[] name) throws IOException;
  }

  private <T> T use(ArchivePath path, Use<T> use) throws IOException {
    OpenDirectories directories = directories(path);
    try (OpenDirectories.Pin parent = directories.pin(path.parent())) {
      try {
        return use.at(parent.descriptor(), directories.nameOnDisk(path));
      } catch (PosixException failure) {
        throw failure.at(path);
      }
    }
  }

  private OpenDirectories directories(ArchivePath path) throws PosixException {
    SourceRoot root = roots.get(path.first());
    if (root == null) {
      throw new PosixException(Errno.ENOENT, "source", path.toString());
    }
    try {
      return root.directories();
    } catch (PosixException failure) {
      throw failure.at(path.first());
    }
  }

  @Override
  public List<DirectoryEntry> list(ArchivePath directory) throws IOException {
    if (directory.isTop()) {
      return roots.keySet()
          .stream()
          .map(name -> new DirectoryEntry(name, Optional.empty()))
          .toList();
    }
    return use(directory, (parent, name) -> {
      int descriptor = Libc.openat(parent, name, LIST_FLAGS, 0);
      try {
        return entries(descriptor);
      } finally {
        Libc.close(descriptor);
      }
    });
  }

  private static List<DirectoryEntry> entries(int descriptor) throws PosixException {
    var entries = new ArrayList<DirectoryEntry>();
    Libc.list(
        descriptor,
        (name, type) -> entries.add(new DirectoryEntry(FileName.of(name), Stat.kindOf(type))));
    entries.sort(Comparator.comparing(DirectoryEntry::name));
    return entries;
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
  public SourceFile open(ArchivePath path, FileStat expected) throws IOException {
    return use(path, (parent, name) -> {
      int descriptor = openForReading(parent, name, path, expected);
      boolean handedOver = false;
      try {
        Stat found = Libc.stat(descriptor);
        if (!FileStat.of(found).isSameFile(expected) || found.kind() != FileKind.FILE) {
          throw new FileChangedException(path, "another file has this name now");
        }
        var file = new FileSourceFile(descriptor, path, found);
        handedOver = true;
        return file;
      } finally {
        if (!handedOver) {
          Libc.close(descriptor);
        }
      }
    });
  }

  /// Only its owner and root may ask that reading leave no trace in a file's access time.
  private int openForReading(int parent, byte[] name, ArchivePath path, FileStat expected)
      throws IOException {
    if (effectiveUser == 0 || effectiveUser == expected.uid()) {
      try {
        return Libc.openat(parent, name, READ_FLAGS | OpenFlags.NOATIME, 0);
      } catch (PosixException failure) {
        if (failure.errno() != Errno.EPERM) {
          throw changedOr(failure, path);
        }
      }
    }
    try {
      return Libc.openat(parent, name, READ_FLAGS, 0);
    } catch (PosixException failure) {
      throw changedOr(failure, path);
    }
  }

  /// What openat says of a link and of a socket or a device without driver.
  private static IOException changedOr(PosixException failure, ArchivePath path) {
    return switch (failure.errno()) {
      case Errno.ELOOP -> new FileChangedException(path, "a symbolic link has this name now");
      case Errno.ENXIO, Errno.ENODEV ->
          new FileChangedException(path, "a socket or a device has this name now");
      default -> failure;
    };
  }

  @Override
  public List<ExtendedAttribute> extendedAttributes(ArchivePath path) throws IOException {
    return use(path, (parent, name) -> {
      var attributes = new ArrayList<ExtendedAttribute>();
      for (byte[] attribute : Xattrs.list(parent, name)) {
        Xattrs.get(parent, name, attribute)
            .ifPresent(value -> attributes.add(new ExtendedAttribute(attribute, value)));
      }
      attributes.sort(Comparator.naturalOrder());
      return attributes;
    });
  }

  @Override
  public Optional<String> userName(long uid) {
    return userNames.computeIfAbsent(uid, Accounts::userName);
  }

  @Override
  public Optional<String> groupName(long gid) {
    return groupNames.computeIfAbsent(gid, Accounts::groupName);
  }

  @Override
  public void close() throws IOException {
    for (SourceRoot root : roots.values()) {
      root.close();
    }
  }
}
