package dura.codec.compress;

/// A guess, from a few samples, whether compressing is worth while. Media files, archives and
/// ciphertext are not; a wrong guess costs a little space or time and nothing else. Deterministic.
final class IncompressibleProbe {
  private static final int SAMPLES = 4;
  private static final int SAMPLE = 8 << 10;
  private static final int SAMPLED = SAMPLES * SAMPLE;

  /// Contents up to this length are compressed without asking.
  private static final int MIN_LENGTH = 2 * SAMPLED;

  /// The samples look flat if the chance that two of their bytes are equal is below 5/4 of 1/256.
  private static final long FLAT = 5L * SAMPLED * SAMPLED / (4 * 256);

  /// Saving less than this of the samples is not worth while.
  private static final int MIN_SAVED = SAMPLED / 64;

  private IncompressibleProbe() {}

  static boolean looksIncompressible(byte[] raw, int offset, int length) {
    if (length < MIN_LENGTH) {
      return false;
    }
    byte[] sampled = new byte[SAMPLED];
    for (int i = 0; i < SAMPLES; i++) {
      int from = offset + (int) ((long) (length - SAMPLE) * i / (SAMPLES - 1));
      System.arraycopy(raw, from, sampled, i * SAMPLE, SAMPLE);
    }
    // Counting is cheaper than compressing and enough to tell text and programs.
    return isFlat(sampled)
        && ZstdNative.compress(sampled, 0, SAMPLED, ZstdFrames.MIN_LEVEL).length
            > SAMPLED - MIN_SAVED;
  }

  private static boolean isFlat(byte[] sampled) {
    int[] counts = new int[256];
    for (byte b : sampled) {
      counts[b & 0xFF]++;
    }
    long squares = 0;
    for (int count : counts) {
      squares += (long) count * count;
    }
    return squares < FLAT;
  }
}
