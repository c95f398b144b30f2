package dura.spec.alarm;

import java.util.Locale;

/// What an alarm is about.
public enum Area {
  /// The user's files while they are read.
  SOURCE,
  /// The archive as a place: its header, its root files.
  ARCHIVE,
  /// A band: its head, tail, sums and index.
  BAND,
  /// An object's bytes.
  BLOCK,
  /// The files that are written by a restore.
  RESTORE;

  /// The word of pages, options and output.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
