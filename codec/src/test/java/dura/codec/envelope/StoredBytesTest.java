package dura.codec.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredBytesTest {
  private static final StoredBytes STORED = new StoredBytes(ByteSlice.hex("0011000033445566"),
      List.of(new Range(0, 1), new Range(2, 4)));

  @Test
  void bytesInFrontAreLeftOut() {
    assertEquals(new StoredBytes(ByteSlice.hex("0033445566"), List.of(new Range(0, 1))),
        STORED.seenFrom(3));
    assertEquals(new StoredBytes(ByteSlice.hex("33445566"), List.of()), STORED.seenFrom(4));
    assertSame(STORED, STORED.seenFrom(0));
  }

  @Test
  void missingBytesInFrontAreUnreadable() {
    assertEquals(
        new StoredBytes(ByteSlice.hex("00000011000033445566"),
            List.of(new Range(0, 2), new Range(2, 3), new Range(4, 6))),
        STORED.seenFrom(-2));
  }

  @Test
  void noMoreMayBeMissingThanIsThere() {
    assertEquals(2 * STORED.length(), STORED.seenFrom(-STORED.length()).length());
    for (int origin : new int[] {-STORED.length() - 1, -(1 << 28), STORED.length() + 1}) {
      assertThrows(IllegalArgumentException.class, () -> STORED.seenFrom(origin));
    }
  }
}
