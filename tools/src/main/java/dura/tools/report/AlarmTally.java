package dura.tools.report;

import dura.spec.alarm.AlarmCode;
import java.util.EnumMap;
import java.util.Map;

/// How many alarms of each code there were. Suppressed ones are not counted, but whether something is
/// lost is known all the same. Thread-safe.
public final class AlarmTally {
  private final Map<AlarmCode, Long> counts = new EnumMap<>(AlarmCode.class);

  private boolean indexLost;

  /// An alarm came, shown or not.
  synchronized void met(AlarmCode code) {
    indexLost |= code == AlarmCode.INDEX_LOST;
  }

  /// An alarm is shown.
  synchronized void add(AlarmCode code) {
    counts.merge(code, 1L, Long::sum);
  }

  /// Whether entries are unknown, so that nobody can say that all is there.
  public synchronized boolean indexLost() {
    return indexLost;
  }

  /// All alarms.
  public synchronized long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Alarms with this code.
  public synchronized long of(AlarmCode code) {
    return counts.getOrDefault(code, 0L);
  }

  /// Alarms that mean damage of the archive.
  public synchronized long damage() {
    return counts.entrySet()
        .stream()
        .filter(entry -> entry.getKey().weight() == AlarmCode.Weight.DAMAGE)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
