package dura.codec.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChunkerProperties {
  private static final ByteSlice SEED = Sha256.of(ByteSlice.utf8("seed"));

  private static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static List<Integer> lengths(Chunker chunker, byte[] bytes) {
    var lengths = new ArrayList<Integer>();
    for (int at = 0; at < bytes.length; at += lengths.getLast()) {
      lengths.add(chunker.next(bytes, at, bytes.length));
    }
    return lengths;
  }

  private static List<ByteSlice> hashes(Chunker chunker, byte[] bytes) {
    var hashes = new ArrayList<ByteSlice>();
    int at = 0;
    for (int length : lengths(chunker, bytes)) {
      hashes.add(Sha256.of(bytes, at, length));
      at += length;
    }
    return hashes;
  }

  /// The definition of the page, one byte after the other.
  private static int plain(ByteSlice seed, byte[] bytes, int from) {
    int length = Math.min(bytes.length - from, Chunker.MAX);
    long hash = 0;
    for (int i = Chunker.MIN; i < (length & ~1); i++) {
      var digest = Sha256.digest();
      digest.update(seed.asByteBuffer());
      digest.update(bytes[from + i]);
      hash = (hash << 1) + ByteBuffer.wrap(digest.digest()).getLong();
      int bits = i < Chunker.NORMAL ? 20 : 16;
      if ((hash >>> 63 - bits & (1L << bits) - 1) == 0) {
        return i;
      }
    }
    return length;
  }

  @Property(tries = 10)
  void isWhatThePageSays(@ForAll long seed, @ForAll @IntRange(max = 700_000) int length) {
    byte[] bytes = noise(seed, length);
    int at = 0;
    for (int chunk : lengths(Chunker.of(SEED), bytes)) {
      assertEquals(plain(SEED, bytes, at), chunk);
      at += chunk;
    }
  }

  @Property(tries = 30)
  void lengthsAddUpWithinBounds(@ForAll long seed,
      @ForAll @IntRange(max = 3_000_000) int length) {
    List<Integer> lengths = lengths(Chunker.of(SEED), noise(seed, length));
    assertEquals(length, lengths.stream().mapToInt(Integer::intValue).sum());
    for (int i = 0; i < lengths.size(); i++) {
      assertTrue(lengths.get(i) <= Chunker.MAX);
      assertTrue(i == lengths.size() - 1 || lengths.get(i) >= Chunker.MIN);
    }
  }

  @Property(tries = 20)
  void whatIsBehindTheLongestChunkHasNoPart(@ForAll long seed,
      @ForAll @IntRange(max = 5000) int behind) {
    byte[] bytes = noise(seed, Chunker.MAX + behind);
    Chunker chunker = Chunker.of(SEED);
    assertEquals(chunker.next(bytes, 0, Chunker.MAX), chunker.next(bytes, 0, bytes.length));
  }

  @Property(tries = 20)
  void cutsFallIntoStepAgainAfterAnEdit(@ForAll long seed,
      @ForAll @IntRange(max = 4_000_000) int at,
      @ForAll @IntRange(min = 1, max = 3000) int inserted) {
    byte[] before = noise(seed, 8_000_000);
    byte[] after = new byte[before.length + inserted];
    System.arraycopy(before, 0, after, 0, at);
    System.arraycopy(noise(seed + 1, inserted), 0, after, at, inserted);
    System.arraycopy(before, at, after, at + inserted, before.length - at);
    Chunker chunker = Chunker.of(SEED);
    List<ByteSlice> fresh = hashes(chunker, after);
    fresh.removeAll(new HashSet<>(hashes(chunker, before)));
    assertTrue(fresh.size() <= 8, fresh.size() + " of new chunks");
  }

  @Test
  void lengthsKeepNearTheNormalOne() {
    List<Integer> lengths = lengths(Chunker.of(SEED), noise(3, 64 << 20));
    int average = (64 << 20) / lengths.size();
    assertTrue(average > 220_000 && average < 330_000, "average " + average);
    long capped = lengths.stream().filter(length -> length == Chunker.MAX).count();
    assertTrue(capped * 20 < lengths.size(), capped + " of " + lengths.size() + " at the limit");
  }

  @Test
  void anotherSeedCutsElsewhere() {
    byte[] bytes = noise(4, 4 << 20);
    assertNotEquals(lengths(Chunker.of(SEED), bytes),
        lengths(Chunker.of(Sha256.of(SEED)), bytes));
    assertThrows(IllegalArgumentException.class, () -> Chunker.of(ByteSlice.utf8("short")));
  }
}
