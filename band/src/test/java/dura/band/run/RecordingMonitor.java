package dura.band.run;

import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Remembers what it is told, and lets everything go on but what it was told to end.
public final class RecordingMonitor implements Monitor {
  private final List<Alarm> alarms = new ArrayList<>();
  private final Set<AlarmCode> fatal = EnumSet.noneOf(AlarmCode.class);

  /// Ends the work at alarms of `code`.
  public RecordingMonitor abortingAt(AlarmCode code) {
    fatal.add(code);
    return this;
  }

  @Override
  public synchronized Reaction alarm(Alarm alarm) {
    alarms.add(alarm);
    return fatal.contains(alarm.code()) ? Reaction.ABORT : Reaction.CONTINUE;
  }

  @Override
  public void event(Event event) {}

  /// What was told, in order.
  public synchronized List<Alarm> alarms() {
    return List.copyOf(alarms);
  }

  /// Which kinds of alarms were told.
  public synchronized Set<AlarmCode> codes() {
    return alarms.stream()
        .map(Alarm::code)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(AlarmCode.class)));
  }

  /// The alarms of one kind.
  public synchronized List<Alarm> of(AlarmCode code) {
    return alarms.stream().filter(alarm -> alarm.code() == code).toList();
  }
}
