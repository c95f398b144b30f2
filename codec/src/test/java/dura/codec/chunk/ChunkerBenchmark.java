package dura.codec.chunk;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.util.Random;

/// Measures the chunker on bytes that nothing can be said about: bytes per second, and what was cut.
///
/// `main` takes the number of repetitions.
final class ChunkerBenchmark {
  private static final int BYTES = 16 << 20;

  private ChunkerBenchmark() {}

  public static void main(String[] arguments) {
    System.out.println(line(Integer.parseInt(arguments[0])));
  }

  /// A line with the best of some repetitions.
  static String line(int repetitions) {
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    Chunker chunker = Chunker.of(Sha256.of(ByteSlice.utf8("seed")));
    long best = Long.MAX_VALUE;
    int hash = 0;
    for (int i = 0; i < repetitions; i++) {
      hash = 0;
      long start = System.nanoTime();
      for (int at = 0; at < BYTES;) {
        int length = chunker.next(bytes, at, BYTES);
        hash = 31 * hash + length;
        at += length;
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return "%.2f GB/s, chunks %08x".formatted((double) BYTES / best, hash);
  }
}
