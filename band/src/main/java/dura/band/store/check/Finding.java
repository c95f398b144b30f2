package dura.band.store.check;

import java.time.Duration;

/// What came of trying a promise.
///
/// @param verdict whether it is kept
/// @param weight what follows for an archive
/// @param detail what was seen instead, in words of no language; empty where nothing went wrong
/// @param took how long the attempt took
public record Finding(
    Promise promise, Verdict verdict, Weight weight, String detail, Duration took) {
  /// Whether a promise is kept.
  public enum Verdict {
    /// It held whenever it was tried.
    KEPT,
    /// The place does not make it.
    NOT_MADE,
    /// It was broken before one's eyes.
    BROKEN
  }

  /// What follows for an archive.
  public enum Weight {
    /// Nothing.
    GOOD,
    /// The place can be used, within limits.
    LIMIT,
    /// The place is not fit for an archive, or says of itself what is not so.
    UNFIT
  }
}
