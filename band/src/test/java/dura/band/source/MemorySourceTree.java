package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.posix.Errno;
import dura.band.source.MemoryTree.Call;
import dura.band.source.MemoryTree.Node;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A [SourceTree] over a [MemoryTree], whose topmost entries are the sources.
public final class MemorySourceTree implements SourceTree {
  private final MemoryTree tree;

  public MemorySourceTree(MemoryTree tree) {
    this.tree = tree;
  }

  @Override
  public List<DirectoryEntry> list(ArchivePath directory) throws IOException {
    tree.check(Call.LIST, directory);
    Node node = tree.find(directory);
    if (node.kind != FileKind.DIRECTORY) {
      throw MemoryTree.failure(Errno.ENOTDIR, directory);
    }
    synchronized (tree) {
      return node.children.entrySet()
          .stream()
          .map((Map.Entry<FileName, Node> child) -> new DirectoryEntry(
              child.getKey(), Optional.of(child.getValue().kind)))
          .toList();
    }
  }

  @Override
  public FileStat stat(ArchivePath path) throws IOException {
    tree.check(Call.STAT, path);
    return tree.find(path).stat();
  }

  @Override
  public byte[] readLink(ArchivePath path) throws IOException {
    tree.check(Call.READ_LINK, path);
    Node node = tree.find(path);
    if (node.kind != FileKind.SYMLINK) {
      throw MemoryTree.failure(Errno.EINVAL, path);
    }
    return node.linkTarget.clone();
  }

  @Override
  public SourceFile open(ArchivePath path, FileStat expected) throws IOException {
    tree.check(Call.OPEN, path);
    Node node = tree.find(path);
    if (node.kind != FileKind.FILE || !node.stat().isSameFile(expected)) {
      throw new FileChangedException(path, "another file has this name now");
    }
    return new MemoryFile(path, node);
  }

  @Override
  public List<ExtendedAttribute> extendedAttributes(ArchivePath path) throws IOException {
    tree.check(Call.ATTRIBUTES, path);
    return tree.find(path).attributes;
  }

  @Override
  public Optional<String> userName(long uid) {
    return uid == MemoryTree.NOBODY.uid() ? MemoryTree.NOBODY.user() : Optional.empty();
  }

  @Override
  public Optional<String> groupName(long gid) {
    return gid == MemoryTree.NOBODY.gid() ? MemoryTree.NOBODY.group() : Optional.empty();
  }

  @Override
  public void close() {}

  private final class MemoryFile implements SourceFile {
    private final ArchivePath path;
    private final Node node;

    MemoryFile(ArchivePath path, Node node) {
      this.path = path;
      this.node = node;
    }

    @Override
    public FileStat stat() {
      return node.stat();
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) throws IOException {
      tree.beforeRead(path);
      tree.check(Call.READ, path);
      synchronized (tree) {
        return node.contents.read(offset, into, at, length);
      }
    }

    @Override
    public Optional<DataRange> dataFrom(long offset) {
      synchronized (tree) {
        return node.contents.dataFrom(offset);
      }
    }

    @Override
    public void close() {}
  }
}
