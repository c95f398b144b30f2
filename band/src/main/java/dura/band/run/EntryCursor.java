package dura.band.run;

import dura.band.machine.IndexWalk;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Walks an index: fetches the hunks that an [IndexWalk] asks for. A hunk that cannot be had is an
/// alarm, and the walk goes on behind it.
final class EntryCursor implements EntrySource {
  private final HunkReader hunks;
  private final AlarmBook alarms;
  private final Deque<TreeEntry> ready = new ArrayDeque<>();
  private IndexWalk walk;

  EntryCursor(HunkReader hunks, AlarmBook alarms, IndexWalk walk) {
    this.hunks = hunks;
    this.alarms = alarms;
    this.walk = walk;
  }

  @Override
  public Optional<TreeEntry> next() throws AbortedException {
    while (ready.isEmpty()) {
      Optional<HunkReference> wanted = walk.wanted();
      if (wanted.isEmpty()) {
        return Optional.empty();
      }
      fetch(wanted.get());
    }
    return Optional.of(ready.removeFirst());
  }

  private void fetch(HunkReference wanted) throws AbortedException {
    Optional<IndexHunk> hunk = hunks.read(wanted, alarms);
    if (hunk.isEmpty()) {
      walk = walk.skip();
      return;
    }
    IndexWalk.Step step = walk.accept(hunk.get());
    walk = step.next();
    ready.addAll(step.entries());
    if (step.objection().isPresent()) {
      HunkReader.refuse(wanted, step.objection().get(), alarms);
    }
  }
}
