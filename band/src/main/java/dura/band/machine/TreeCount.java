package dura.band.machine;

import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.proto.Counters;
import java.util.Optional;

/// Counts the entries of a tree, to compare them with what the index says of itself. Not for
/// concurrent use.
public final class TreeCount {
  private long files;
  private long directories;
  private long links;
  private long others;
  private long fileBytes;
  private boolean continued;

  /// Entries in or below a hunk, as far as it says itself; none of one that has no entries.
  public static Optional<Long> of(IndexHunk hunk) {
    return switch (hunk) {
      case IndexHunk.Leaf leaf -> Optional.of((long) leaf.entries().size());
      case IndexHunk.Inner inner ->
          Optional.of(inner.children().stream().mapToLong(HunkReference::entries).sum());
      case IndexHunk.Objects _,IndexHunk.Root _ -> Optional.empty();
    };
  }

  /// Takes the next entry.
  public void add(TreeEntry entry) {
    boolean goesOn = continued;
    continued = entry.continued();
    if (goesOn) {
      return;
    }
    switch (entry.kind()) {
      case FILE -> files++;
      case DIRECTORY -> directories++;
      case SYMLINK -> links++;
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> others++;
    }
    fileBytes += entry.size();
  }

  /// What `counters` say differently, for people.
  public Optional<String> differsFrom(Counters counters) {
    return differs("files", counters.getFiles(), files)
        .or(() -> differs("directories", counters.getDirectories(), directories))
        .or(() -> differs("links", counters.getLinks(), links))
        .or(() -> differs("others", counters.getOthers(), others))
        .or(() -> differs("file bytes", counters.getFileBytes(), fileBytes));
  }

  private static Optional<String> differs(String what, long said, long counted) {
    return said == counted
        ? Optional.empty()
        : Optional.of("counts " + said + " " + what + ", the tree has " + counted);
  }
}
