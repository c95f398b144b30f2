package dura.band.machine;

import dura.band.machine.BackupState.Stage;
import dura.band.model.GroupKind;

/// One step of a [BackupMachine] in the making: tells the parts of the step what happened, and moves
/// everything along that can move. Lives for one step.
final class BackupTurn {
  private final BackupWork work;
  private final IndexTurn index;
  private final BlockTurn blocks;
  private final FileTurn files;
  private final WalkTurn walk;
  private final ClosingTurn closing;

  BackupTurn(BackupState state) {
    work = new BackupWork(state);
    index = new IndexTurn(work);
    blocks = new BlockTurn(work, index);
    files = new FileTurn(work, blocks);
    walk = new WalkTurn(work);
    closing = new ClosingTurn(work);
  }

  BackupMachine.Step take(BackupEvent event) {
    switch (event) {
      case BackupEvent.Started _ -> work.effects.add(new BackupEffect.PutHead(work.plan.head()));
      case BackupEvent.HeadStored stored -> {
        work.storing = work.storing.withHead(stored.sha256(), stored.length());
        work.stage = switch (work.plan.sequence()) {
          case INDEX -> Stage.RUNNING;
          case FIRST_FILES -> Stage.FIRST;
        };
        closing.cover();
      }
      case BackupEvent.Listed listed -> walk.listed(listed);
      case BackupEvent.PastRead read -> walk.pastRead(read);
      case BackupEvent.ChunksGathered gathered -> walk.chunksGathered(gathered);
      case BackupEvent.WindowRead read -> files.arrived(read.item(), read);
      case BackupEvent.BeganAgain again -> files.arrived(again.item(), again);
      case BackupEvent.ReadFailed failed -> files.arrived(failed.item(), failed);
      case BackupEvent.FrameCompressed frame -> blocks.compressed(frame);
      case BackupEvent.MemberStored stored -> closing.memberStored(stored);
      case BackupEvent.BlockCovered covered -> closing.covered(covered.effect());
      case BackupEvent.ParityStored stored -> closing.parityStored(stored);
      case BackupEvent.CheckpointDue _ -> blocks.checkpointDue();
      case BackupEvent.ClockRead clock -> {
        work.storing = work.storing.at(clock.now());
        index.writeRoot();
        work.stage = Stage.INDEX;
      }
      case BackupEvent.SumsStored _ -> {
        work.stage = Stage.TAIL;
        work.effects.add(new BackupEffect.PutTail(closing.tail()));
      }
      case BackupEvent.TailStored _ -> work.stage = Stage.DONE;
    }
    switch (work.stage) {
      case FIRST, RUNNING, BLOCKS, INDEX -> settle();
      case HEAD, CLOCK, SUMS, TAIL, DONE -> {
        // One thing is waited for.
      }
    }
    return work.finish();
  }

  private void settle() {
    do {
      files.pack();
      blocks.place();
      index.index();
      index.storeObjects();
      closing.protect();
      walk.ask();
    } while (files.isReady());
    advance();
  }

  /// Goes on to the next stage where nothing is left of this one.
  private void advance() {
    if (work.stage == Stage.FIRST && work.walk.ended() && work.reading.asked().isEmpty()
        && !work.past.asking()) {
      work.walk = BackupState.Walk.start(work.walk.nextItem());
      work.past = work.past.again(work.plan.ancestry().isEmpty());
      work.stage = Stage.RUNNING;
      walk.ask();
    }
    if (work.stage == Stage.RUNNING && work.walk.ended() && work.reading.asked().isEmpty()) {
      blocks.flush();
      work.stage = Stage.BLOCKS;
    }
    if (work.stage == Stage.BLOCKS && work.packing.compressing().isEmpty()) {
      if (work.placing.blocks().open().isPresent()) {
        blocks.closeBlock();
      }
      work.groups = work.groups.close(GroupKind.DATA);
      closing.protect();
      // The object table lists all that is durable now: the checkpoints as well, whenever they were put.
      if (work.storing.blocks().isEmpty() && work.indexing.allStored()) {
        work.stage = Stage.CLOCK;
        work.effects.add(new BackupEffect.ReadClock());
      }
    }
    if (work.stage == Stage.INDEX && work.storing.others() == 0
        && work.groups.open().isEmpty()) {
      work.stage = Stage.SUMS;
      closing.putSums();
    }
  }
}
