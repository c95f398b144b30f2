package dura.band.bench;

import dura.testdata.SplitMix64;
import java.security.SecureRandom;

/// Randomness that is a function of a seed.
final class Repeated extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient SplitMix64 numbers;

  Repeated(long seed) {
    numbers = new SplitMix64(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    System.arraycopy(numbers.bytes(bytes.length), 0, bytes, 0, bytes.length);
  }
}
