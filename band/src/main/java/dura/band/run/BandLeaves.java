package dura.band.run;

import dura.band.machine.Selection;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.spec.ObjectId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The entries that a band's own index objects hold, found without the root of the index: objects in
/// order, frames in order. Entries that are out of order are passed over. Checkpoints have some of them
/// twice, and parts of files that later entries have whole: what comes later counts.
final class BandLeaves extends BandContents {
  private final List<ObjectId> objects;
  private final HunkReader hunks;

  BandLeaves(BandInfo band, List<ObjectId> objects, HunkReader hunks, BlockReader blocks,
      AlarmBook alarms) {
    super(band, blocks, alarms);
    this.objects = objects;
    this.hunks = hunks;
  }

  @Override
  public EntrySource entries(Selection selection) {
    return new Source(objects.iterator(), selection);
  }

  @Override
  public long totalBytes() {
    return -1;
  }

  private final class Source implements EntrySource {
    private final Iterator<ObjectId> rest;
    private final Selection selection;
    private final Deque<TreeEntry> ready = new ArrayDeque<>();

    /// The entries of one file, which a later one may still replace.
    private final Deque<TreeEntry> held = new ArrayDeque<>();

    Source(Iterator<ObjectId> rest, Selection selection) {
      this.rest = rest;
      this.selection = selection;
    }

    @Override
    public Optional<TreeEntry> next() throws AbortedException {
      while (ready.isEmpty()) {
        if (!rest.hasNext()) {
          release();
          return Optional.ofNullable(ready.pollFirst());
        }
        HunkReader.ReadObject object = hunks.readAll(rest.next());
        alarms().raise(object.alarms());
        for (IndexHunk hunk : object.hunks()) {
          if (hunk instanceof IndexHunk.Leaf(List<TreeEntry> entries)) {
            entries.forEach(this::take);
          }
        }
      }
      return Optional.of(ready.removeFirst());
    }

    private void take(TreeEntry entry) {
      TreeEntry last = held.peekLast();
      int order = last == null ? 1 : entry.path().compareTo(last.path());
      if (order > 0) {
        release();
        held.add(entry);
      } else if (order == 0) {
        replace(entry);
      }
    }

    private void release() {
      held.stream().filter(entry -> selection.has(entry.path())).forEach(ready::add);
      held.clear();
    }

    private void replace(TreeEntry entry) {
      if (!entry.isOnlyContinuation()) {
        held.clear();
        held.add(entry);
        return;
      }
      while (!held.isEmpty() && start(held.getLast()) >= start(entry)) {
        held.removeLast();
      }
      if (!held.isEmpty() && entry.goesOnWith(held.getLast())) {
        held.add(entry);
      }
    }

    private static long start(TreeEntry entry) {
      return entry.fields().getExtentCount() == 0 ? -1 : entry.fields().getExtent(0).getOffset();
    }
  }
}
