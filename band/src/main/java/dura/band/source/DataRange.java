package dura.band.source;

/// A run of bytes of a file that is not a hole.
///
/// @param start offset of the first byte
/// @param end offset behind the last byte, larger than `start`
public record DataRange(long start, long end) {
  /// Number of bytes, at least 1.
  public long length() {
    return end - start;
  }
}
