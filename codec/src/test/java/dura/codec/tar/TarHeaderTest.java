package dura.codec.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Header bytes against the table of `60-block.md`.
class TarHeaderTest {
  @Test
  void everyFieldHasTheBytesOfTheTable() {
    TarMember member =
        new TarMember(
            PieceName.whole(Tars.path("dir/file")), 04755, 1000, 2_097_151, 0777, 1_700_000_000L,
            "ann", "users");
    ByteBuffer expected = ByteBuffer.allocate(512);
    put(expected, 0, "dir/file");
    put(expected, 100, "0004755\0");
    put(expected, 108, "0001750\0");
    put(expected, 116, "7777777\0");
    put(expected, 124, "00000000777\0");
    put(expected, 136, "14524770400\0");
    put(expected, 148, "        ");
    put(expected, 156, "0");
    put(expected, 257, "ustar\00000");
    put(expected, 265, "ann");
    put(expected, 297, "users");
    put(expected, 329, "0000000\0");
    put(expected, 337, "0000000\0");
    int sum = 0;
    for (byte b : expected.array()) {
      sum += b & 0xFF;
    }
    put(expected, 148, "%06o\0 ".formatted(sum));
    assertArrayEquals(expected.array(), TarHeader.render(member));
  }

  @Test
  void pathsThatFitAreSplitForTheLongestPrefix() {
    String name100 = "n".repeat(100);
    String prefix155 = "p".repeat(155);
    assertSplit("a/" + "b".repeat(98), "", "a/" + "b".repeat(98));
    assertSplit("a/" + "b".repeat(99), "a", "b".repeat(99));
    assertSplit("a/" + name100, "a", name100);
    assertSplit(prefix155 + "/" + name100, prefix155, name100);
    assertSplit("a/b/" + "c".repeat(60) + "/d/" + "e".repeat(40), "a/b/" + "c".repeat(60) + "/d",
        "e".repeat(40));
    assertSplit("p".repeat(100) + "/q/" + "r".repeat(53) + "/n", "p".repeat(100) + "/q",
        "r".repeat(53) + "/n");
  }

  @Test
  void pathsThatDoNotFitHaveAPaxHeader() {
    String path = "d/" + "n".repeat(101);
    byte[] header = TarHeader.render(Tars.member(path, 5));
    assertEquals(3 * 512, header.length);
    assertEquals("PaxHeaders/" + "n".repeat(80), text(header, 0, 100));
    assertEquals("0000644\0" + "0000000\0" + "0000000\0" + "00000000161\0" + "00000000000\0",
        latin1(header, 100, 48));
    assertEquals('x', header[156]);
    assertEquals("113 path=" + path + "\n", latin1(header, 512, 113));
    assertArrayEquals(new byte[512 - 113], Arrays.copyOfRange(header, 512 + 113, 1024));
    assertEquals(path.substring(0, 100), text(header, 1024, 100));
    assertEquals('0', header[1024 + 156]);
    // A prefix of 156 bytes, and names that would leave one part empty or too long.
    assertEquals(3 * 512, TarHeader.render(Tars.member("p".repeat(156) + "/n", 0)).length);
    assertEquals(3 * 512, TarHeader.render(Tars.member("n".repeat(101), 0)).length);
  }

  @Test
  void paxRecordsStandInTheirOrder() {
    String path = "\u00ff".repeat(101);
    TarMember member =
        new TarMember(
            PieceName.whole(Tars.path(path)), 0, 2_097_152, 0xFFFF_FFFFL, 0, -1, "", "");
    byte[] header = TarHeader.render(member);
    String records = "21 hdrcharset=BINARY\n" + "111 path=" + path + "\n" + "15 uid=2097152\n"
        + "18 gid=4294967295\n" + "12 mtime=-1\n";
    assertEquals(records, latin1(header, 512, records.length()));
    assertEquals("0000000\0" + "0000000\0", latin1(header, 1024 + 108, 16));
    assertEquals("00000000000\0", latin1(header, 1024 + 136, 12));
  }

  /// 99 bytes without the length's digits: two of them make 101, three 102.
  @Test
  void aRecordsLengthCountsItsOwnDigits() {
    for (int length = 85; length < 110; length++) {
      String path = "x".repeat(1000 + length);
      byte[] header = TarHeader.render(Tars.member(path, 0));
      String size = text(header, 124, 12);
      int end = Integer.parseInt(size, 8);
      String record = latin1(header, 512, end);
      assertEquals(end + " path=" + path + "\n", record);
    }
    for (int length = 950; length < 1010; length++) {
      String path = "y".repeat(length);
      byte[] header = TarHeader.render(Tars.member(path, 0));
      int end = Integer.parseInt(text(header, 124, 12), 8);
      assertEquals(end + " path=" + path + "\n", latin1(header, 512, end));
    }
  }

  @Test
  void timesAndNumbersAtTheirBounds() {
    assertEquals("77777777777\0", latin1(TarHeader.render(at(8_589_934_591L)), 136, 12));
    assertEquals(3 * 512, TarHeader.render(at(8_589_934_592L)).length);
    assertEquals(3 * 512, TarHeader.render(at(Long.MIN_VALUE)).length);
    assertThrows(IllegalArgumentException.class, () -> Tars.member("a", 1L << 33));
    assertThrows(IllegalArgumentException.class, () -> Tars.member("a", -1));
  }

  @Test
  void ownerNamesAreShortPrintableAsciiOrEmpty() {
    assertEquals("ann", TarMember.ownerName(Tars.latin1("ann")));
    assertEquals("x".repeat(31), TarMember.ownerName(Tars.latin1("x".repeat(31))));
    assertEquals("", TarMember.ownerName(Tars.latin1("x".repeat(32))));
    assertEquals("", TarMember.ownerName(Tars.latin1("J\u00fcrgen")));
    assertEquals("", TarMember.ownerName(Tars.latin1("a\nb")));
    assertEquals("", TarMember.ownerName(new byte[0]));
  }

  @Test
  void theEndIsTwoZeroBlocks() {
    assertArrayEquals(new byte[1024], TarEnd.bytes());
  }

  private static TarMember at(long mtime) {
    return new TarMember(PieceName.whole(Tars.path("a")), 0, 0, 0, 0, mtime, "", "");
  }

  private static void assertSplit(String path, String prefix, String name) {
    byte[] header = TarHeader.render(Tars.member(path, 0));
    assertEquals(512, header.length);
    assertEquals(name, text(header, 0, 100));
    assertEquals(prefix, text(header, 345, 155));
  }

  private static void put(ByteBuffer into, int at, String text) {
    into.put(at, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String latin1(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes, int at, int length) {
    String field = latin1(bytes, at, length);
    int end = field.indexOf('\0');
    return end < 0 ? field : field.substring(0, end);
  }
}
