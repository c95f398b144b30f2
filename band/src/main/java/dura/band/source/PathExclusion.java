package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Leaves out entries by their paths, directories with all below them.
///
/// @param filter decides
public record PathExclusion(Filter filter) implements Exclusion {
  /// Decides about entries.
  @FunctionalInterface
  public interface Filter {
    /// Whether an entry is left out, and all below it.
    ///
    /// @param path never the top, nor a source itself
    boolean leavesOut(ArchivePath path, boolean directory);
  }

  @Override
  public List<DirectoryEntry> list(SourceTree tree, ArchivePath directory) throws IOException {
    List<DirectoryEntry> all = tree.list(directory);
    var kept = new ArrayList<DirectoryEntry>(all.size());
    for (DirectoryEntry entry : all) {
      ArchivePath path = directory.child(entry.name());
      if (!filter.leavesOut(path, isDirectory(tree, path, entry))) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /// What cannot be asked is no directory; whoever backs it up will hear why.
  private static boolean isDirectory(SourceTree tree, ArchivePath path, DirectoryEntry entry) {
    if (entry.kind().isPresent()) {
      return entry.kind().get() == FileKind.DIRECTORY;
    }
    try {
      return tree.stat(path).kind() == FileKind.DIRECTORY;
    } catch (IOException e) {
      return false;
    }
  }
}
