package dura.band.machine;

import dura.band.machine.BackupState.BlockStart;
import dura.band.machine.BackupState.PendingEntry;
import dura.band.machine.BackupState.PendingExtent;
import dura.band.model.GroupKind;
import dura.band.model.IndexRootLine;
import dura.codec.bytes.ByteSlice;
import dura.proto.Extent;
import dura.proto.GroupRange;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.proto.IndexRoot;
import dura.spec.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The part of a step that writes the index: entries whose blocks are known, index objects whose
/// blocks are durable, and the root.
final class IndexTurn {
  private static final int CHECKPOINT_BLOCKS = 64;
  private static final int CHECKPOINT_GROWTH = 4;

  private final BackupWork work;

  IndexTurn(BackupWork work) {
    this.work = work;
  }

  /// Adds entries to the index whose blocks are all known.
  void index() {
    while (!work.placing.entries().isEmpty()
        && work.placing.entries().first().end() <= work.placing.blocks().position()) {
      PendingEntry pending = work.placing.entries().first();
      work.placing = work.placing.withoutFirst();
      add(complete(pending));
    }
  }

  private IndexEntry complete(PendingEntry pending) {
    if (pending.extents().isEmpty()) {
      return pending.entry();
    }
    IndexEntry.Builder entry = pending.entry().toBuilder();
    pending.extents().forEach(extent -> entry.addExtent(complete(work.placing, extent)));
    return entry.build();
  }

  /// The extent, whose block is known, as the index has it.
  static Extent complete(BackupState.Placing placing, PendingExtent extent) {
    ChunkPlace place = extent.place();
    Extent.Builder complete = Extent.newBuilder()
        .setOffset(extent.offset())
        .setLength(extent.length())
        .setSha256(extent.sha256().toByteString());
    if (place.band() == 0) {
      BlockStart start = placing.blockAt(place.offset());
      return complete.setBlock(start.number())
          .setRawOffset(place.offset() - start.position())
          .build();
    }
    return complete.setBand(place.band())
        .setBlock(place.block())
        .setRawOffset(place.offset())
        .build();
  }

  /// A block is about to be begun: whatever was placed is in blocks that are closed. The first checkpoint
  /// says whose blocks these are, before there are many.
  void beforeBlock() {
    index();
    int begun = work.placing.blocks().nextBlock();
    int before = work.indexing.checkpoint();
    if (begun > 0 && begun >= Math.min(CHECKPOINT_GROWTH * before, before + CHECKPOINT_BLOCKS)) {
      checkpoint(PartialEntry.next(work));
    }
  }

  /// Makes a checkpoint where one is due, and there is something new. No block is open.
  void checkpointIfDue() {
    int begun = work.placing.blocks().nextBlock();
    if (work.indexing.due() && begun > work.indexing.checkpoint()) {
      checkpoint(PartialEntry.next(work));
    }
  }

  /// Closes the index object being filled with a tree of all that is known, and a root of its own. The
  /// tree of the band grows on as if nothing had been.
  ///
  /// @param part what is known of the next file
  private void checkpoint(Optional<IndexEntry> part) {
    IndexBuilder tree = openTree();
    IndexBuilder now = tree;
    if (part.isPresent()) {
      now = now.add(part.get(), groups(part.get()), lastBlock(part.get()));
    }
    now = now.closeTree();
    IndexRoot.Builder root = work.plan.root()
        .toBuilder()
        .setStarted(work.plan.head().started().getEpochSecond());
    now.tree().forEach(root::setEntries);
    Hunk hunk = HunkBands.named(Hunk.newBuilder().setRoot(root).build(),
        work.plan.ancestry().bands());
    work.indexing = work.indexing.withBuilder(tree.filling(now.object()))
        .closing(Optional.of(hunk), work.placing.blocks().nextBlock());
  }

  private static int lastBlock(IndexEntry entry) {
    return entry.getExtentList()
        .stream()
        .filter(extent -> extent.getBand() == 0)
        .mapToInt(Extent::getBlock)
        .max()
        .orElse(-1);
  }

  private List<GroupRange> groups(IndexEntry entry) {
    var groups = new ArrayList<GroupRange>();
    Extent before = Extent.newBuilder().setBand(-1).build();
    for (Extent extent : entry.getExtentList()) {
      if (extent.getBand() != before.getBand() || extent.getBlock() != before.getBlock()) {
        groups.add(groupOf(extent));
      }
      before = extent;
    }
    return groups;
  }

  private void add(IndexEntry entry) {
    IndexBuilder tree = openTree().add(entry, groups(entry), lastBlock(entry));
    work.indexing = work.indexing.withBuilder(tree);
    if (tree.object().length() >= work.indexing.target()) {
      checkpoint(Optional.empty());
    }
  }

  private GroupRange groupOf(Extent extent) {
    if (extent.getBand() != 0) {
      return work.plan.ancestry()
          .groupOf(extent.getBand(), extent.getBlock())
          .orElseThrow(() -> new IllegalStateException("a block that is in no group"));
    }
    return GroupRange.newBuilder()
        .setFirst(work.placing.starts().get(extent.getBlock()).group())
        .setCount(1)
        .build();
  }

  /// The tree with an open object.
  private IndexBuilder openTree() {
    if (work.indexing.open()) {
      return work.indexing.builder();
    }
    GroupLedger.Place place = work.groups.nextPlace(GroupKind.INDEX);
    work.groups = work.groups.assign(GroupKind.INDEX);
    var object = IndexBuilder.Open.at(work.indexing.nextNumber(), place);
    IndexBuilder tree = work.indexing.builder().into(object);
    work.indexing = work.indexing.opening(tree);
    return tree;
  }

  /// Stores the next index object, once all of its blocks and all index objects before it are durable: an
  /// index never points at nothing.
  void storeObjects() {
    int oldest = work.storing.blocks()
        .stream()
        .mapToInt(Integer::intValue)
        .min()
        .orElse(Integer.MAX_VALUE);
    int openBlock = work.placing.blocks()
        .open()
        .map(BlockBuilder.Open::number)
        .orElse(Integer.MAX_VALUE);
    int durable = Math.min(oldest, openBlock);
    if (work.indexing.putting() || work.indexing.closed().isEmpty()) {
      return;
    }
    BackupState.Closed closed = work.indexing.closed().getFirst();
    IndexBuilder.Open object = closed.object();
    if (object.lastBlock() < durable) {
      work.effects.add(new BackupEffect.StoreMember(GroupKind.INDEX, object.number(),
          object.place().group(), object.place().member(), object.frames().toList(), List.of(),
          List.of(), closed.root()));
      work.storing = work.storing.startingOthers(1);
      work.indexing = work.indexing.puttingFirst();
    }
  }

  /// Writes the end of the index: what is left of the tree, the object table, the root. Where the
  /// parent's root says all that, it is the root of this index too.
  void writeRoot() {
    IndexBuilder tree = openTree().closeTree();
    IndexRoot.Builder root = work.plan.root()
        .toBuilder()
        .setStarted(work.plan.head().started().getEpochSecond())
        .setEnded(work.storing.now())
        .setCounters(work.counters);
    tree.tree().forEach(root::setEntries);
    Optional<Ancestry.PastRoot> same = isFirstObjectEmpty(tree)
        ? work.plan.ancestry().sameRoot(root.build(), root.getEntries())
        : Optional.empty();
    if (same.isPresent()) {
      share(same.get(), root.getEntries());
    } else {
      write(tree, root);
    }
  }

  /// Whether the band has nothing to store.
  private boolean isFirstObjectEmpty(IndexBuilder tree) {
    return work.placing.blocks().nextBlock() == 0 && work.indexing.nextNumber() == 1
        && tree.object().length() == 0 && work.plan.covered().isEmpty();
  }

  private void share(Ancestry.PastRoot root, HunkRef tree) {
    work.indexing = work.indexing.withoutObject();
    work.groups = GroupLedger.of(work.plan.head().profile());
    work.storing =
        work.storing.withRoot(root.line(), work.plan.ancestry().below(root, tree));
  }

  private void write(IndexBuilder tree, IndexRoot.Builder root) {
    IndexBuilder.Written objects = tree.writeTable(work.storing.table());
    IndexBuilder.Written written = objects.builder()
        .write(Hunk.newBuilder().setRoot(root.setObjects(objects.reference())).build(),
            HunkRef.newBuilder());
    HunkRef reference = written.reference();
    work.indexing = work.indexing.withBuilder(written.builder())
        .closing(Optional.empty(), work.placing.blocks().nextBlock());
    work.groups = work.groups.close(GroupKind.INDEX);
    work.storing = work.storing.withRoot(new IndexRootLine(work.plan.head().band(),
        ObjectName.index(reference.getObject()), (int) reference.getOffset(),
        (int) reference.getLength(), ByteSlice.EMPTY),
        GroupSet.NONE.plus(root.getEntries().getGroupsList()));
  }
}
