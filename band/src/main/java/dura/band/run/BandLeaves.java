package dura.band.run;

import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.spec.ObjectId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The entries that a band's own index objects hold, found without the root of the index: objects in
/// order, frames in order. Entries that are out of order are passed over.
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
    private Optional<TreeEntry> last = Optional.empty();

    Source(Iterator<ObjectId> rest, Selection selection) {
      this.rest = rest;
      this.selection = selection;
    }

    @Override
    public Optional<TreeEntry> next() throws AbortedException {
      while (ready.isEmpty()) {
        if (!rest.hasNext()) {
          return Optional.empty();
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
      ArchivePath path = entry.path();
      boolean inOrder = last.isEmpty() || path.compareTo(last.get().path()) > 0
          || entry.goesOnWith(last.get());
      if (inOrder) {
        last = Optional.of(entry);
        if (selection.has(path)) {
          ready.add(entry);
        }
      }
    }
  }
}
