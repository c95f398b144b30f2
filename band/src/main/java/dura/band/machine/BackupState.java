package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.IndexRootLine;
import dura.codec.bytes.ByteSlice;
import dura.proto.Counters;
import dura.proto.IndexEntry;
import dura.proto.ObjectInfo;
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
      long listedBytes, long lastLink, Set<Long> lostLinks) {}

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
  record Item(long number, IndexEntry entry, Contents contents, int window) {}

  /// @param asked items whose contents were asked for, in order
  /// @param askedBytes bytes asked for and not yet packed
  /// @param arrived what was read of them
  /// @param file the file at the front, while more of it is to come
  record Reading(Fifo<Item> asked, long askedBytes, Map<Long, BackupEvent> arrived,
      OpenFile file) {}

  /// What is known of a file while it is being packed.
  ///
  /// @param extents not yet in an entry
  /// @param hashes extent SHA-256s of the whole file so far
  /// @param continued whether an entry of it was made already
  /// @param changed whether it changed while it was read
  record OpenFile(Chain<PendingExtent> extents, Chain<ByteSlice> hashes, boolean continued,
      boolean changed) {
    static final OpenFile NEW = new OpenFile(Chain.empty(), Chain.empty(), false, false);
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
  record Placing(BlockBuilder blocks, List<BlockStart> starts, Fifo<PendingEntry> entries) {}

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
      List<IndexBuilder.Open> closed, int checkpoint) {}

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
      long bytes, int parityObjects, Optional<IndexRootLine> root, ByteSlice sums, long now) {}

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
