package dura.codec.bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, FIPS 180-4. format-spec/00-terms.md says which bytes each hash of the format covers.
public final class Sha256 {
  /// Bytes of a hash.
  public static final int LENGTH = 32;

  private Sha256() {}

  /// The hash of `bytes`.
  public static ByteSlice of(ByteSlice bytes) {
    return of(bytes.array(), bytes.offset(), bytes.length());
  }

  /// The hash of all of `bytes`.
  public static ByteSlice of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /// The hash of `length` bytes from `offset`.
  public static ByteSlice of(byte[] bytes, int offset, int length) {
    MessageDigest digest = digest();
    digest.update(bytes, offset, length);
    return ByteSlice.of(digest.digest());
  }

  /// A running hash.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
