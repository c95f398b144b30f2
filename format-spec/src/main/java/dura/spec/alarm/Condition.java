package dura.spec.alarm;

import java.util.Locale;

/// In which way something is not as expected; what `--on CONDITION=…` speaks of.
public enum Condition {
  /// Not there.
  MISSING,
  /// Reading or writing failed.
  IOERROR,
  /// The operating system forbids it.
  DENIED,
  /// Bytes cannot be what they should be.
  CORRUPT,
  /// Bytes are well-formed, but not those that something else says they are.
  MISMATCH,
  /// Something is there that should not be.
  EXISTS;

  /// The word of pages, options and output.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
