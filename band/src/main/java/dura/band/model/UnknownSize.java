package dura.band.model;

/// The size of a file of which nobody knows where it ends before it is read to its end: that of a
/// stream. It stands in no index.
public final class UnknownSize {
  /// Larger than any file.
  public static final long BYTES = 1L << 62;

  private UnknownSize() {}
}
