package dura.band.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PrintableBytesProperties {
  /// Arbitrary bytes, and pieces of text with what terminals and readers take amiss.
  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(12);
    Arbitrary<byte[]> texts =
        Arbitraries.of("a", "ß", "€", "𝄞", "\\", "\\x41", "\033[2J", "\n", "\u0085", "\u202E",
            "\u2028", "\uFEFF", "\u200D", "\u007F")
            .list()
            .ofMaxSize(5)
            .map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8));
    return Arbitraries.oneOf(any, texts, texts.map(PrintableBytesProperties::cutShort));
  }

  private static byte[] cutShort(byte[] bytes) {
    return Arrays.copyOf(bytes, Math.max(bytes.length - 1, 0));
  }

  @Property(tries = 2000)
  void nothingInItMovesATerminal(@ForAll("bytes") byte[] bytes) {
    assertFalse(
        PrintableBytes.of(bytes).codePoints().anyMatch(PrintableBytesProperties::isUnsafe));
  }

  private static boolean isUnsafe(int codePoint) {
    return Character.isISOControl(codePoint)
        || (codePoint >= 0x2028 && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069)
        || codePoint == 0xFEFF
        || codePoint == 0xFFFD
        || (codePoint >= 0xD800 && codePoint <= 0xDFFF);
  }

  /// Taking the escapes back gives the bytes: nothing is lost and nothing looks like another.
  @Property(tries = 2000)
  void canBeTakenBack(@ForAll("bytes") byte[] bytes) {
    assertArrayEquals(bytes, takenBack(PrintableBytes.of(bytes)));
  }

  private static byte[] takenBack(String text) {
    var bytes = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) != '\\') {
        int codePoint = text.codePointAt(at);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(codePoint);
      } else if (text.charAt(at + 1) == 'x') {
        bytes.write(Integer.parseInt(text.substring(at + 2, at + 4), 16));
        at += 4;
      } else {
        bytes.write(switch (text.charAt(at + 1)) {
          case '\\' -> '\\';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> throw new AssertionError("escape of its own: " + text);
        });
        at += 2;
      }
    }
    return bytes.toByteArray();
  }

  @Property
  void textStaysAsItIs(@ForAll("words") String word) {
    assertEquals(word, PrintableBytes.of(word.getBytes(StandardCharsets.UTF_8)));
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .withChars("abc XYZ-_.äß€漢字")
        .withCharRange('!', '[')
        .ofMaxLength(20);
  }

  @Example
  void escapesAsThePageSays() {
    byte[] name = "a\033[31m\n\tb\\\u202Ec".getBytes(StandardCharsets.UTF_8);
    assertEquals("a\\x1B[31m\\n\\tb\\\\\\xE2\\x80\\xAEc", PrintableBytes.of(name));
    assertEquals(
        "\\xC0\\xAF\\xED\\xA0\\x80\\xF4\\x90\\x80\\x80",
        PrintableBytes.of(
            new byte[] {(byte) 0xC0, (byte) 0xAF, (byte) 0xED, (byte) 0xA0, (byte) 0x80,
              (byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}));
  }
}
