package dura.band.run;

import dura.spec.alarm.Alarm;

/// An alarm ended the work because the user's policy says so.
public final class AbortedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Alarm alarm;

  public AbortedException(Alarm alarm) {
    super(alarm.code().word() + ": " + alarm.where());
    this.alarm = alarm;
  }

  public Alarm alarm() {
    return alarm;
  }
}
