package dura.band.machine;

import static dura.band.machine.BackupWork.path;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.BackupState.Contents;
import dura.band.machine.BackupState.Item;
import dura.band.machine.BackupState.OpenFile;
import dura.band.machine.BackupState.Past.Knowledge;
import dura.band.machine.BackupState.Stage;
import dura.band.model.ArchivePath;
import dura.codec.chunk.Chunker;
import dura.proto.EntryKind;
import dura.proto.Inconsistency;
import dura.proto.IndexEntry;
import java.util.List;

/// The part of a step that walks the source, along with the parent's index, and asks for what has to
/// be read.
final class WalkTurn {
  private static final int WINDOW_SHARE = 100;
  private static final int MAX_WINDOW = 1 << 23;

  /// Entries of one file that are gathered before it counts as unchanged; larger files are read.
  private static final int MAX_FILE_ENTRIES = 64;

  private final BackupWork work;

  WalkTurn(BackupWork work) {
    this.work = work;
  }

  void listed(BackupEvent.Listed listed) {
    boolean first = work.stage == Stage.FIRST;
    if (!first) {
      listed.troubles().forEach(trouble -> work.alarms.add(trouble.alarm()));
    }
    BackupState.Walk walk = work.walk;
    Chain<ArchivePath> directories = walk.directories();
    for (IndexEntry entry : listed.entries().reversed()) {
      if (entry.getKind() == EntryKind.DIRECTORY) {
        directories = directories.plus(path(entry));
      }
    }
    Fifo<Item> waiting = walk.waiting();
    long number = walk.nextItem();
    long lastLink = walk.lastLink();
    for (int i = 0; i < listed.entries().size(); i++) {
      IndexEntry entry = listed.entries().get(i);
      Contents contents;
      if (listed.kept().contains(i)) {
        contents = kept(entry,
            i > 0 && listed.entries().get(i - 1).getPath().equals(entry.getPath()));
      } else {
        boolean firstName = entry.getLink() == 0 || entry.getLink() > lastLink;
        lastLink = Math.max(lastLink, entry.getLink());
        contents = firstName ? contents(entry) : Contents.LINK;
      }
      if (!first || contents == Contents.READ) {
        waiting = waiting.plus(new Item(number++, entry, contents, 0));
      }
    }
    work.walk = new BackupState.Walk(directories, false, waiting, number, walk.readBytes(),
        lastLink, walk.lostLinks());
  }

  /// How an entry is taken on its way that is complete.
  ///
  /// @param goesOn whether it goes on with the file of the entry before it
  private static Contents kept(IndexEntry entry, boolean goesOn) {
    boolean furtherName = entry.getLink() != 0 && entry.toBuilder()
        .clearPath()
        .clearKind()
        .clearLink()
        .build()
        .equals(IndexEntry.getDefaultInstance());
    if (furtherName) {
      return Contents.LINK;
    }
    if (entry.getKind() != EntryKind.FILE) {
      return Contents.NONE;
    }
    return goesOn ? Contents.KEPT_FURTHER : Contents.KEPT;
  }

  /// What the first name of a file, or anything else, has to be read for.
  static Contents contents(IndexEntry entry) {
    if (entry.getKind() != EntryKind.FILE) {
      return Contents.NONE;
    }
    return entry.getSize() == 0 ? Contents.EMPTY : Contents.READ;
  }

  /// Bytes of a file that are read at once and stored as one member at most, where `bytes` were read
  /// before it: little enough for blocks to come near their size, and enough for any chunk. Depends
  /// on what is read alone, not on what happens to be done already.
  private static int window(long bytes) {
    return (int) Math.clamp(bytes / WINDOW_SHARE, (long) Chunker.MAX, MAX_WINDOW);
  }

  void pastRead(BackupEvent.PastRead read) {
    BackupState.Past past = work.past;
    Fifo<IndexEntry> entries = past.entries();
    for (IndexEntry entry : read.entries()) {
      entries = entries.plus(entry);
    }
    work.past = past.withMore(entries, read.ended());
    if (work.stage == Stage.FIRST) {
      return;
    }
    IndexBuilder builder = work.indexing.builder().withPast(read.hunks(), next());
    work.indexing = work.indexing.withBuilder(builder);
  }

  /// The smallest path that the index can still get.
  private ArchivePath next() {
    if (!work.placing.entries().isEmpty()) {
      return path(work.placing.entries().first().entry());
    }
    if (!work.reading.asked().isEmpty()) {
      return path(work.reading.asked().first().entry());
    }
    return work.walk.waiting().isEmpty()
        ? ArchivePath.TOP
        : path(work.walk.waiting().first().entry());
  }

  void chunksGathered(BackupEvent.ChunksGathered gathered) {
    work.past = work.past.withChunks(gathered.chunks().table(), Knowledge.KNOWN);
  }

  /// Asks for directories and files, as far as the bounds allow.
  void ask() {
    BackupPlan.Bounds bounds = work.plan.bounds();
    boolean room = work.packing.compressing().size() < bounds.frames()
        && work.storing.blocks().size() < bounds.objects()
        && !(work.indexing.putting() && work.indexing.closed().size() >= bounds.objects());
    OpenFile file = work.reading.file();
    if (room && file.resume() != OpenFile.ASKED) {
      Item front = work.reading.asked().first();
      work.reading = work.reading.withFile(file.reading());
      work.effects.add(new BackupEffect.ReadWindow(front.number(), front.entry(), file.resume(),
          front.window()));
    }
    while (room && !work.walk.waiting().isEmpty()
        && work.reading.asked().size() < bounds.files()
        && work.reading.askedBytes() < bounds.readBytes() && meetPast()) {
      take(work.walk.waiting().first());
    }
    boolean walking = work.stage == Stage.FIRST || work.stage == Stage.RUNNING;
    if (walking && !work.walk.listing()
        && !work.walk.directories().isEmpty() && work.walk.waiting().size() < bounds.files()) {
      work.effects.add(new BackupEffect.ListDirectory(work.walk.directories().last(), pass()));
      work.walk = work.walk.listingNext();
    }
  }

  private BackupEffect.Pass pass() {
    return work.stage == Stage.FIRST ? BackupEffect.Pass.FIRST : BackupEffect.Pass.ALL;
  }

  /// Reads the parent's index as far as the item that waits longest.
  ///
  /// @return whether it was read that far
  private boolean meetPast() {
    ArchivePath path = path(work.walk.waiting().first().entry());
    while (true) {
      BackupState.Past past = work.past;
      if (past.entries().isEmpty()) {
        if (!past.ended() && !past.asking()) {
          work.past = past.askingForMore();
          work.effects.add(new BackupEffect.ReadPast(pass()));
        }
        return past.ended();
      }
      IndexEntry entry = past.entries().first();
      int order = path(entry).compareTo(path);
      if (order > 0) {
        return true;
      }
      work.past = past.withEntries(past.entries().rest());
      if (order == 0 && past.file().size() < MAX_FILE_ENTRIES) {
        work.past = work.past.withFile(past.file().plus(entry));
      }
    }
  }

  /// Takes the item that waited longest on its way.
  private void take(Item item) {
    List<IndexEntry> before = work.past.file().toList();
    work.past = work.past.withFile(Chain.empty());
    boolean kept = switch (item.contents()) {
      case READ -> isUnchanged(item.entry(), before);
      case EMPTY -> wasEmpty(before);
      case NONE, LINK, KEPT, KEPT_FURTHER -> false;
    };
    if (kept) {
      work.walk = work.walk.withoutFirst(0);
      if (work.stage != Stage.FIRST) {
        keep(item, before);
      }
    } else if (item.contents() != Contents.READ) {
      work.walk = work.walk.withoutFirst(0);
      work.reading = work.reading.asking(item);
    } else {
      var read = new Item(item.number(), item.entry(), Contents.READ,
          window(work.walk.readBytes()));
      work.walk = work.walk.withoutFirst(item.entry().getSize());
      work.reading = work.reading.asking(read);
      work.effects.add(
          new BackupEffect.ReadWindow(item.number(), item.entry(), 0, read.window()));
      gatherChunks();
    }
  }

  /// Whether the parent has an empty file here: there is nothing to be read to know that it still is.
  private static boolean wasEmpty(List<IndexEntry> before) {
    return !before.isEmpty() && before.getFirst().getKind() == EntryKind.FILE
        && before.getFirst().getSize() == 0 && before.getFirst().getLink() == 0;
  }

  /// Whether nothing tells that the file was changed since the parent read it.
  private boolean isUnchanged(IndexEntry entry, List<IndexEntry> before) {
    if (before.isEmpty() || work.plan.trust() == Trust.NOTHING) {
      return false;
    }
    IndexEntry first = before.getFirst();
    return first.getKind() == EntryKind.FILE
        && first.getSize() == entry.getSize()
        && first.getMtimeSeconds() == entry.getMtimeSeconds()
        && first.getMtimeNanos() == entry.getMtimeNanos()
        && first.getCtimeSeconds() == entry.getCtimeSeconds()
        && first.getCtimeNanos() == entry.getCtimeNanos()
        && first.getInode() == entry.getInode()
        && first.getInconsistency() == Inconsistency.CONSISTENT
        && !before.getLast().getContinued()
        && before.stream().limit(before.size() - 1L).allMatch(IndexEntry::getContinued)
        && work.plan.ancestry().trusts(entry.getCtimeSeconds());
  }

  private void keep(Item item, List<IndexEntry> before) {
    IndexEntry first = before.getFirst();
    IndexEntry entry = item.entry()
        .toBuilder()
        .addAllExtent(first.getExtentList())
        .setFileSha256(first.getFileSha256())
        .setContinued(first.getContinued())
        .build();
    work.reading = work.reading
        .asking(new Item(item.number(), entry.equals(first) ? first : entry, Contents.KEPT, 0));
    for (IndexEntry further : before.subList(1, before.size())) {
      work.reading = work.reading
          .asking(new Item(item.number(), further, Contents.KEPT_FURTHER, 0));
    }
  }

  /// Before the first file that is read, the chunks are gathered that are stored already.
  private void gatherChunks() {
    if (work.past.chunksKnown() == Knowledge.NOT_ASKED) {
      work.past = work.past.withChunks(work.past.chunks(), Knowledge.ASKED);
      work.effects.add(new BackupEffect.GatherChunks());
    }
  }
}
