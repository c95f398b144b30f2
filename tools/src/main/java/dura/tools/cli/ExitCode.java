package dura.tools.cli;

/// Exit codes of `dura` and `dura-dump`.
public final class ExitCode {
  /// Done.
  public static final int DONE = 0;
  /// Done, with alarms.
  public static final int ALARMS = 1;
  /// Failed or incomplete.
  public static final int FAILED = 2;
  /// The command line makes no sense.
  public static final int USAGE = 64;
  /// Interrupted, by a signal.
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
