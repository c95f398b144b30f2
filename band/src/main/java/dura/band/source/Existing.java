package dura.band.source;

/// What to do where a restored entry's name is taken already.
public enum Existing {
  /// Leave what is there: the call fails with EEXIST.
  KEEP,
  /// Remove what is there, unless it is a directory: then the call fails with EEXIST.
  REPLACE
}
