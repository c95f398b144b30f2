package dura.band.run;

import dura.band.machine.Finding;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What is wrong with what objects mean, by the path of the object. Damage to their bytes is left out:
/// the check of the bytes tells it. Thread-safe.
final class ContentFindings {
  /// What is remembered of one object.
  private static final int MAX_ALARMS = 100;

  private static final Set<AlarmCode> MEANING =
      EnumSet.of(AlarmCode.KEY_MISSING, AlarmCode.DECRYPT_FAILED, AlarmCode.MDC_MISMATCH,
          AlarmCode.NAME_MISMATCH, AlarmCode.DECOMPRESS_FAILED, AlarmCode.TAR_PROFILE,
          AlarmCode.EXTENT_MISMATCH, AlarmCode.INDEX_LOST, AlarmCode.INDEX_MISMATCH,
          AlarmCode.INDEX_MALFORMED);

  private final Map<String, Set<Alarm>> byPath = new TreeMap<>();

  /// Those of `alarms` that are about meaning.
  static List<Alarm> ofMeaning(List<Alarm> alarms) {
    return alarms.stream().filter(alarm -> MEANING.contains(alarm.code())).toList();
  }

  void add(List<Alarm> alarms) {
    ofMeaning(alarms).forEach(this::add);
  }

  synchronized void add(Alarm alarm) {
    Set<Alarm> known =
        byPath.computeIfAbsent(alarm.where().path(), _ -> new LinkedHashSet<>());
    if (known.size() < MAX_ALARMS) {
      known.add(alarm);
    }
  }

  /// The findings, in order of paths.
  synchronized List<Finding> toList() {
    var findings = new ArrayList<Finding>();
    byPath.forEach((path, alarms) -> {
      boolean closed =
          alarms.stream().allMatch(alarm -> alarm.code() == AlarmCode.KEY_MISSING);
      findings.add(new Finding(path, List.copyOf(alarms),
          closed ? Finding.Outcome.DENIED : Finding.Outcome.LOST));
    });
    return findings;
  }
}
