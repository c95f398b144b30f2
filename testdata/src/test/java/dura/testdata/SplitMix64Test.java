package dura.testdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitMix64Test {
  /// The JDK's generator is the same one.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, Long.MIN_VALUE, 0x0123_4567_89AB_CDEFL})
  void numbersAreThoseOfTheJdk(long seed) {
    var jdk = new SplittableRandom(seed);
    var ours = new SplitMix64(seed);
    for (int i = 0; i < 100; i++) {
      assertEquals(jdk.nextLong(), ours.next());
    }
  }

  @Test
  void bytesAreTheNumbersLowestByteFirst() {
    var numbers = new SplitMix64(7);
    String hex = HexFormat.of().toHexDigits(Long.reverseBytes(numbers.next()))
        + HexFormat.of().toHexDigits(Long.reverseBytes(numbers.next()));
    assertEquals(hex.substring(0, 22), HexFormat.of().formatHex(new SplitMix64(7).bytes(11)));
  }

  @Test
  void numbersStayBelowTheirBoundAndReachAll() {
    var random = new SplitMix64(1);
    var seen = new int[7];
    for (int i = 0; i < 7000; i++) {
      seen[random.between(3, 9) - 3]++;
    }
    for (int count : seen) {
      assertTrue(count > 800, "about a thousand of each: " + count);
    }
  }
}
