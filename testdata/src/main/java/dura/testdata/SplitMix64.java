package dura.testdata;

import java.util.Objects;

/// Numbers that flow from one seed, the same on every machine and in every version: the generator of
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  public SplitMix64(long seed) {
    state = seed;
  }

  /// The next 64 bits.
  public long next() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  /// A number from 0 up to, not including, `bound`.
  ///
  /// @param bound at least 1
  public int below(int bound) {
    Objects.checkIndex(0, bound);
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /// A number from `least` up to and including `most`.
  public int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /// True once in `n` times.
  public boolean oneIn(int n) {
    return below(n) == 0;
  }

  /// `length` bytes.
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = i % Long.BYTES == 0 ? next() : word >>> Byte.SIZE;
      bytes[i] = (byte) word;
    }
    return bytes;
  }
}
