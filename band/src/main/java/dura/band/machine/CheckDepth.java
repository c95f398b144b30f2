package dura.band.machine;

/// How closely a check looks.
public enum CheckDepth {
  /// Names, sizes, heads, tails and references; payloads are not read.
  QUICK,
  /// Every byte.
  FULL
}
