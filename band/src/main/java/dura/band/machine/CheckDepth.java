package dura.band.machine;

/// How closely a check looks. Each depth finds what those before it find.
public enum CheckDepth {
  /// Names, sizes, heads, tails and references; payloads are read only where these are not right.
  QUICK,
  /// Every byte.
  FULL,
  /// And what the bytes mean: contents are decrypted and decompressed and compared with the index.
  DEEP
}
