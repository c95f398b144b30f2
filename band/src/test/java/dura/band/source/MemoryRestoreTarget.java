package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.source.MemoryTree.Call;
import dura.band.source.MemoryTree.Node;
import dura.band.source.MetadataFailure.Aspect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A [RestoreTarget] that writes below one directory of a [MemoryTree], as root would.
public final class MemoryRestoreTarget implements RestoreTarget {
  private static final int UNFINISHED_DIRECTORY = 01700;

  private final MemoryTree tree;
  private final ArchivePath base;

  /// @param base the target directory
  public MemoryRestoreTarget(MemoryTree tree, ArchivePath base) {
    this.tree = tree;
    this.base = base;
  }

  private ArchivePath inTree(ArchivePath path) {
    ArchivePath full = base;
    for (FileName name : path.components()) {
      full = full.child(name);
    }
    return full;
  }

  private void makeRoom(ArchivePath path, Existing existing) throws IOException {
    tree.check(Call.MAKE, path);
    Node present = tree.findOrNull(inTree(path));
    if (present == null) {
      return;
    }
    if (existing == Existing.KEEP || present.kind == FileKind.DIRECTORY) {
      throw MemoryTree.failure(Errno.EEXIST, path);
    }
    tree.remove(inTree(path));
  }

  @Override
  public boolean makeDirectory(ArchivePath path) throws IOException {
    tree.check(Call.MAKE, path);
    Node present = tree.findOrNull(inTree(path));
    if (present != null && present.kind == FileKind.DIRECTORY) {
      return present.permissions == UNFINISHED_DIRECTORY;
    }
    tree.addDirectory(inTree(path));
    tree.find(inTree(path)).permissions = UNFINISHED_DIRECTORY;
    return true;
  }

  @Override
  public void makeParent(ArchivePath path) throws IOException {
    tree.check(Call.MAKE, path);
    Node present = tree.findOrNull(inTree(path));
    if (present == null || present.kind != FileKind.DIRECTORY) {
      tree.addDirectory(inTree(path));
    }
  }

  @Override
  public FileStat stat(ArchivePath path) throws IOException {
    return tree.find(inTree(path)).stat();
  }

  @Override
  public byte[] readLink(ArchivePath path) throws IOException {
    return find(path, FileKind.SYMLINK).linkTarget.clone();
  }

  @Override
  public TargetFile createFile(ArchivePath path, Existing existing) throws IOException {
    makeRoom(path, existing);
    return new MemoryFile(path, tree.add(inTree(path), FileKind.FILE));
  }

  @Override
  public TargetFile reopenFile(ArchivePath path) throws IOException {
    return new MemoryFile(path, find(path, FileKind.FILE));
  }

  private Node find(ArchivePath path, FileKind kind) throws IOException {
    Node node = tree.find(inTree(path));
    if (node.kind != kind) {
      throw new FileChangedException(path, kind + " expected, found " + node.kind);
    }
    return node;
  }

  @Override
  public void makeSymlink(ArchivePath path, byte[] target, Existing existing) throws IOException {
    makeRoom(path, existing);
    tree.add(inTree(path), FileKind.SYMLINK).linkTarget = target.clone();
  }

  @Override
  public void makeHardLink(ArchivePath path, ArchivePath original, Existing existing)
      throws IOException {
    Node node = tree.find(inTree(original));
    if (existing == Existing.REPLACE && tree.findOrNull(inTree(path)) == node) {
      return;
    }
    makeRoom(path, existing);
    tree.link(inTree(path), node);
  }

  @Override
  public void makeNode(ArchivePath path, FileKind kind, DeviceNumber node, Existing existing)
      throws IOException {
    boolean isDevice = switch (kind) {
      case CHARACTER_DEVICE, BLOCK_DEVICE -> true;
      case FIFO, SOCKET -> false;
      case FILE, DIRECTORY, SYMLINK -> throw new IllegalArgumentException("no node: " + kind);
    };
    makeRoom(path, existing);
    tree.add(inTree(path), kind).device = isDevice ? node : DeviceNumber.NONE;
  }

  @Override
  public List<MetadataFailure> applyMetadata(
      ArchivePath path, FileKind kind, FileMetadata metadata) throws IOException {
    Node node = find(path, kind);
    try {
      tree.check(Call.SET_METADATA, path);
    } catch (PosixException planned) {
      return List.of(new MetadataFailure(Aspect.PERMISSIONS, planned));
    }
    node.owner = metadata.owner();
    if (kind != FileKind.SYMLINK) {
      node.permissions = metadata.permissions();
    }
    var attributes = new ArrayList<>(metadata.attributes());
    attributes.sort(null);
    node.attributes = List.copyOf(attributes);
    tree.touchInode(node);
    metadata.modified().ifPresent(time -> node.modified = time);
    return List.of();
  }

  @Override
  public void close() {}

  private final class MemoryFile implements TargetFile {
    private final ArchivePath path;
    private final Node node;

    MemoryFile(ArchivePath path, Node node) {
      this.path = path;
      this.node = node;
    }

    @Override
    public void write(long offset, byte[] from, int at, int length) throws IOException {
      tree.check(Call.WRITE, path);
      synchronized (tree) {
        node.contents.write(offset, from, at, length);
        tree.touch(node);
      }
    }

    @Override
    public void setSize(long size) throws IOException {
      tree.check(Call.WRITE, path);
      synchronized (tree) {
        node.contents.setSize(size);
        tree.touch(node);
      }
    }

    @Override
    public List<MetadataFailure> finish(FileMetadata metadata) throws IOException {
      return applyMetadata(path, FileKind.FILE, metadata);
    }

    @Override
    public void abandon() throws IOException {
      ArchivePath full = inTree(path);
      if (tree.findOrNull(full) == node) {
        tree.remove(full);
      }
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
  }
}
