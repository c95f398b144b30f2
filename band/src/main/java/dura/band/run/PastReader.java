package dura.band.run;

import static dura.band.run.PastEntries.path;

import dura.band.machine.BackupEvent.ChunksGathered;
import dura.band.machine.BackupEvent.PastRead;
import dura.band.machine.BackupPlan;
import dura.band.machine.BlockChunk;
import dura.band.machine.KnownChunks;
import dura.band.machine.PastHunk;
import dura.band.model.ArchivePath;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the index of the parent of a band, and those of the bands that it takes over, from their
/// beginning to their end, as one: of each path what the newest of them says. What cannot be read of
/// them is an alarm, and is read from the source and stored again. For one thread.
final class PastReader {
  /// Entries that are read at once, about.
  private static final int ENTRIES = 1024;

  /// Those of interrupted bands, the newest first.
  private final List<PastEntries> taken = new ArrayList<>();

  /// All, that of the parent last.
  private final List<PastEntries> indexes;

  private final Parent parent;
  private ArchivePath at = ArchivePath.TOP;
  private Optional<PastEntries> looked = Optional.empty();
  private Optional<PastEntries> speaker = Optional.empty();

  PastReader(Parent parent) {
    this.parent = parent;
    parent.interrupted().reversed().forEach(band -> taken.add(PastEntries.of(parent, band)));
    this.indexes = new ArrayList<>(taken);
    parent.index().ifPresent(index -> indexes.add(PastEntries.of(parent, index)));
  }

  /// The next hunks, which are the parent's, and entries.
  PastRead next() throws AbortedException {
    var hunks = new ArrayList<PastHunk>();
    var entries = new ArrayList<IndexEntry>();
    for (int count = 0; count < ENTRIES; count++) {
      Optional<PastEntries> next = Optional.empty();
      for (PastEntries index : indexes) {
        while (index.first().isEmpty() && !index.isEnded()) {
          index.read().filter(_ -> !taken.contains(index)).ifPresent(hunks::add);
        }
        next = isBefore(index, next) ? Optional.of(index) : next;
      }
      if (next.isEmpty()) {
        return new PastRead(hunks, entries, true);
      }
      take(next.get()).ifPresent(entries::add);
    }
    return new PastRead(hunks, entries, false);
  }

  private static boolean isBefore(PastEntries index, Optional<PastEntries> other) {
    return index.first().isPresent() && (other.isEmpty()
        || path(index.first().get()).compareTo(path(other.get().first().orElseThrow())) < 0);
  }

  /// Takes an entry; empty where another index speaks for its file: the newest that can be trusted.
  private Optional<IndexEntry> take(PastEntries index) {
    IndexEntry entry = index.take();
    if (!path(entry).equals(at)) {
      at = path(entry);
      looked = Optional.empty();
      speaker = Optional.empty();
    }
    if (speaker.isEmpty() && !looked.equals(Optional.of(index)) && index.trusts(entry)) {
      speaker = Optional.of(index);
    }
    looked = Optional.of(index);
    return speaker.filter(index::equals).map(_ -> entry);
  }

  /// All chunks that need not be stored again: those of the indexes, and those that are found in blocks
  /// which no index names yet.
  static ChunksGathered gather(Parent parent, BackupPlan plan) throws AbortedException {
    KnownChunks chunks = KnownChunks.of(plan);
    var reader = new PastReader(parent);
    for (PastEntries index : reader.indexes) {
      while (!index.isEnded()) {
        index.read();
        while (index.first().isPresent()) {
          chunks.add(index.take());
        }
      }
    }
    reader.gatherFromBlocks(new BlockChunks(plan.root().getChunkerSeed()), chunks);
    return new ChunksGathered(chunks);
  }

  private void gatherFromBlocks(BlockChunks blocks, KnownChunks chunks) {
    Map<BandName, Integer> named = new HashMap<>();
    taken.forEach(index -> named.put(index.band(), index.lastBlock()));
    for (Interrupted band : parent.interrupted()) {
      Optional<Integer> number = parent.ancestry().numberOf(band.name());
      for (ObjectId id : band.blocks()) {
        boolean unnamed = id.name().number() >= named.getOrDefault(band.name(), 0);
        if (number.isPresent() && unnamed && parent.ancestry().isKnown(id)) {
          BlockChunks.Sink sink = (offset, sha256) -> chunks.add(sha256, number.get(),
              id.name().number(), offset);
          List<BlockChunk> cached = parent.cachedChunks(band, id);
          cached.forEach(chunk -> sink.chunk(chunk.offset(), chunk.sha256()));
          if (cached.isEmpty()) {
            blocks.read(parent.block(id), sink);
          }
        }
      }
    }
  }
}
