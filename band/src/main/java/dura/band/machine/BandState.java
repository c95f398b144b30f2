package dura.band.machine;

/// How far a band is.
public enum BandState {
  /// It has a tail.
  FINISHED,
  /// It was interrupted, is being written, or lost its tail.
  PARTIAL,
  /// Retention removed it.
  PRUNED,
  /// It was interrupted and given up.
  ABANDONED
}
