package dura.band.run;

import com.google.protobuf.ByteString;
import dura.band.machine.BackupEvent.Trouble;
import dura.band.machine.BackupEvent.Trouble.Kind;
import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.source.DirectoryEntry;
import dura.band.source.ExtendedAttribute;
import dura.band.source.FileChangedException;
import dura.band.source.FileStat;
import dura.band.source.SourceTree;
import dura.proto.Attribute;
import dura.proto.EntryKind;
import dura.proto.IndexEntry;
import dura.spec.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns directories of a source into index entries without contents, and failures into troubles. For
/// one thread.
final class SourceLister {
  private final SourceTree tree;
  private final Map<Inode, Long> links = new HashMap<>();

  private record Inode(long device, long number) {}

  SourceLister(SourceTree tree) {
    this.tree = tree;
  }

  /// What a directory holds.
  record Listing(List<IndexEntry> entries, List<Trouble> troubles) {}

  Listing list(ArchivePath directory) {
    var entries = new ArrayList<IndexEntry>();
    var troubles = new ArrayList<Trouble>();
    try {
      for (DirectoryEntry name : tree.list(directory)) {
        ArchivePath path = directory.child(name.name());
        if (path.isWithinLimits()) {
          entry(path, troubles).ifPresent(entries::add);
        } else {
          troubles.add(new Trouble(Kind.TOO_LONG, path.toString(),
              path.length() + " bytes, at most " + Limits.MAX_PATH_BYTES));
        }
      }
    } catch (IOException e) {
      troubles.add(trouble(directory, e));
    }
    return new Listing(entries, troubles);
  }

  private Optional<IndexEntry> entry(ArchivePath path, List<Trouble> troubles) {
    try {
      FileStat stat = tree.stat(path);
      IndexEntry.Builder entry = IndexEntry.newBuilder()
          .setPath(ByteString.copyFrom(path.bytes()))
          .setKind(kind(stat.kind()))
          .setMode(stat.permissions())
          .setUid((int) stat.uid())
          .setGid((int) stat.gid())
          .setMtimeSeconds(stat.modified().seconds())
          .setMtimeNanos(stat.modified().nanos())
          .setCtimeSeconds(stat.changed().seconds())
          .setCtimeNanos(stat.changed().nanos())
          .setInode(stat.inode());
      tree.userName(stat.uid()).ifPresent(name -> entry.setUser(ByteString.copyFromUtf8(name)));
      tree.groupName(stat.gid()).ifPresent(name -> entry.setGroup(ByteString.copyFromUtf8(name)));
      switch (stat.kind()) {
        case FILE -> entry.setSize(stat.size());
        case SYMLINK -> entry.setTarget(ByteString.copyFrom(tree.readLink(path)));
        case CHARACTER_DEVICE, BLOCK_DEVICE -> entry.setDeviceMajor(stat.node().major())
            .setDeviceMinor(stat.node().minor());
        default -> {
          // Directories, fifos and sockets are nothing but metadata.
        }
      }
      if (stat.kind() != FileKind.DIRECTORY && stat.links() > 1) {
        entry.setLink(links.computeIfAbsent(new Inode(stat.device(), stat.inode()),
            _ -> links.size() + 1L));
      }
      attributes(path, entry, troubles);
      return Optional.of(entry.build());
    } catch (IOException e) {
      troubles.add(trouble(path, e));
      return Optional.empty();
    }
  }

  /// Whether a file may stand for the entry: it has the same owner, and of a file with several names
  /// it is the same.
  static boolean isSameFile(IndexEntry entry, FileStat now) {
    return now.kind() == FileKind.FILE
        && (int) now.uid() == entry.getUid()
        && (int) now.gid() == entry.getGid()
        && (entry.getLink() == 0 || now.inode() == entry.getInode());
  }

  /// The entry of a file that changed since.
  static IndexEntry refreshed(IndexEntry entry, FileStat now) {
    return entry.toBuilder()
        .setSize(now.size())
        .setMode(now.permissions())
        .setMtimeSeconds(now.modified().seconds())
        .setMtimeNanos(now.modified().nanos())
        .setCtimeSeconds(now.changed().seconds())
        .setCtimeNanos(now.changed().nanos())
        .setInode(now.inode())
        .build();
  }

  private void attributes(ArchivePath path, IndexEntry.Builder entry, List<Trouble> troubles) {
    try {
      List<ExtendedAttribute> attributes = tree.extendedAttributes(path);
      long bytes = attributes.stream().mapToLong(a -> a.name().length + a.value().length).sum();
      if (attributes.size() > Limits.MAX_ATTRIBUTES || bytes > Limits.MAX_ATTRIBUTE_BYTES) {
        troubles.add(new Trouble(Kind.TOO_LONG, path.toString(),
            attributes.size() + " attributes of " + bytes + " bytes"));
        return;
      }
      for (ExtendedAttribute attribute : attributes) {
        entry.addAttribute(Attribute.newBuilder()
            .setName(ByteString.copyFrom(attribute.name()))
            .setValue(ByteString.copyFrom(attribute.value())));
      }
    } catch (IOException e) {
      troubles.add(new Trouble(Kind.METADATA, path.toString(), detail(e)));
    }
  }

  private static EntryKind kind(FileKind kind) {
    return switch (kind) {
      case FILE -> EntryKind.FILE;
      case DIRECTORY -> EntryKind.DIRECTORY;
      case SYMLINK -> EntryKind.SYMLINK;
      case FIFO -> EntryKind.FIFO;
      case SOCKET -> EntryKind.SOCKET;
      case CHARACTER_DEVICE -> EntryKind.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> EntryKind.BLOCK_DEVICE;
    };
  }

  /// What went wrong with `path`.
  static Trouble trouble(ArchivePath path, IOException e) {
    Kind kind = Kind.IOERROR;
    if (e instanceof FileChangedException) {
      kind = Kind.VANISHED;
    } else if (e instanceof PosixException posix) {
      kind = switch (posix.errno()) {
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ESTALE -> Kind.VANISHED;
        case Errno.EACCES, Errno.EPERM, Errno.ELOOP -> Kind.DENIED;
        default -> Kind.IOERROR;
      };
    }
    return new Trouble(kind, path.toString(), detail(e));
  }

  /// What went wrong with `path` from `offset` on.
  static Trouble trouble(ArchivePath path, IOException e, long offset) {
    Trouble trouble = trouble(path, e);
    return new Trouble(trouble.kind(), trouble.path(),
        trouble.detail() + ", from byte " + offset);
  }

  private static String detail(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
