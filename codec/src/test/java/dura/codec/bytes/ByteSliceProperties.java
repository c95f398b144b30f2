package dura.codec.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ByteSliceProperties {
  /// `bytes` somewhere inside a larger array.
  private static ByteSlice inside(byte[] bytes) {
    byte[] larger = new byte[bytes.length + 7];
    Arrays.fill(larger, (byte) 0x55);
    System.arraycopy(bytes, 0, larger, 3, bytes.length);
    return ByteSlice.of(larger, 3, bytes.length);
  }

  @Property
  void isEqualByContent(@ForAll byte[] a, @ForAll byte[] b) {
    assertEquals(ByteSlice.of(a), inside(a));
    assertEquals(ByteSlice.of(a).hashCode(), inside(a).hashCode());
    assertEquals(Arrays.equals(a, b), inside(a).equals(ByteSlice.of(b)));
    assertNotEquals(inside(a), ByteSlice.of(Arrays.copyOf(a, a.length + 1)));
  }

  @Property
  void allViewsShowTheSameBytes(@ForAll byte[] bytes) {
    ByteSlice slice = inside(bytes);
    assertArrayEquals(bytes, slice.toByteArray());
    assertEquals(ByteBuffer.wrap(bytes), slice.asByteBuffer());
    assertEquals(slice, ByteSlice.of(slice.toByteString()));
    assertEquals(slice, ByteSlice.hex(slice.toHex()));
    assertEquals(bytes.length, slice.length());
    assertEquals(bytes.length == 0, slice.isEmpty());
    byte[] target = new byte[bytes.length + 2];
    slice.copyTo(target, 1);
    assertEquals(slice, ByteSlice.of(target, 1, bytes.length));
    for (int i = 0; i < bytes.length; i++) {
      assertEquals(bytes[i], slice.get(i));
      assertEquals(bytes[i], slice.array()[slice.offset() + i]);
    }
    assertThrows(IndexOutOfBoundsException.class, () -> slice.get(bytes.length));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.get(-1));
  }

  @Property
  void partsAreThoseOfTheArray(@ForAll byte[] bytes, @ForAll byte a, @ForAll byte b) {
    int from = Math.floorMod(a, bytes.length + 1);
    int to = from + Math.floorMod(b, bytes.length - from + 1);
    assertArrayEquals(Arrays.copyOfRange(bytes, from, to),
        inside(bytes).slice(from, to).toByteArray());
    assertThrows(IndexOutOfBoundsException.class,
        () -> inside(bytes).slice(from, bytes.length + 1));
    assertThrows(IndexOutOfBoundsException.class, () -> inside(bytes).slice(-1, to));
  }

  @Example
  void buffersCannotBeWrittenTo() {
    ByteBuffer buffer = ByteSlice.utf8("text").asByteBuffer();
    assertThrows(ReadOnlyBufferException.class, () -> buffer.put((byte) 0));
    assertEquals("text", ByteSlice.utf8("text").toUtf8());
    assertEquals(0, ByteSlice.EMPTY.length());
  }

  /// FIPS 180-4, and the check value that zlib's CRC is known by.
  @Example
  void hashesHaveTheirKnownValues() {
    ByteSlice abc = inside("abc".getBytes(StandardCharsets.US_ASCII));
    String known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertEquals(known, Sha256.of(abc).toHex());
    assertEquals(known, Sha256.of(abc.toByteArray()).toHex());
    ByteSlice digits = ByteSlice.utf8("x123456789x");
    assertEquals(0xCBF43926, Crc32.of(digits.array(), 1, 9));
  }
}
