package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hunks of the parent's index that hunks still to be written may be equal to: those are not written
/// but referred to. Never changes.
///
/// @param hunks in the order in which the index was walked
record PastHunks(List<PastHunk> hunks) {
  static final PastHunks NONE = new PastHunks(List.of());

  PastHunks plus(List<PastHunk> more) {
    var all = new ArrayList<>(hunks);
    more.stream().filter(PastHunk::shared).forEach(all::add);
    return new PastHunks(List.copyOf(all));
  }

  /// The leaf that has exactly `entries`.
  Optional<HunkRef> leaf(List<IndexEntry> entries) {
    return hunks.stream()
        .filter(hunk -> hunk.reference().getLevel() == 0 && hunk.entries().equals(entries))
        .map(PastHunk::reference)
        .findFirst();
  }

  /// The inner hunk that has exactly `children`.
  Optional<HunkRef> inner(List<HunkRef> children) {
    return hunks.stream()
        .filter(hunk -> hunk.reference().getLevel() > 0 && hunk.children().equals(children))
        .map(PastHunk::reference)
        .findFirst();
  }

  /// The hunks that can be of use where no further leaf begins before `path`, and no further hunk of
  /// a higher level before the one that its path in `open` says.
  ///
  /// @param open smallest path of hunks still to be written, by level
  PastHunks from(List<ArchivePath> open) {
    return new PastHunks(hunks.stream().filter(hunk -> {
      int level = Math.min(hunk.reference().getLevel(), open.size() - 1);
      return ArchivePath.of(hunk.reference().getFirstPath().toByteArray())
          .compareTo(open.get(level)) >= 0;
    }).toList());
  }
}
