package dura.tools.dump;

/// How what stands in a place compares with what the format says.
public enum Mark {
  /// As it must be, as far as can be seen.
  GOOD,
  /// Encrypted, and nobody gave a key.
  CLOSED,
  /// Damaged, or against the rules; not, or not wholly, explained.
  BAD
}
