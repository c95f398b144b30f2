package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.IndexRootLine;
import dura.codec.bytes.ByteSlice;
import dura.proto.Counters;
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
/// @param reading files being read
/// @param packing frames being filled and compressed
/// @param placing frames on their way into blocks, entries on their way into the index
/// @param indexing index objects
/// @param storing objects on their way to the store
/// @param groups outer parity
/// @param counters what was backed up
public record BackupState(BackupPlan plan, Stage stage, Walk walk, Reading reading,
    Packing packing, Placing placing, Indexing indexing, Storing storing, GroupLedger groups,
    Counters counters) {
  /// How far a backup is.
  enum Stage {
    /// The head is being put.
    HEAD,
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
  /// @param listedBytes bytes of all files listed so far
  /// @param lastLink the highest link number seen
  /// @param lostLinks links whose first name could not be read
  record Walk(Chain<ArchivePath> directories, boolean listing, Fifo<Item> waiting, long nextItem,
      long listedBytes, long lastLink, Set<Long> lostLinks) {
    /// The walk while the next directory is being listed.
    Walk listingNext() {
      return new Walk(directories.before(), true, waiting, nextItem, listedBytes, lastLink,
          lostLinks);
    }

    /// The walk without the item that waited longest.
    Walk withoutFirst() {
      return new Walk(directories, listing, waiting.rest(), nextItem, listedBytes, lastLink,
          lostLinks);
    }

    Walk withLostLinks(Set<Long> lost) {
      return new Walk(directories, listing, waiting, nextItem, listedBytes, lastLink, lost);
    }

    /// Whether every directory was listed and every item taken.
    boolean ended() {
      return directories.isEmpty() && !listing && waiting.isEmpty();
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
  /// @param resume offset of the next window, while that waits for room; else [#ASKED]
  record OpenFile(Chain<PendingExtent> extents, Chain<ByteSlice> hashes, boolean continued,
      boolean changed, long resume) {
    /// Nothing waits to be asked for.
    static final long ASKED = -1;

    static final OpenFile NEW = new OpenFile(Chain.empty(), Chain.empty(), false, false, ASKED);

    /// The file while its next window is being read.
    OpenFile reading() {
      return new OpenFile(extents, hashes, continued, changed, ASKED);
    }
  }

  /// An extent whose block is not yet known.
  ///
  /// @param position of its first byte among the raw bytes of the band's blocks
  record PendingExtent(long offset, int length, ByteSlice sha256, long position) {}

  /// @param packer frames being filled
  /// @param compressing frames that were let go and are not yet in a block, by number
  /// @param compressed those of them that came back
  /// @param next the frame that goes into a block next
  record Packing(FramePacker packer, Map<Long, Frame> compressing,
      Map<Long, ByteSlice> compressed, long next) {}

  /// @param blocks the block being filled
  /// @param starts where blocks begin that waiting entries may be in
  /// @param entries whose blocks are not all known
  record Placing(BlockBuilder blocks, List<BlockStart> starts, Fifo<PendingEntry> entries) {
    Placing withBlocks(BlockBuilder builder) {
      return new Placing(builder, starts, entries);
    }

    /// A block was opened in group `group`.
    Placing opening(BlockBuilder begun, int group) {
      var more = new ArrayList<>(starts);
      more.add(new BlockStart(begun.nextBlock() - 1, group, begun.position()));
      return new Placing(begun, List.copyOf(more), entries);
    }

    Placing plus(PendingEntry entry) {
      return new Placing(blocks, starts, entries.plus(entry));
    }

    /// The first entry goes into the index: blocks before it are of no interest any more.
    Placing withoutFirst() {
      List<PendingExtent> extents = entries.first().extents();
      int from = 0;
      while (!extents.isEmpty() && from + 1 < starts.size()
          && starts.get(from + 1).position() <= extents.getFirst().position()) {
        from++;
      }
      return new Placing(blocks, from == 0
          ? starts
          : List.copyOf(starts.subList(from,
              starts.size())),
          entries.rest());
    }

    /// The block that has the byte at `position`.
    BlockStart blockAt(long position) {
      for (BlockStart start : starts.reversed()) {
        if (start.position() <= position) {
          return start;
        }
      }
      throw new IllegalStateException("no block has position " + position);
    }
  }

  /// A block begins at this position among the raw bytes of the band's blocks.
  record BlockStart(int number, int group, long position) {}

  /// An entry and its extents.
  ///
  /// @param end the position up to which blocks must be known: all that was packed before it
  record PendingEntry(IndexEntry entry, List<PendingExtent> extents, long end) {}

  /// @param builder the tree; absent before the first entry
  /// @param open whether the builder's object is open
  /// @param nextNumber of the next index object
  /// @param closed index objects that wait for blocks they refer to
  /// @param checkpoint the highest block that closed index objects refer to, 0 at first
  record Indexing(Optional<IndexBuilder> builder, boolean open, int nextNumber,
      List<IndexBuilder.Open> closed, int checkpoint) {
    Indexing withBuilder(IndexBuilder tree) {
      return new Indexing(Optional.of(tree), true, nextNumber, closed, checkpoint);
    }

    /// An object was opened for `tree`.
    Indexing opening(IndexBuilder tree) {
      return new Indexing(Optional.of(tree), true, nextNumber + 1, closed, checkpoint);
    }

    /// The tree being built.
    IndexBuilder tree() {
      return builder.orElseThrow(() -> new IllegalStateException("no tree was begun"));
    }

    /// The object being filled waits for its blocks from now on.
    Indexing closing() {
      IndexBuilder.Open object = tree().object();
      var waiting = new ArrayList<>(closed);
      waiting.add(object);
      return new Indexing(builder, false, nextNumber, List.copyOf(waiting),
          Math.max(checkpoint, object.lastBlock()));
    }

    Indexing withClosed(List<IndexBuilder.Open> waiting) {
      return new Indexing(builder, open, nextNumber, List.copyOf(waiting), checkpoint);
    }
  }

  /// @param blocks numbers of blocks being stored
  /// @param others index and parity objects being stored
  /// @param infos of durable objects
  /// @param headSha256 of the band head
  /// @param bytes of durable objects
  /// @param parityObjects durable ones
  /// @param root where the index begins
  /// @param sums the file SHA256SUMS
  /// @param now when the last entry was read
  record Storing(Set<Integer> blocks, int others, Chain<ObjectInfo> infos, ByteSlice headSha256,
      long bytes, int parityObjects, Optional<IndexRootLine> root, ByteSlice sums, long now) {
    /// The band head is durable.
    Storing withHead(ByteSlice sha256, long length) {
      return new Storing(blocks, others, infos, sha256, bytes + length, parityObjects, root, sums,
          now);
    }

    Storing withBlocks(Set<Integer> numbers) {
      return new Storing(numbers, others, infos, headSha256, bytes, parityObjects, root, sums,
          now);
    }

    /// `more` index and parity objects are being stored.
    Storing startingOthers(int more) {
      return new Storing(blocks, others + more, infos, headSha256, bytes, parityObjects, root,
          sums, now);
    }

    /// A block or index object is durable.
    Storing withMember(ObjectInfo info, long length) {
      return new Storing(blocks, others, infos.plus(info), headSha256, bytes + length,
          parityObjects, root, sums, now);
    }

    /// A parity object is durable.
    Storing withParity(long length) {
      return new Storing(blocks, others - 1, infos, headSha256, bytes + length,
          parityObjects + 1, root, sums, now);
    }

    Storing withRoot(IndexRootLine line) {
      return new Storing(blocks, others, infos, headSha256, bytes, parityObjects,
          Optional.of(line), sums, now);
    }

    Storing withSums(ByteSlice file) {
      return new Storing(blocks, others, infos, headSha256, bytes, parityObjects, root, file,
          now);
    }

    Storing at(long time) {
      return new Storing(blocks, others, infos, headSha256, bytes, parityObjects, root, sums,
          time);
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
    return new BackupState(plan, Stage.HEAD,
        new Walk(Chain.<ArchivePath>empty().plus(ArchivePath.TOP), false, Fifo.empty(), 0, 0, 0,
            Set.of()),
        new Reading(Fifo.empty(), 0, Map.of(), OpenFile.NEW),
        new Packing(FramePacker.empty(), Map.of(), Map.of(), 0),
        new Placing(BlockBuilder.empty(), List.of(), Fifo.empty()),
        new Indexing(Optional.empty(), false, 0, List.of(), 0),
        new Storing(Set.of(), 0, Chain.empty(), ByteSlice.EMPTY, 0, 0, Optional.empty(),
            ByteSlice.EMPTY, 0),
        GroupLedger.of(plan.head().profile()), Counters.getDefaultInstance());
  }

  /// Whether the band is finished.
  public boolean done() {
    return stage == Stage.DONE;
  }
}
