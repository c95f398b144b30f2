package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.GroupKind;
import dura.band.model.IndexRootLine;
import dura.codec.bytes.ByteSlice;
import dura.proto.Counters;
import dura.proto.Hunk;
import dura.proto.IndexEntry;
import dura.proto.ObjectInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where a backup stands: the state of a [BackupMachine].
///
/// @param plan what is to be done
/// @param stage how far it is
/// @param walk directories still to be listed
/// @param past what the parent's index says
/// @param reading files being read
/// @param packing frames being filled and compressed
/// @param placing frames on their way into blocks, entries on their way into the index
/// @param indexing index objects
/// @param storing objects on their way to the store
/// @param groups outer parity
/// @param counters what was backed up
public record BackupState(BackupPlan plan, Stage stage, Walk walk, Past past, Reading reading,
    Packing packing, Placing placing, Indexing indexing, Storing storing, GroupLedger groups,
    Counters counters) {
  /// How far a backup is.
  enum Stage {
    /// The head is being put.
    HEAD,
    /// Files are read that are to be stored first. They are met again when all are.
    FIRST,
    /// Files are read.
    RUNNING,
    /// All files are read; blocks are being stored.
    BLOCKS,
    /// All blocks are stored; the time of the end is asked for.
    CLOCK,
    /// The end of the index and the last parity are being stored.
    INDEX,
    /// SHA256SUMS is being put.
    SUMS,
    /// The tail is being put.
    TAIL,
    /// The band is finished.
    DONE
  }

  /// @param directories to be listed, the next one last
  /// @param listing whether one is being listed
  /// @param waiting items that were listed, in order
  /// @param nextItem number of the next item
  /// @param readBytes bytes of all files that were asked for so far
  /// @param lastLink the highest link number seen
  /// @param lostLinks links whose first name could not be read
  record Walk(Chain<ArchivePath> directories, boolean listing, Fifo<Item> waiting, long nextItem,
      long readBytes, long lastLink, Set<Long> lostLinks) {
    /// The walk at its beginning.
    static Walk start(long nextItem) {
      return new Walk(Chain.<ArchivePath>empty().plus(ArchivePath.TOP), false, Fifo.empty(),
          nextItem, 0, 0, Set.of());
    }

    /// The walk while the next directory is being listed.
    Walk listingNext() {
      return new Walk(directories.before(), true, waiting, nextItem, readBytes, lastLink,
          lostLinks);
    }

    /// The walk without the item that waited longest, of which `bytes` are to be read.
    Walk withoutFirst(long bytes) {
      return new Walk(directories, listing, waiting.rest(), nextItem, readBytes + bytes, lastLink,
          lostLinks);
    }

    Walk withLostLinks(Set<Long> lost) {
      return new Walk(directories, listing, waiting, nextItem, readBytes, lastLink, lost);
    }

    /// Whether every directory was listed and every item taken.
    boolean ended() {
      return directories.isEmpty() && !listing && waiting.isEmpty();
    }
  }

  /// What the parent's index says, read along with the walk.
  ///
  /// @param entries not yet passed by the walk
  /// @param file entries gathered so far of the file that the walk is at
  /// @param asking whether more of the index is being read
  /// @param ended whether all of it was read
  /// @param chunks stored already, by this band too
  /// @param chunksKnown whether those of the ancestors are in the table
  record Past(Fifo<IndexEntry> entries, Chain<IndexEntry> file, boolean asking, boolean ended,
      ChunkTable chunks, Knowledge chunksKnown) {
    /// How far something is known.
    enum Knowledge {
      NOT_ASKED, ASKED, KNOWN
    }

    /// What is read once more, from the beginning, with the chunks that are known by now.
    Past again(boolean alone) {
      return new Past(Fifo.empty(), Chain.empty(), false, alone, chunks, chunksKnown);
    }

    Past withEntries(Fifo<IndexEntry> rest) {
      return new Past(rest, file, asking, ended, chunks, chunksKnown);
    }

    Past withFile(Chain<IndexEntry> gathered) {
      return new Past(entries, gathered, asking, ended, chunks, chunksKnown);
    }

    Past askingForMore() {
      return new Past(entries, file, true, ended, chunks, chunksKnown);
    }

    Past withMore(Fifo<IndexEntry> all, boolean last) {
      return new Past(all, file, false, last, chunks, chunksKnown);
    }

    Past withChunks(ChunkTable table, Knowledge known) {
      return new Past(entries, file, asking, ended, table, known);
    }
  }

  /// What an entry has to be read for.
  enum Contents {
    /// Nothing: it is no file.
    NONE,
    /// A file without bytes.
    EMPTY,
    /// A further name of a file that has one already.
    LINK,
    /// A file with the bytes that it had in the parent: its entry is complete.
    KEPT,
    /// A further entry of such a file.
    KEPT_FURTHER,
    /// A file with bytes.
    READ
  }

  /// One entry on its way.
  ///
  /// @param window bytes to be read at once
  record Item(long number, IndexEntry entry, Contents contents, int window) {
    /// Bytes that asking for it puts under way.
    long askedBytes() {
      return contents == Contents.READ ? Math.min(entry.getSize(), window) : 0;
    }
  }

  /// @param asked items whose contents were asked for, in order
  /// @param askedBytes bytes asked for and not yet packed
  /// @param arrived what was read of them
  /// @param file the file at the front, while more of it is to come
  record Reading(Fifo<Item> asked, long askedBytes, Map<Long, BackupEvent> arrived,
      OpenFile file) {
    Reading asking(Item item) {
      return new Reading(asked.plus(item), askedBytes + item.askedBytes(), arrived, file);
    }

    /// The item at the front is another one now.
    Reading withFront(Item item) {
      return new Reading(asked.withFirst(item), askedBytes + item.askedBytes(), arrived, file);
    }

    /// The item at the front is read from its beginning again, as what it is now.
    Reading beginningAgain(IndexEntry entry) {
      Item front = asked.first();
      var item = new Item(front.number(), entry, front.contents(), front.window());
      return new Reading(asked.withFirst(item),
          askedBytes - front.askedBytes() + item.askedBytes(), arrived, OpenFile.AT_START);
    }

    /// The item at the front is done.
    Reading withoutFront() {
      return new Reading(asked.rest(), askedBytes - asked.first().askedBytes(), arrived,
          OpenFile.NEW);
    }

    Reading withArrived(Map<Long, BackupEvent> events) {
      return new Reading(asked, askedBytes, events, file);
    }

    Reading withFile(OpenFile open) {
      return new Reading(asked, askedBytes, arrived, open);
    }
  }

  /// What is known of a file while it is being packed.
  ///
  /// @param extents not yet in an entry
  /// @param hashes extent SHA-256s of the whole file so far
  /// @param continued whether an entry of it was made already
  /// @param changed whether it changed while it was read
  /// @param failed whether parts of it could not be read
  /// @param held entries that wait for the size of the file
  /// @param resume offset of the next window, while that waits for room; else [#ASKED]
  record OpenFile(Chain<PendingExtent> extents, Chain<ByteSlice> hashes, boolean continued,
      boolean changed, boolean failed, Chain<PendingEntry> held, long resume) {
    /// Nothing waits to be asked for.
    static final long ASKED = -1;

    static final OpenFile NEW = new OpenFile(Chain.empty(), Chain.empty(), false, false, false,
        Chain.empty(), ASKED);

    /// A file whose first window waits to be asked for.
    static final OpenFile AT_START = new OpenFile(Chain.empty(), Chain.empty(), false, false, false,
        Chain.empty(), 0);

    /// The file while its next window waits to be asked for.
    OpenFile resumingAt(long offset) {
      return new OpenFile(extents, hashes, continued, changed, failed, held, offset);
    }

    /// The file while its next window is being read.
    OpenFile reading() {
      return new OpenFile(extents, hashes, continued, changed, failed, held, ASKED);
    }
  }

  /// An extent that is stored, or on its way into a block.
  record PendingExtent(long offset, int length, ByteSlice sha256, ChunkPlace place) {}

  /// @param packer frames being filled
  /// @param compressing frames that were let go and are not yet in a block, by number
  /// @param compressed those of them that came back
  /// @param next the frame that goes into a block next
  record Packing(FramePacker packer, Map<Long, Frame> compressing,
      Map<Long, ByteSlice> compressed, long next) {}

  /// @param blocks the block being filled
  /// @param starts where the band's blocks begin
  /// @param entries whose blocks are not all known
  /// @param indexed the position up to which entries went into the index
  /// @param chunks packed and not yet in a closed block, in order, with their positions
  record Placing(BlockBuilder blocks, List<BlockStart> starts, Fifo<PendingEntry> entries,
      long indexed, Fifo<BlockChunk> chunks) {
    Placing withBlocks(BlockBuilder builder) {
      return new Placing(builder, starts, entries, indexed, chunks);
    }

    /// A block was opened in group `group`.
    Placing opening(BlockBuilder begun, int group) {
      var more = new ArrayList<>(starts);
      more.add(new BlockStart(begun.nextBlock() - 1, group, begun.position()));
      return new Placing(begun, List.copyOf(more), entries, indexed, chunks);
    }

    Placing plus(PendingEntry entry) {
      return new Placing(blocks, starts, entries.plus(entry), indexed, chunks);
    }

    Placing withoutFirst() {
      return new Placing(blocks, starts, entries.rest(), entries.first().end(), chunks);
    }

    Placing withChunks(Fifo<BlockChunk> waiting) {
      return new Placing(blocks, starts, entries, indexed, waiting);
    }

    /// The block that has the byte at `position`.
    BlockStart blockAt(long position) {
      int low = 0;
      int high = starts.size() - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (starts.get(middle).position() <= position) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return starts.get(low);
    }
  }

  /// A block begins at this position among the raw bytes of the band's blocks.
  record BlockStart(int number, int group, long position) {}

  /// An entry and its extents.
  ///
  /// @param end the position up to which blocks must be known: all that was packed before it
  record PendingEntry(IndexEntry entry, List<PendingExtent> extents, long end) {}

  /// @param builder the tree
  /// @param open whether the builder's object is open
  /// @param nextNumber of the next index object
  /// @param closed index objects that wait for blocks they refer to
  /// @param durable number of durable index objects, which become so in their order
  /// @param putting whether one is being stored
  /// @param checkpoint blocks that were begun when the last index object was closed
  /// @param due whether a checkpoint is to be made at the next chance
  /// @param closedBytes content of all closed index objects
  record Indexing(IndexBuilder builder, boolean open, int nextNumber, List<Closed> closed,
      int durable, boolean putting, int checkpoint, boolean due, long closedBytes) {
    private static final int OBJECT_SHARE = 8;
    private static final long MIN_OBJECT = 1 << 17;
    private static final int MAX_OBJECT = 1 << 20;

    /// Content bytes that the open object should have.
    int target() {
      return (int) Math.clamp(closedBytes / OBJECT_SHARE, MIN_OBJECT, MAX_OBJECT);
    }

    Indexing withBuilder(IndexBuilder tree) {
      return new Indexing(tree, open, nextNumber, closed, durable, putting, checkpoint, due,
          closedBytes);
    }

    /// An object was opened for `tree`.
    Indexing opening(IndexBuilder tree) {
      return new Indexing(tree, true, nextNumber + 1, closed, durable, putting, checkpoint, due,
          closedBytes);
    }

    /// The object being filled waits for its blocks from now on.
    ///
    /// @param root that it ends with, where that is not in the object yet
    /// @param blocks begun so far
    Indexing closing(Optional<Hunk> root, int blocks) {
      IndexBuilder.Open object = builder.object();
      var waiting = new ArrayList<>(closed);
      waiting.add(new Closed(object, root));
      return new Indexing(builder, false, nextNumber, List.copyOf(waiting), durable, putting,
          blocks, false, closedBytes + object.length());
    }

    /// No object was needed.
    Indexing withoutObject() {
      return new Indexing(builder, false, nextNumber - 1, closed, durable, putting, checkpoint,
          due, closedBytes);
    }

    /// The first of the objects that wait is being stored.
    Indexing puttingFirst() {
      return new Indexing(builder, open, nextNumber, closed.subList(1, closed.size()), durable,
          true, checkpoint, due, closedBytes);
    }

    /// The object being stored is durable.
    Indexing put() {
      return new Indexing(builder, open, nextNumber, closed, durable + 1, false, checkpoint, due,
          closedBytes);
    }

    /// Whether every object that was closed is durable.
    boolean allStored() {
      return closed.isEmpty() && !putting;
    }

    /// A checkpoint is to be made at the next chance.
    Indexing checkpointDue() {
      return new Indexing(builder, open, nextNumber, closed, durable, putting, checkpoint, true,
          closedBytes);
    }
  }

  /// An index object that waits to be stored.
  ///
  /// @param root the last hunk, where it is to be vouched for first
  record Closed(IndexBuilder.Open object, Optional<Hunk> root) {}

  /// @param blocks numbers of blocks being stored
  /// @param others index and parity objects being stored
  /// @param infos of durable objects
  /// @param headSha256 of the band head
  /// @param bytes of durable objects
  /// @param parityObjects durable ones
  /// @param root where the index begins
  /// @param below groups of everything that the index refers to
  /// @param sums the file SHA256SUMS
  /// @param now when the last entry was read
  record Storing(Set<Integer> blocks, int others, Chain<ObjectInfo> infos, ByteSlice headSha256,
      long bytes, int parityObjects, Optional<IndexRootLine> root, GroupSet below, ByteSlice sums,
      long now) {
    /// The band head is durable.
    Storing withHead(ByteSlice sha256, long length) {
      return new Storing(blocks, others, infos, sha256, bytes + length, parityObjects, root,
          below, sums, now);
    }

    Storing withBlocks(Set<Integer> numbers) {
      return new Storing(numbers, others, infos, headSha256, bytes, parityObjects, root,
          below, sums, now);
    }

    /// `more` index and parity objects are being stored.
    Storing startingOthers(int more) {
      return new Storing(blocks, others + more, infos, headSha256, bytes, parityObjects, root,
          below, sums, now);
    }

    /// A block or index object is durable.
    Storing withMember(ObjectInfo info, long length) {
      return new Storing(blocks, others, infos.plus(info), headSha256, bytes + length,
          parityObjects, root, below, sums, now);
    }

    /// A parity object is durable.
    Storing withParity(long length) {
      return new Storing(blocks, others - 1, infos, headSha256, bytes + length,
          parityObjects + 1, root, below, sums, now);
    }

    Storing withRoot(IndexRootLine line, GroupSet groups) {
      return new Storing(blocks, others, infos, headSha256, bytes, parityObjects,
          Optional.of(line), groups, sums, now);
    }

    Storing withSums(ByteSlice file) {
      return new Storing(blocks, others, infos, headSha256, bytes, parityObjects, root,
          below, file, now);
    }

    Storing at(long time) {
      return new Storing(blocks, others, infos, headSha256, bytes, parityObjects, root,
          below, sums, time);
    }

    /// Objects in the order of the object table.
    List<ObjectInfo> table() {
      return infos.toList()
          .stream()
          .sorted(Comparator.comparing(ObjectInfo::getKind)
              .thenComparingInt(ObjectInfo::getNumber))
          .toList();
    }
  }

  /// Where a backup begins.
  public static BackupState initial(BackupPlan plan) {
    boolean alone = plan.ancestry().isEmpty();
    return new BackupState(plan, Stage.HEAD,
        Walk.start(0),
        new Past(Fifo.empty(), Chain.empty(), false, alone,
            ChunkTable.empty(plan.salt(), plan.bounds().chunks()),
            alone ? Past.Knowledge.KNOWN : Past.Knowledge.NOT_ASKED),
        new Reading(Fifo.empty(), 0, Map.of(), OpenFile.NEW),
        new Packing(FramePacker.empty(), Map.of(), Map.of(), 0),
        new Placing(BlockBuilder.empty(), List.of(), Fifo.empty(), 0, Fifo.empty()),
        new Indexing(IndexBuilder.of(plan.codec(), plan.ancestry().bands()), false, 0, List.of(),
            0, false, 0, false, 0),
        new Storing(Set.of(), 0, Chain.empty(), ByteSlice.EMPTY, 0, 0, Optional.empty(),
            GroupSet.NONE, ByteSlice.EMPTY, 0),
        GroupLedger.of(plan.head().profile()).assign(GroupKind.DATA, plan.covered().size()),
        Counters.getDefaultInstance());
  }

  /// Whether the band is finished.
  public boolean done() {
    return stage == Stage.DONE;
  }
}
