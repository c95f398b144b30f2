package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class BitFlipTest {
  @Test
  void everySingleFlipIsFound() {
    byte[] cell = new Samples(1).bytes(512);
    byte[] original = cell.clone();
    int crc = crc(cell);
    for (int bit = 0; bit < 512 * 8; bit++) {
      cell[bit / 8] ^= (byte) (1 << (bit % 8));
      assertTrue(BitFlip.fix(Shard.of(cell), 512, crc(cell) ^ crc));
      assertArrayEquals(original, cell, "bit " + bit);
    }
  }

  @Test
  void flipsInLargeCellsHaveDifferentSyndromes() {
    assertEquals(4096 * 8 - 1, BitFlip.distanceFromEnd(difference(4096, 0, 1), 4096 * 8));
    assertEquals(0, BitFlip.distanceFromEnd(difference(4096, 4095, 0x80), 4096 * 8));
    assertEquals(7, BitFlip.distanceFromEnd(difference(4096, 4095, 1), 4096 * 8));
  }

  @Test
  void twoFlipsAreNotOne() {
    for (int other = 1; other < 4096; other++) {
      int both = difference(4096, 0, 1) ^ difference(4096, other, 16);
      assertEquals(-1, BitFlip.distanceFromEnd(both, 4096 * 8));
    }
  }

  @Test
  void noDifferenceIsNoFlip() {
    assertEquals(-1, BitFlip.distanceFromEnd(0, 4096 * 8));
  }

  @Test
  void zerosAfterTheStoredBytesHaveNoBitsToFix() {
    byte[] stored = new byte[100];
    assertFalse(BitFlip.fix(Shard.of(stored), 512, difference(512, 100, 1)));
    assertArrayEquals(new byte[100], stored);
    assertTrue(BitFlip.fix(Shard.of(stored), 512, difference(512, 99, 128)));
    assertEquals((byte) 128, stored[99]);
  }

  private static int difference(int length, int index, int bits) {
    byte[] bytes = new byte[length];
    int before = crc(bytes);
    bytes[index] = (byte) bits;
    return crc(bytes) ^ before;
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
