package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A source tree without some of its entries: directories do not list them. Closing it closes the
/// tree behind it.
public final class FilteredSourceTree implements SourceTree {
  /// Decides about entries.
  @FunctionalInterface
  public interface Filter {
    /// Whether an entry is left out, and all below it.
    ///
    /// @param path never the top, nor a source itself
    boolean leavesOut(ArchivePath path, boolean directory);
  }

  private final SourceTree tree;
  private final Filter filter;

  public FilteredSourceTree(SourceTree tree, Filter filter) {
    this.tree = tree;
    this.filter = filter;
  }

  @Override
  public List<DirectoryEntry> list(ArchivePath directory) throws IOException {
    List<DirectoryEntry> all = tree.list(directory);
    if (directory.isTop()) {
      return all;
    }
    var kept = new ArrayList<DirectoryEntry>(all.size());
    for (DirectoryEntry entry : all) {
      ArchivePath path = directory.child(entry.name());
      if (!filter.leavesOut(path, isDirectory(path, entry))) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /// What cannot be asked is no directory; whoever backs it up will hear why.
  private boolean isDirectory(ArchivePath path, DirectoryEntry entry) {
    if (entry.kind().isPresent()) {
      return entry.kind().get() == FileKind.DIRECTORY;
    }
    try {
      return tree.stat(path).kind() == FileKind.DIRECTORY;
    } catch (IOException e) {
      return false;
    }
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
