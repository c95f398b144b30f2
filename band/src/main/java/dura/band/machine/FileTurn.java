package dura.band.machine;

import static dura.band.machine.BackupWork.path;
import static dura.band.machine.Copies.with;
import static dura.band.machine.Copies.without;

import dura.band.machine.BackupEvent.Trouble;
import dura.band.machine.BackupState.Contents;
import dura.band.machine.BackupState.Item;
import dura.band.machine.BackupState.OpenFile;
import dura.band.machine.BackupState.Past.Knowledge;
import dura.band.machine.BackupState.PendingEntry;
import dura.band.machine.BackupState.PendingExtent;
import dura.band.machine.BackupState.Stage;
import dura.band.model.UnknownSize;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.chunk.Chunker;
import dura.proto.EntryKind;
import dura.proto.Inconsistency;
import dura.proto.IndexEntry;
import dura.spec.Limits;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The part of a step that turns what was read of files into members of blocks and entries.
final class FileTurn {
  private final BackupWork work;
  private final BlockTurn blocks;

  FileTurn(BackupWork work, BlockTurn blocks) {
    this.work = work;
    this.blocks = blocks;
  }

  void arrived(long item, BackupEvent event) {
    work.reading = work.reading.withArrived(with(work.reading.arrived(), item, event));
  }

  /// Whether the file at the front of the queue can be packed without being read.
  boolean isReady() {
    return !work.reading.asked().isEmpty()
        && work.reading.asked().first().contents() != Contents.READ;
  }

  /// Packs files at the front of the queue as far as they have been read.
  void pack() {
    while (!work.reading.asked().isEmpty()) {
      Item item = work.reading.asked().first();
      switch (item.contents()) {
        case NONE -> leave(pending(item.entry(), Chain.empty()));
        case EMPTY -> {
          blocks.add(PackedMember.empty(item.entry()));
          leave(pending(item.entry(), Chain.empty()));
        }
        case KEPT -> {
          work.counters.setFileBytes(work.counters.getFileBytes() + item.entry().getSize());
          leave(pending(item.entry(), Chain.empty()));
        }
        case KEPT_FURTHER -> {
          work.reading = work.reading.withoutFront();
          work.placing = work.placing.plus(pending(item.entry(), Chain.empty()));
        }
        case LINK -> {
          if (work.walk.lostLinks().contains(item.entry().getLink())) {
            readInstead(item);
            return;
          }
          leave(pending(linkOnly(item.entry()), Chain.empty()));
        }
        case READ -> {
          BackupEvent event = work.reading.arrived().get(item.number());
          if (event == null || work.past.chunksKnown() != Knowledge.KNOWN) {
            return;
          }
          work.reading = work.reading.withArrived(without(work.reading.arrived(), item.number()));
          if (event instanceof BackupEvent.BeganAgain again) {
            work.reading = work.reading.beginningAgain(again.entry());
          } else if (work.stage == Stage.FIRST) {
            packAhead(item, event);
          } else if (event instanceof BackupEvent.WindowRead window) {
            packWindow(item, window);
          } else if (event instanceof BackupEvent.ReadFailed failed) {
            packFailure(item, failed);
          }
        }
      }
    }
  }

  private static IndexEntry linkOnly(IndexEntry entry) {
    return IndexEntry.newBuilder()
        .setPath(entry.getPath())
        .setKind(entry.getKind())
        .setLink(entry.getLink())
        .build();
  }

  /// Reads a further name of a file whose first name could not be read.
  private void readInstead(Item item) {
    Contents contents = WalkTurn.contents(item.entry());
    work.walk = work.walk.withLostLinks(without(work.walk.lostLinks(), item.entry().getLink()));
    work.reading = work.reading
        .withFront(new Item(item.number(), item.entry(), contents, Chunker.MAX));
    if (contents == Contents.READ) {
      work.effects
          .add(new BackupEffect.ReadWindow(item.number(), item.entry(), 0, Chunker.MAX));
    }
  }

  /// Stores what was read of a file that is to be first. Whatever else there is to say of it is said
  /// when it is read again, where its entry is due.
  private void packAhead(Item item, BackupEvent event) {
    if (event instanceof BackupEvent.WindowRead window) {
      store(item, window);
      if (!window.end()) {
        work.reading = work.reading.withFile(OpenFile.NEW.resumingAt(window.next()));
        return;
      }
    }
    work.reading = work.reading.withoutFront();
  }

  private void packWindow(Item item, BackupEvent.WindowRead window) {
    OpenFile file = work.reading.file();
    Chain<PendingExtent> extents = file.extents();
    Chain<ByteSlice> hashes = file.hashes();
    boolean continued = file.continued();
    Chain<PendingEntry> held = file.held();
    List<ChunkPlace> places = store(item, window);
    for (int i = 0; i < places.size(); i++) {
      if (extents.size() == Limits.MAX_ENTRY_EXTENTS) {
        PendingEntry part = pending(part(item, continued).setContinued(true).build(), extents);
        if (hasUnknownSize(item)) {
          held = held.plus(part);
        } else {
          work.placing = work.placing.plus(part);
        }
        extents = Chain.empty();
        continued = true;
      }
      BackupEvent.Run run = window.runs().get(i);
      extents = extents.plus(new PendingExtent(window.offset() + run.offset(), run.length(),
          run.sha256(), places.get(i)));
      hashes = hashes.plus(run.sha256());
    }
    boolean changed = file.changed() || window.changed();
    if (window.unreadable().isPresent() && !file.failed()) {
      work.alarms.add(window.unreadable().get().alarm());
    }
    boolean failed = file.failed() || window.unreadable().isPresent();
    var read =
        new OpenFile(extents, hashes, continued, changed, failed, held, OpenFile.ASKED);
    if (window.end()) {
      endFile(item, read, window.next(),
          failed ? Inconsistency.READ_ERRORS : Inconsistency.CONSISTENT);
    } else {
      work.reading = work.reading.withFile(read.resumingAt(window.next()));
    }
  }

  /// Packs the chunks of a window that are not stored yet; those that follow one another are one
  /// member.
  ///
  /// @return where each chunk is
  private List<ChunkPlace> store(Item item, BackupEvent.WindowRead window) {
    List<BackupEvent.Run> runs = window.runs();
    var places = new ArrayList<ChunkPlace>(runs.size());
    while (places.size() < runs.size()) {
      Optional<ChunkPlace> known = place(runs.get(places.size()));
      if (known.isPresent()) {
        places.add(known.get());
      } else {
        storeNew(item, window, places);
      }
    }
    return places;
  }

  private Optional<ChunkPlace> place(BackupEvent.Run run) {
    return work.past.chunks().find(run.sha256());
  }

  /// Packs as many chunks as are new, from the one behind the last of `places` on.
  private void storeNew(Item item, BackupEvent.WindowRead window, List<ChunkPlace> places) {
    List<BackupEvent.Run> runs = window.runs();
    int start = runs.get(places.size()).offset();
    int first = places.size();
    int end = first;
    // A chunk that stands twice in a window is stored once: the second is met in the next round.
    var inMember = new HashSet<ByteSlice>();
    while (end < runs.size() && place(runs.get(end)).isEmpty()
        && inMember.add(runs.get(end).sha256())) {
      end++;
    }
    BackupEvent.Run last = runs.get(end - 1);
    int length = last.offset() + last.length() - start;
    boolean whole = window.offset() == 0 && window.end() && window.next() == length;
    ByteSlice bytes = window.bytes().slice(start, start + length);
    PackedMember member = whole
        ? PackedMember.whole(item.entry(), bytes)
        : PackedMember.piece(item.entry(), window.offset() + start, bytes);
    long position = work.packing.packer().position() + member.header().length();
    ChunkTable chunks = work.past.chunks();
    for (BackupEvent.Run run : runs.subList(first, end)) {
      ChunkPlace place = ChunkPlace.own(position + run.offset() - start);
      places.add(place);
      chunks = chunks.plus(run.sha256(), place);
      work.placing = work.placing.withChunks(
          work.placing.chunks().plus(new BlockChunk(place.offset(), run.sha256())));
    }
    work.past = work.past.withChunks(chunks, work.past.chunksKnown());
    blocks.add(member);
    work.counters.setNewBytes(work.counters.getNewBytes() + length);
  }

  private void packFailure(Item item, BackupEvent.ReadFailed failed) {
    work.alarms.add(failed.trouble().alarm());
    boolean nothing = failed.offset() == 0 && work.reading.file().hashes().isEmpty();
    if (nothing && failed.trouble().kind() != Trouble.Kind.IOERROR) {
      if (item.entry().getLink() != 0) {
        work.walk = work.walk.withLostLinks(with(work.walk.lostLinks(), item.entry().getLink()));
      }
      work.reading = work.reading.withoutFront();
      return;
    }
    long size = hasUnknownSize(item) ? failed.offset() : item.entry().getSize();
    endFile(item, work.reading.file(), size, Inconsistency.READ_ERRORS);
  }

  private static boolean hasUnknownSize(Item item) {
    return item.entry().getSize() == UnknownSize.BYTES;
  }

  /// An entry for a further part of a file, or the first with everything.
  private static IndexEntry.Builder part(Item item, boolean continued) {
    return continued
        ? IndexEntry.newBuilder().setPath(item.entry().getPath()).setKind(EntryKind.FILE)
        : item.entry().toBuilder();
  }

  private void endFile(Item item, OpenFile file, long size, Inconsistency found) {
    IndexEntry.Builder entry = part(item, file.continued());
    Inconsistency inconsistency = found == Inconsistency.CONSISTENT && file.changed()
        ? Inconsistency.CHANGED_WHILE_READ
        : found;
    if (!file.continued()) {
      entry.setSize(size).setInconsistency(inconsistency);
    }
    placeHeld(file.held(), size, inconsistency);
    if (file.hashes().size() > 1) {
      var digest = Sha256.digest();
      file.hashes().toList().forEach(hash -> digest.update(hash.asByteBuffer()));
      entry.setFileSha256(ByteSlice.of(digest.digest()).toByteString());
    }
    if (inconsistency == Inconsistency.CHANGED_WHILE_READ) {
      work.alarms.add(Alarm.of(AlarmCode.SOURCE_CHANGED, path(item.entry()).toString()));
    }
    work.counters.setFileBytes(work.counters.getFileBytes() + size);
    leave(pending(entry.build(), file.extents()));
  }

  /// Lets the entries go that waited for the size, which stands in the first.
  private void placeHeld(Chain<PendingEntry> held, long size, Inconsistency inconsistency) {
    boolean first = true;
    for (PendingEntry part : held.toList()) {
      IndexEntry entry = first
          ? part.entry().toBuilder().setSize(size).setInconsistency(inconsistency).build()
          : part.entry();
      work.placing = work.placing.plus(new PendingEntry(entry, part.extents(), part.end()));
      first = false;
    }
  }

  private PendingEntry pending(IndexEntry entry, Chain<PendingExtent> extents) {
    return new PendingEntry(entry, extents.toList(), work.packing.packer().position());
  }

  /// The item at the front is packed; `entry` is its last.
  private void leave(PendingEntry entry) {
    work.reading = work.reading.withoutFront();
    work.placing = work.placing.plus(entry);
    switch (entry.entry().getKind()) {
      case FILE -> work.counters.setFiles(work.counters.getFiles() + 1);
      case DIRECTORY -> work.counters.setDirectories(work.counters.getDirectories() + 1);
      case SYMLINK -> work.counters.setLinks(work.counters.getLinks() + 1);
      default -> work.counters.setOthers(work.counters.getOthers() + 1);
    }
  }
}
