package dura.band.run;

import dura.band.machine.IndexWalk;
import dura.band.machine.PastHunk;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The entries of one index that a new band builds on, from its beginning to its end, with the numbers
/// of the new band's ancestry. What cannot be read of it is an alarm. For one thread.
final class PastEntries {
  private final Parent parent;
  private final BandName band;
  private final long trustedBefore;
  private final Deque<IndexEntry> ready = new ArrayDeque<>();
  private IndexWalk walk;
  private int lastBlock = -1;

  private PastEntries(Parent parent, BandName band, Optional<HunkReference> tree,
      long trustedBefore) {
    this.parent = parent;
    this.band = band;
    this.trustedBefore = trustedBefore;
    this.walk = IndexWalk.start(tree, Selection.all());
  }

  static PastEntries of(Parent parent, BandIndex index) {
    return new PastEntries(parent, index.band().name(), index.tree(), parent.trustedBefore());
  }

  static PastEntries of(Parent parent, Interrupted band) {
    return new PastEntries(parent, band.name(), band.root().entries(), band.trustedBefore());
  }

  /// The entry that is next; empty where more has to be read first.
  Optional<IndexEntry> first() {
    return Optional.ofNullable(ready.peekFirst());
  }

  IndexEntry take() {
    return ready.removeFirst();
  }

  /// Whether all of the index was read.
  boolean isEnded() {
    return walk.wanted().isEmpty();
  }

  BandName band() {
    return band;
  }

  /// The highest block of the band itself that was met so far, −1 for none.
  int lastBlock() {
    return lastBlock;
  }

  /// Whether nothing can have changed in a file unnoticed after it was read for this band.
  boolean trusts(IndexEntry entry) {
    return entry.getKind() != EntryKind.FILE || entry.getSize() == 0
        || entry.getCtimeSeconds() < trustedBefore;
  }

  /// Reads the next hunk; empty where it cannot be had.
  Optional<PastHunk> read() throws AbortedException {
    HunkReference wanted = walk.wanted().orElseThrow();
    Optional<IndexHunk> hunk = parent.read(wanted);
    if (hunk.isEmpty()) {
      walk = walk.skip();
      return Optional.empty();
    }
    IndexWalk.Step step = walk.accept(hunk.get());
    walk = step.next();
    if (step.objection().isPresent()) {
      parent.raise(Alarm.found(AlarmCode.INDEX_MALFORMED, wanted.place().objectId().path(),
          "hunk " + wanted.first() + ": " + step.objection().get()));
      return Optional.empty();
    }
    step.entries().forEach(this::look);
    PastHunk past = parent.ancestry().past(wanted, hunk.get());
    ready.addAll(past.entries());
    return Optional.of(past);
  }

  private void look(TreeEntry entry) {
    for (Extent extent : entry.fields().getExtentList()) {
      if (entry.bands().get(extent.getBand()).equals(band)) {
        lastBlock = Math.max(lastBlock, extent.getBlock());
      }
    }
  }

  static ArchivePath path(IndexEntry entry) {
    return ArchivePath.of(entry.getPath().toByteArray());
  }
}
