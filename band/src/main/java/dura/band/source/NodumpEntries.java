package dura.band.source;

import dura.band.model.ArchivePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Leaves out entries that carry the `d` flag of chattr(1), directories with all below them.
public record NodumpEntries() implements Exclusion {
  @Override
  public List<DirectoryEntry> list(SourceTree tree, ArchivePath directory) throws IOException {
    List<DirectoryEntry> all = tree.list(directory);
    var kept = new ArrayList<DirectoryEntry>(all.size());
    for (DirectoryEntry entry : all) {
      if (!isFlagged(tree, directory.child(entry.name()))) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /// What cannot be asked is kept; whoever backs it up will hear why.
  private static boolean isFlagged(SourceTree tree, ArchivePath path) {
    try {
      return tree.stat(path).nodump();
    } catch (IOException e) {
      return false;
    }
  }
}
