package dura.codec.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import dura.codec.head.SampleHeads;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.ObjectEncoder;
import dura.codec.pipeline.SampleObjects;
import dura.codec.pipeline.SampleObjects.Recipe;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The layout table of format-spec/10-object.md.
class ObjectLayoutTest {
  @Provide
  Arbitrary<ObjectHead> heads() {
    return SampleHeads.anyHead();
  }

  @Provide
  Arbitrary<Recipe> objects() {
    return SampleObjects.any(100_000, RedundancyProfile.values());
  }

  @Property(tries = 1000)
  void payloadAndParityAreAlignedAndShareNoSectorWithAHead(@ForAll("heads") ObjectHead head) {
    for (int sections : new int[] {1, 2, 17, 128}) {
      HeadLayout layout = HeadLayout.of(head, sections);
      long s = sections;
      long n = head.getPayloadLength();
      long p = 4096 * s;
      long q = p + (n + 511) / 512 * 512;
      long f = (4096 - q % 4096) % 4096;
      long a = q + f + 4096 * s;
      long w = HeadCodec.grid(head).parityLength();
      assertEquals(p, layout.payloadOffset());
      assertEquals(q, layout.secondHeaderOffset());
      assertEquals(f, layout.fillLength());
      assertEquals(a, layout.parityOffset());
      assertEquals(w, layout.parityLength());
      assertEquals(a + w + 4096 * s + 512, layout.objectLength());
      assertEquals(512, layout.imageOffset(0));
      assertEquals(q + 512 + f, layout.imageOffset(1));
      assertEquals(a + w + 512, layout.imageOffset(2));
      assertEquals(0, layout.payloadOffset() % 4096);
      assertEquals(0, layout.parityOffset() % 4096);
      assertEquals(0, layout.parityLength() % 4096);
      assertTrue(layout.imageOffset(1) / 4096 > (layout.payloadOffset() + n - 1) / 4096 || n == 0);
    }
  }

  /// The worked bytes of the page.
  @Example
  void workedExampleHolds() {
    EncodedObject object = ObjectEncoder.encode(SampleHeads.description("archive-header"),
        ByteSlice.of(new byte[1000]), RedundancyProfile.STANDARD);
    HeadLayout layout = HeadLayout.of(object.head(), 1);
    assertEquals(4096, layout.payloadOffset());
    assertEquals(5120, layout.secondHeaderOffset());
    assertEquals(3072, layout.fillLength());
    assertEquals(8704, layout.imageOffset(1));
    assertEquals(12_288, layout.parityOffset());
    assertEquals(4096, layout.parityLength());
    assertEquals(16_896, layout.imageOffset(2));
    assertEquals(20_992, object.bytes().length());
    String header = "4455524131 2f617263686976652f686561 64312e747874".replace(" ", "");
    assertEquals(header, object.bytes().slice(0, header.length() / 2).toHex());
    assertEquals("3031333231330020", object.bytes().slice(148, 156).toHex());
  }

  /// Every byte of the file, in the order of the table.
  @Property
  void bytesAreWhatTheTableSays(@ForAll("objects") Recipe recipe) {
    EncodedObject object = recipe.encode();
    byte[] bytes = object.bytes().toByteArray();
    byte[] image = image(bytes);
    int n = recipe.payloadLength();
    String prefix = "DURA1/" + SampleHeads.id(recipe.description()) + "/";
    var file = new Reading(bytes);

    file.tarHeader(prefix + "head1.txt", image.length);
    assertArrayEquals(image, file.next(image.length));
    String payloadName = file.tarHeader(prefix + "payload", n);
    assertTrue(payloadName.matches("payload(\\.[a-z0-9]+){1,3}"), payloadName);
    assertEquals(0, file.at % 4096);
    assertEquals(recipe.payload(), ByteSlice.of(file.next(n)));
    file.fill((byte) 0, (512 - n % 512) % 512);
    int fill = Math.floorMod(-file.at, 4096);
    file.tarHeader(prefix + "head2.txt", fill + image.length);
    file.fill((byte) '\n', fill);
    assertArrayEquals(image, file.next(image.length));
    int parity = bytes.length - file.at - 512 - 512 - image.length - 1024;
    file.tarHeader(prefix + "parity", parity);
    assertEquals(0, file.at % 4096);
    file.next(parity);
    file.tarHeader(prefix + "head3.txt", image.length);
    assertArrayEquals(image, file.next(image.length));
    file.fill((byte) 0, 1024);
    assertEquals(bytes.length, file.at);
  }

  private static byte[] image(byte[] object) {
    return Arrays.copyOfRange(object, 512, 512 + (int) octal(object, 124, 11));
  }

  private static long octal(byte[] bytes, int at, int digits) {
    return Long.parseLong(new String(bytes, at, digits, StandardCharsets.US_ASCII),
        8);
  }

  private static final class Reading {
    private final byte[] bytes;
    private int at;

    Reading(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] next(int length) {
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    void fill(byte value, int length) {
      for (byte b : next(length)) {
        assertEquals(value, b);
      }
    }

    /// Reads a tar header, every byte of which the page fixes but the name.
    ///
    /// @return the last component of the name
    String tarHeader(String namePrefix, int size) {
      byte[] header = next(512);
      String name = ByteSlice.of(header, 0, 100).toUtf8().replaceAll("\0+\\z", "");
      assertTrue(name.startsWith(namePrefix), name);
      Map<Integer, String> fields = new HashMap<>();
      fields.put(0, name);
      fields.put(100, "0000644\0" + "0000000\0" + "0000000\0");
      fields.put(124, String.format("%011o\0", size) + "07033241600\0");
      fields.put(148, "        0");
      fields.put(257, "ustar\0" + "00");
      fields.put(329, "0000000\0" + "0000000\0");
      byte[] expected = new byte[512];
      fields.forEach((offset, text) -> ByteSlice.utf8(text).copyTo(expected, offset));
      int sum = 0;
      for (byte b : expected) {
        sum += b & 0xFF;
      }
      ByteSlice.utf8(String.format("%06o\0 ", sum)).copyTo(expected, 148);
      assertArrayEquals(expected, header);
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  @Example
  void headerObjectHasNoBandInItsNames() {
    ByteSlice object = ObjectEncoder.encode(SampleHeads.description("archive-header"),
        ByteSlice.utf8("dura-archive: 1\n"), RedundancyProfile.STANDARD).bytes();
    assertEquals("DURA1/archive/head1.txt\0", object.slice(0, 24).toUtf8());
  }
}
