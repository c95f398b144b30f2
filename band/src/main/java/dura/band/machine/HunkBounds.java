package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import java.util.List;
import java.util.Optional;

/// What references say of where the entries in and below a hunk stand (format-spec/70-index.md).
///
/// @param first no entry is smaller
/// @param upper no entry is larger, where that is known
record HunkBounds(ArchivePath first, Optional<ArchivePath> upper) {
  /// Which of the bounds a hunk breaks, if it breaks one.
  Optional<String> objection(IndexHunk hunk) {
    return switch (hunk) {
      case IndexHunk.Leaf(List<TreeEntry> entries) ->
          holds(entries.getFirst().path(), entries.getLast().path())
              ? Optional.empty()
              : Optional.of("entries outside the bounds of their hunk");
      case IndexHunk.Inner(List<HunkReference> children) ->
          holds(children.getFirst().first(), children.getLast().first())
              ? Optional.empty()
              : Optional.of("references outside the bounds of their hunk");
      case IndexHunk.Objects _,IndexHunk.Root _ -> Optional.of("not a hunk of entries");
    };
  }

  private boolean holds(ArchivePath smallest, ArchivePath largest) {
    return smallest.compareTo(first) >= 0
        && upper.filter(bound -> largest.compareTo(bound) > 0).isEmpty();
  }
}
