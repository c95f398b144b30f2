package dura.band.machine;

import dura.spec.alarm.Alarm;
import java.util.List;

/// A backup as a pure function: (state, event) to (state, effects, alarms). One band is written:
/// head, blocks, index, parity, sums, tail (format-spec/75-band.md, "Order of writing").
///
/// | stage | waits for | then |
/// |---|---|---|
/// | HEAD | the head to be durable | RUNNING |
/// | RUNNING | every directory listed, every file read and packed | BLOCKS |
/// | BLOCKS | every block to be durable, every entry in the index | CLOCK |
/// | CLOCK | the time | INDEX |
/// | INDEX | index objects and parity to be durable | SUMS |
/// | SUMS | SHA256SUMS to be durable | TAIL |
/// | TAIL | the tail to be durable | DONE |
///
/// Files pass through four queues, in the order of the index: *waiting* to be asked for, *asked* for,
/// *compressing* as frames, and entries that wait for their *block* to be known. What comes back out
/// of order waits for its turn, so that the band does not depend on timing.
public final class BackupMachine {
  /// What follows from an event.
  public record Step(BackupState state, List<BackupEffect> effects, List<Alarm> alarms) {}

  private BackupMachine() {}

  /// One step.
  public static Step step(BackupState state, BackupEvent event) {
    var turn = new BackupTurn(state);
    switch (event) {
      case BackupEvent.Started _ -> turn.started();
      case BackupEvent.HeadStored stored -> turn.headStored(stored);
      case BackupEvent.Listed listed -> turn.listed(listed);
      case BackupEvent.WindowRead read -> turn.arrived(read.item(), read);
      case BackupEvent.ReadFailed failed -> turn.arrived(failed.item(), failed);
      case BackupEvent.FrameCompressed compressed -> turn.compressed(compressed);
      case BackupEvent.MemberStored stored -> turn.memberStored(stored);
      case BackupEvent.ParityStored stored -> turn.parityStored(stored);
      case BackupEvent.ClockRead clock -> turn.clockRead(clock);
      case BackupEvent.SumsStored _ -> turn.sumsStored();
      case BackupEvent.TailStored _ -> turn.tailStored();
    }
    return turn.finish();
  }
}
