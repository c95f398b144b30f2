package dura.band.source;

import dura.band.model.ArchivePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A source tree without some of its entries: directories do not list them. Closing it closes the
/// tree behind it.
public final class FilteredSourceTree implements SourceTree {
  private final SourceTree tree;
  private final Exclusion exclusion;

  public FilteredSourceTree(SourceTree tree, Exclusion exclusion) {
    this.tree = tree;
    this.exclusion = exclusion;
  }

  @Override
  public List<DirectoryEntry> list(ArchivePath directory) throws IOException {
    return directory.isTop() ? tree.list(directory) : exclusion.list(tree, directory);
  }

  @Override
  public FileStat stat(ArchivePath path) throws IOException {
    return tree.stat(path);
  }

  @Override
  public byte[] readLink(ArchivePath path) throws IOException {
    return tree.readLink(path);
  }

  @Override
  public SourceFile open(ArchivePath path, FileStat expected) throws IOException {
    return tree.open(path, expected);
  }

  @Override
  public List<ExtendedAttribute> extendedAttributes(ArchivePath path) throws IOException {
    return tree.extendedAttributes(path);
  }

  @Override
  public Optional<String> userName(long uid) {
    return tree.userName(uid);
  }

  @Override
  public Optional<String> groupName(long gid) {
    return tree.groupName(gid);
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
