package dura.band.run;

import dura.spec.alarm.Alarm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Hands alarms to a monitor, each once: objects are read more than once, their damage is told once.
/// Thread-safe.
final class AlarmBook {
  /// What is remembered of a wreck is bounded.
  private static final int MAX_REMEMBERED = 100_000;

  private final Monitor monitor;
  private final Set<Alarm> told = new HashSet<>();

  AlarmBook(Monitor monitor) {
    this.monitor = monitor;
  }

  Monitor monitor() {
    return monitor;
  }

  /// Tells `alarm` if it was not told before.
  ///
  /// @throws AbortedException where the user wants no more
  void raise(Alarm alarm) throws AbortedException {
    synchronized (told) {
      if (told.size() >= MAX_REMEMBERED) {
        told.clear();
      }
      if (!told.add(alarm)) {
        return;
      }
    }
    if (monitor.alarm(alarm) == Monitor.Reaction.ABORT) {
      throw new AbortedException(alarm);
    }
  }

  /// Tells all of `alarms`, in order.
  void raise(List<Alarm> alarms) throws AbortedException {
    for (Alarm alarm : alarms) {
      raise(alarm);
    }
  }
}
