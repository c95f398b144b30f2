package dura.codec.bytes;

import java.util.zip.CRC32;

/// The CRC-32 of zlib: format-spec/00-terms.md.
public final class Crc32 {
  private Crc32() {}

  /// The CRC of `length` bytes from `offset`.
  public static int of(byte[] bytes, int offset, int length) {
    var crc = new CRC32();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
