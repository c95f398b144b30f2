package dura.codec.chunk;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// Cuts bytes at points that their contents decide, so that equal runs of bytes give equal chunks
/// wherever they stand (format-spec/60-block.md, "Chunks"). After FastCDC (Xia et al., 2020): a gear
/// hash; no point is looked for in the first [#MIN] bytes of a chunk; up to [#NORMAL] bytes a point is
/// rarer than after them, which draws lengths together; two bytes are taken in each round. The table
/// of the hash follows from a secret seed: lengths tell nothing to whoever does not know it.
///
/// Values of this class never change.
public final class Chunker {
  /// Bytes of the shortest chunk, the last one of a file excepted.
  public static final int MIN = 1 << 16;

  /// Bytes where points become more frequent.
  public static final int NORMAL = 1 << 18;

  /// Bytes of the longest chunk.
  public static final int MAX = 1 << 19;

  /// Bytes of a seed.
  public static final int SEED_BYTES = Sha256.LENGTH;

  private static final int VALUES = 256;

  /// Bits that must be zero at a point before [#NORMAL] bytes, and after. The highest bits depend on
  /// most bytes; the very highest is left free, for hashes shifted by one.
  private static final long RARE = mask(20);
  private static final long FREQUENT = mask(16);

  private final long[] gear = new long[VALUES];

  /// The same, shifted left by one: the hash of the first of two bytes.
  private final long[] shifted = new long[VALUES];

  private Chunker(byte[] seed) {
    for (int value = 0; value < VALUES; value++) {
      MessageDigest digest = Sha256.digest();
      digest.update(seed);
      digest.update((byte) value);
      gear[value] = ByteBuffer.wrap(digest.digest()).getLong();
      shifted[value] = gear[value] << 1;
    }
  }

  private static long mask(int bits) {
    return ((1L << bits) - 1) << (Long.SIZE - 1 - bits);
  }

  /// The chunker of an archive.
  ///
  /// @param seed [#SEED_BYTES] bytes
  /// @throws IllegalArgumentException where it has another length
  public static Chunker of(ByteSlice seed) {
    if (seed.length() != SEED_BYTES) {
      throw new IllegalArgumentException("a seed of " + seed.length() + " bytes");
    }
    return new Chunker(seed.toByteArray());
  }

  /// Length of the chunk that begins at `from`. What stands behind [#MAX] bytes from there has no
  /// part in it; with fewer bytes than that, all of them are the chunk unless there is a point
  /// before.
  ///
  /// @param to where the bytes end, at least `from`
  /// @return `to - from` bytes at most, and at most [#MAX]; 0 only where there are none
  public int next(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, MAX);
    if (length <= MIN) {
      return length;
    }
    int end = from + length;
    int normal = from + Math.min(length, NORMAL);
    long hash = 0;
    int at = from + MIN;
    // MIN, NORMAL and MAX are even, so a pair never lies across them.
    for (; at + 1 < normal; at += 2) {
      hash = (hash << 2) + shifted[bytes[at] & 0xFF];
      if ((hash & RARE << 1) == 0) {
        return at - from;
      }
      hash += gear[bytes[at + 1] & 0xFF];
      if ((hash & RARE) == 0) {
        return at + 1 - from;
      }
    }
    for (; at + 1 < end; at += 2) {
      hash = (hash << 2) + shifted[bytes[at] & 0xFF];
      if ((hash & FREQUENT << 1) == 0) {
        return at - from;
      }
      hash += gear[bytes[at + 1] & 0xFF];
      if ((hash & FREQUENT) == 0) {
        return at + 1 - from;
      }
    }
    return length;
  }
}
