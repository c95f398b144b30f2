package dura.codec.tar;

/// The end of a tar: two blocks of zero bytes.
public final class TarEnd {
  /// Length of the end in bytes.
  public static final int LENGTH = 2 * TarHeader.BLOCK;

  private TarEnd() {}

  /// The end's bytes, the caller's own.
  public static byte[] bytes() {
    return new byte[LENGTH];
  }
}
