package dura.tools.report;

/// How much is told.
public enum Verbosity {
  /// Alarms and errors.
  QUIET,
  /// Progress on a terminal and one line at the end besides.
  NORMAL,
  /// Every file besides.
  VERBOSE
}
