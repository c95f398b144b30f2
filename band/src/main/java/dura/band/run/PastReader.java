package dura.band.run;

import dura.band.machine.Ancestry;
import dura.band.machine.BackupEvent.ChunksGathered;
import dura.band.machine.BackupEvent.PastRead;
import dura.band.machine.BackupPlan;
import dura.band.machine.IndexWalk;
import dura.band.machine.KnownChunks;
import dura.band.machine.PastHunk;
import dura.band.machine.Selection;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.Optional;

/// Reads the index of the parent of a band, from its beginning to its end. What cannot be read of it
/// is an alarm, and is read from the source and stored again. For one thread.
final class PastReader {
  /// Entries that are read at once, about.
  private static final int ENTRIES = 1024;

  private final Parent parent;
  private IndexWalk walk;

  PastReader(Parent parent) {
    this.parent = parent;
    this.walk = start(parent);
  }

  private static IndexWalk start(Parent parent) {
    return IndexWalk.start(parent.index().map(BandIndex::tree).orElse(Optional.empty()),
        Selection.all());
  }

  /// The next hunks.
  PastRead next() throws AbortedException {
    Ancestry ancestry = parent.ancestry();
    var hunks = new ArrayList<PastHunk>();
    int entries = 0;
    while (entries < ENTRIES) {
      Optional<HunkReference> wanted = walk.wanted();
      if (wanted.isEmpty()) {
        return new PastRead(hunks, true);
      }
      Optional<IndexHunk> hunk = parent.read(wanted.get());
      if (hunk.isEmpty()) {
        walk = walk.skip();
        continue;
      }
      IndexWalk.Step step = walk.accept(hunk.get());
      walk = step.next();
      entries += step.entries().size();
      if (step.objection().isPresent()) {
        parent.raise(Alarm.found(AlarmCode.INDEX_MALFORMED,
            wanted.get().place().objectId().path(),
            "hunk " + wanted.get().first() + ": " + step.objection().get()));
      } else {
        hunks.add(ancestry.past(wanted.get(), hunk.get()));
      }
    }
    return new PastRead(hunks, false);
  }

  /// All chunks of the parent.
  static ChunksGathered gather(Parent parent, BackupPlan plan) throws AbortedException {
    var reader = new PastReader(parent);
    KnownChunks chunks = KnownChunks.of(plan);
    PastRead read;
    do {
      read = reader.next();
      read.hunks().forEach(hunk -> hunk.entries().forEach(chunks::add));
    } while (!read.ended());
    return new ChunksGathered(chunks);
  }
}
