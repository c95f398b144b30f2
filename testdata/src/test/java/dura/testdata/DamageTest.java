package dura.testdata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dura.testdata.Damage.Burst;
import dura.testdata.Damage.Drop;
import dura.testdata.Damage.Extend;
import dura.testdata.Damage.Flip;
import dura.testdata.Damage.FlipAt;
import dura.testdata.Damage.Garbage;
import dura.testdata.Damage.Nothing;
import dura.testdata.Damage.Sectors;
import dura.testdata.Damage.Shift;
import dura.testdata.Damage.Truncate;
import dura.testdata.Damage.Zero;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DamageTest {
  private static final byte[] BYTES = new SplitMix64(99).bytes(3 * Damage.SECTOR + 5);

  static Stream<Damage> every() {
    return Stream.of(new Flip(1, 1), new Flip(2, 10), new FlipAt(17, 0x80), new Zero(100, 50),
        new Zero(12_000, 9_000), new Burst(3, 5_000, 300), new Sectors(4, 2), new Truncate(0),
        new Truncate(12_292), new Extend(5, 1), new Drop(0, 1), new Drop(12_292, 7),
        new Shift(6, 0, 512), new Shift(6, 5_000, 3), new Garbage(7),
        new Flip(8, 1).then(new Truncate(9_000)));
  }

  @ParameterizedTest
  @MethodSource("every")
  void harmsTheSameWayEveryTimeAndLeavesWhatItWasGiven(Damage damage) {
    byte[] given = BYTES.clone();
    byte[] harmed = damage.of(given);
    assertArrayEquals(BYTES, given);
    assertFalse(Arrays.equals(BYTES, harmed), "is damage");
    assertArrayEquals(harmed, damage.of(given));
  }

  @ParameterizedTest
  @MethodSource("every")
  void emptyAndShortFilesAreNoError(Damage damage) {
    damage.of(new byte[0]);
    damage.of(new byte[1]);
  }

  @Test
  void nothingIsNoDamage() {
    assertArrayEquals(BYTES, new Nothing().of(BYTES));
  }

  @Test
  void burstChangesEveryByteOfItsRangeAndNoOther() {
    byte[] harmed = new Burst(1, 1_000, 4_000).of(BYTES);
    for (int i = 0; i < BYTES.length; i++) {
      assertEquals(i >= 1_000 && i < 5_000, harmed[i] != BYTES[i], "byte " + i);
    }
  }

  @Test
  void sectorsAreHarmedWhole() {
    byte[] harmed = new Sectors(1, 1).of(BYTES);
    assertEquals(BYTES.length, harmed.length);
    for (int at = 0; at < BYTES.length; at += Damage.SECTOR) {
      int end = Math.min(at + 4, BYTES.length);
      assertNotEquals(-1, Arrays.mismatch(BYTES, at, end, harmed, at, end), "sector at " + at);
    }
  }

  @Test
  void whatIsPutInAndTakenAwayMovesTheRest() {
    byte[] shifted = new Shift(1, 700, 512).of(BYTES);
    assertEquals(BYTES.length + 512, shifted.length);
    assertArrayEquals(BYTES, new Drop(700, 512).of(shifted));
    assertArrayEquals(BYTES, new Truncate(BYTES.length).of(new Extend(2, 9).of(BYTES)));
  }
}
