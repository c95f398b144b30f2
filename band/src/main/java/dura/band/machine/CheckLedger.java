package dura.band.machine;

import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.List;

/// What one turn of a check finds: gathered here, then added to the state.
final class CheckLedger {
  final List<Alarm> alarms = new ArrayList<>();
  final List<Finding> findings = new ArrayList<>();
  final List<RepairAction> actions = new ArrayList<>();

  /// Notes a finding and raises its alarms. Without alarms it is none.
  void found(String path, List<Alarm> about, Finding.Outcome outcome) {
    alarms.addAll(about);
    toldBefore(path, about, outcome);
  }

  /// Notes a finding of one alarm that is about all of a file.
  void found(AlarmCode code, String path, Finding.Outcome outcome) {
    found(path, List.of(Alarm.of(code, path)), outcome);
  }

  /// Notes a finding whose alarms were raised already.
  void toldBefore(String path, List<Alarm> about, Finding.Outcome outcome) {
    if (!about.isEmpty()) {
      findings.add(new Finding(path, about, outcome));
    }
  }

  /// Says something that is no damage.
  void notice(Alarm alarm) {
    found(alarm.where().path(), List.of(alarm), Finding.Outcome.NOTICE);
  }
}
