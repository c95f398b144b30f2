package dura.band.machine;

import static dura.band.machine.Copies.with;
import static dura.band.machine.Copies.without;

import dura.band.model.GroupKind;
import dura.codec.bytes.ByteSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of a step that packs members into frames and frames into blocks.
final class BlockTurn {
  private final BackupWork work;
  private final IndexTurn index;

  BlockTurn(BackupWork work, IndexTurn index) {
    this.work = work;
    this.index = index;
  }

  void compressed(BackupEvent.FrameCompressed frame) {
    work.packing = new BackupState.Packing(work.packing.packer(), work.packing.compressing(),
        with(work.packing.compressed(), frame.frame(), frame.bytes()), work.packing.next());
  }

  /// Packs a member.
  void add(PackedMember member) {
    take(work.packing.packer().add(member.parts()));
  }

  /// Lets go of the last frame.
  void flush() {
    take(work.packing.packer().flush());
  }

  private void take(FramePacker.Packed packed) {
    Map<Long, Frame> compressing = work.packing.compressing();
    for (Frame frame : packed.frames()) {
      compressing = with(compressing, frame.number(), frame);
      work.effects.add(new BackupEffect.Compress(frame));
    }
    work.packing = new BackupState.Packing(packed.packer(), compressing, work.packing.compressed(),
        work.packing.next());
  }

  /// Puts compressed frames into blocks, in order.
  void place() {
    while (work.packing.compressed().containsKey(work.packing.next()) && mayPlace()) {
      Frame frame = required(work.packing.compressing().get(work.packing.next()));
      ByteSlice bytes = required(work.packing.compressed().get(work.packing.next()));
      work.packing = new BackupState.Packing(work.packing.packer(),
          without(work.packing.compressing(), frame.number()),
          without(work.packing.compressed(), frame.number()), work.packing.next() + 1);
      if (work.placing.blocks().open().isEmpty()) {
        index.beforeBlock();
        GroupLedger.Place place = work.groups.nextPlace(GroupKind.DATA);
        work.groups = work.groups.assign(GroupKind.DATA);
        work.placing = work.placing.opening(work.placing.blocks().begin(place), place.group());
      }
      work.placing = work.placing.withBlocks(work.placing.blocks().add(bytes, frame.length()));
      // Entries go into the index before the next frame is placed, whenever it came back: so that
      // the order of groups and index objects does not depend on timing.
      index.index();
      if (frame.atMember() && (work.placing.blocks().full() || work.indexing.due())) {
        closeBlock();
        index.checkpointIfDue();
      }
    }
  }

  /// Before the third block is begun the first checkpoint is durable, so that whoever finds blocks knows
  /// whose they are.
  private boolean mayPlace() {
    BlockBuilder builder = work.placing.blocks();
    return builder.open().isPresent() || builder.nextBlock() < 2 || work.indexing.durable() > 0;
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a frame came back that was never let go");
    }
    return value;
  }

  /// A checkpoint is made as soon as no block is open.
  void checkpointDue() {
    if (work.stage == BackupState.Stage.RUNNING) {
      work.indexing = work.indexing.checkpointDue();
      if (work.placing.blocks().open().isEmpty()) {
        index.checkpointIfDue();
      }
    }
  }

  /// The chunks that are in the block being filled.
  private List<BlockChunk> chunks(BlockBuilder.Open block) {
    var inBlock = new ArrayList<BlockChunk>();
    Fifo<BlockChunk> waiting = work.placing.chunks();
    while (!waiting.isEmpty() && waiting.first().offset() < work.placing.blocks().position()) {
      BlockChunk chunk = waiting.first();
      inBlock.add(new BlockChunk(chunk.offset() - block.start(), chunk.sha256()));
      waiting = waiting.rest();
    }
    work.placing = work.placing.withChunks(waiting);
    return inBlock;
  }

  /// Stores the block being filled.
  void closeBlock() {
    BlockBuilder.Open block = work.placing.blocks().open().orElseThrow();
    work.effects.add(new BackupEffect.StoreMember(GroupKind.DATA, block.number(),
        block.place().group(), block.place().member(), block.frames().toList(),
        block.frameLengths().toList(), chunks(block), Optional.empty()));
    work.storing = work.storing.withBlocks(with(work.storing.blocks(), block.number()));
    work.placing = work.placing.withBlocks(work.placing.blocks().close());
  }
}
