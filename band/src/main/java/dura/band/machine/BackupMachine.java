package dura.band.machine;

import dura.spec.alarm.Alarm;
import java.util.List;

/// A backup as a pure function: (state, event) to (state, effects, alarms). One band is written:
/// head, blocks, index, parity, sums, tail (format-spec/75-band.md, "Order of writing").
///
/// | stage | waits for | then |
/// |---|---|---|
/// | HEAD | the head to be durable | FIRST, or RUNNING where no files are to be stored first |
/// | FIRST | contents of these files read and packed, without entries | RUNNING |
/// | RUNNING | every directory listed, every file read and packed | BLOCKS |
/// | BLOCKS | every block to be durable, every entry in the index | CLOCK |
/// | CLOCK | the time | INDEX |
/// | INDEX | index objects and parity to be durable | SUMS |
/// | SUMS | SHA256SUMS to be durable | TAIL |
/// | TAIL | the tail to be durable | DONE |
///
/// The parent's index is read along with the source: a file that it has unchanged is not read, and a
/// hunk that it has as well is not written. Chunks that are stored already are not stored again.
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
    return new BackupTurn(state).take(event);
  }
}
