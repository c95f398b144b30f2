package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.model.Timestamp;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A tree of files in memory, to be read through [MemorySourceTree] and written through
/// [MemoryRestoreTarget], and changed by tests at any moment. Its clock moves with every change.
public final class MemoryTree {
  private static final long FIRST_SECOND = 1_000_000_000;

  /// A file of any kind.
  static final class Node {
    final FileKind kind;
    final long inode;
    final Map<FileName, Node> children = new TreeMap<>();
    final SparseBytes contents = new SparseBytes();
    byte[] linkTarget = {};
    DeviceNumber device = DeviceNumber.NONE;
    List<ExtendedAttribute> attributes = List.of();
    Owner owner = MemoryTree.NOBODY;
    int permissions;
    boolean nodump;
    long fileSystem = 1;
    long links = 1;
    Timestamp modified;
    Timestamp changed;

    Node(FileKind kind, long inode, Timestamp now) {
      this.kind = kind;
      this.inode = inode;
      this.permissions = switch (kind) {
        case DIRECTORY -> 0700;
        case SYMLINK -> 0777;
        default -> 0600;
      };
      this.modified = now;
      this.changed = now;
    }

    FileStat stat() {
      long size = kind == FileKind.SYMLINK ? linkTarget.length : contents.size();
      return new FileStat(kind, permissions, owner.uid(), owner.gid(), size, modified, changed,
          fileSystem, inode, links, device, nodump);
    }
  }

  /// The calls that can be made to fail.
  public enum Call {
    LIST, STAT, READ_LINK, OPEN, READ, ATTRIBUTES, MAKE, WRITE, SET_METADATA
  }

  private record Fault(Call call, ArchivePath path) {}

  static final Owner NOBODY =
      new Owner(65534, 65534, Optional.of("nobody"), Optional.of("nogroup"));

  private final Map<Fault, Integer> faults = new HashMap<>();
  private final Map<ArchivePath, Runnable> whileReading = new HashMap<>();
  private long inodes = 1;
  private long ticks;
  private final Node root = new Node(FileKind.DIRECTORY, 1, now());

  /// Makes every such call fail from now on; errno 0 heals it.
  public synchronized void plan(Call call, ArchivePath path, int errno) {
    faults.put(new Fault(call, path), errno);
  }

  /// Runs `change` once, when the file is next read.
  public synchronized void whileReading(ArchivePath path, Runnable change) {
    whileReading.put(path, change);
  }

  /// Makes a directory; its parent must exist.
  public synchronized void addDirectory(ArchivePath path) throws PosixException {
    add(path, FileKind.DIRECTORY);
  }

  /// Makes a file, or a new version of one in the same inode.
  public synchronized void putFile(ArchivePath path, byte[] contents) throws PosixException {
    Node node = parent(path).children.get(path.name());
    if (node == null || node.kind != FileKind.FILE) {
      remove(path);
      node = add(path, FileKind.FILE);
    }
    node.contents.setSize(0);
    node.contents.write(0, contents, 0, contents.length);
    touch(node);
  }

  /// Sets the `d` flag of an entry.
  public synchronized void flagNodump(ArchivePath path) throws PosixException {
    find(path).nodump = true;
  }

  /// Mounts another file system at a directory: it and all that is below it have another number.
  public synchronized void mount(ArchivePath path, long device) throws PosixException {
    setDevice(find(path), device);
  }

  private static void setDevice(Node node, long device) {
    node.fileSystem = device;
    node.children.values().forEach(child -> setDevice(child, device));
  }

  /// Removes whatever has the name, with all below it; nothing if there is none.
  public synchronized void remove(ArchivePath path) throws PosixException {
    Node node = parent(path).children.remove(path.name());
    if (node != null) {
      node.links--;
    }
  }

  synchronized void check(Call call, ArchivePath path) throws PosixException {
    int errno = faults.getOrDefault(new Fault(call, path), 0);
    if (errno != 0) {
      throw failure(errno, path);
    }
  }

  synchronized void beforeRead(ArchivePath path) {
    Runnable change = whileReading.remove(path);
    if (change != null) {
      change.run();
    }
  }

  synchronized Node find(ArchivePath path) throws PosixException {
    if (path.isTop()) {
      return root;
    }
    Node node = parent(path).children.get(path.name());
    if (node == null) {
      throw failure(Errno.ENOENT, path);
    }
    return node;
  }

  private Node parent(ArchivePath path) throws PosixException {
    Node node = root;
    for (FileName name : path.parent().components()) {
      Node next = node.children.get(name);
      if (next == null) {
        throw failure(Errno.ENOENT, path);
      }
      if (next.kind != FileKind.DIRECTORY) {
        throw failure(Errno.ENOTDIR, path);
      }
      node = next;
    }
    return node;
  }

  synchronized Node add(ArchivePath path, FileKind kind) throws PosixException {
    var node = new Node(kind, ++inodes, now());
    put(path, node);
    return node;
  }

  synchronized void link(ArchivePath path, Node node) throws PosixException {
    if (node.kind == FileKind.DIRECTORY) {
      throw failure(Errno.EPERM, path);
    }
    put(path, node);
    node.links++;
  }

  private void put(ArchivePath path, Node node) throws PosixException {
    Map<FileName, Node> siblings = parent(path).children;
    if (siblings.putIfAbsent(path.name(), node) != null) {
      throw failure(Errno.EEXIST, path);
    }
  }

  synchronized @Nullable Node findOrNull(ArchivePath path) throws PosixException {
    return parent(path).children.get(path.name());
  }

  synchronized void touch(Node node) {
    node.modified = now();
    node.changed = node.modified;
  }

  synchronized void touchInode(Node node) {
    node.changed = now();
  }

  private Timestamp now() {
    ticks++;
    return new Timestamp(FIRST_SECOND + ticks / 1000, (int) (ticks % 1000));
  }

  static PosixException failure(int errno, ArchivePath path) {
    return new PosixException(errno, "memory", path.toString());
  }
}
