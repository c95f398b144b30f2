package dura.band.machine;

import dura.band.machine.BackupState.Stage;
import dura.band.model.ArchivePath;
import dura.proto.Counters;
import dura.proto.IndexEntry;
import dura.spec.alarm.Alarm;
import java.util.ArrayList;
import java.util.List;

/// A [BackupState] taken apart for one step: the turns that share the step change its parts, and
/// [#finish] puts the next state together. Lives for one step.
final class BackupWork {
  final BackupPlan plan;
  final List<BackupEffect> effects = new ArrayList<>();
  final List<Alarm> alarms = new ArrayList<>();
  final Counters.Builder counters;
  Stage stage;
  BackupState.Walk walk;
  BackupState.Past past;
  BackupState.Reading reading;
  BackupState.Packing packing;
  BackupState.Placing placing;
  BackupState.Indexing indexing;
  BackupState.Storing storing;
  GroupLedger groups;

  BackupWork(BackupState state) {
    plan = state.plan();
    stage = state.stage();
    walk = state.walk();
    past = state.past();
    reading = state.reading();
    packing = state.packing();
    placing = state.placing();
    indexing = state.indexing();
    storing = state.storing();
    groups = state.groups();
    counters = state.counters().toBuilder();
  }

  BackupMachine.Step finish() {
    counters.setAlarms(counters.getAlarms() + alarms.size());
    return new BackupMachine.Step(new BackupState(plan, stage, walk, past, reading, packing,
        placing, indexing, storing, groups, counters.build()), List.copyOf(effects),
        List.copyOf(alarms));
  }

  static ArchivePath path(IndexEntry entry) {
    return ArchivePath.of(entry.getPath().toByteArray());
  }
}
