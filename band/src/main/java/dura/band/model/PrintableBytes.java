package dura.band.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Bytes that others chose (names, link targets), rendered so that they can be shown to people.
///
/// Valid UTF-8 is shown as it is. Escaped are the backslash (`\\`), tab, newline and carriage
/// return (`\t`, `\n`, `\r`), and as `\xNN`, byte by byte: every other control character, line and
/// paragraph separators, invisible format characters (such as those that turn the direction of
/// writing; the two joiners stay, words of some languages need them) and every byte that is not
/// part of valid UTF-8. So no terminal escape reaches a terminal, and two different byte strings
/// never look the same by escaping.
public final class PrintableBytes {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int MALFORMED = -1;

  private PrintableBytes() {}

  /// The printable form of `bytes`.
  public static String of(byte[] bytes) {
    if (isPlainAscii(bytes)) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    var text = new StringBuilder(bytes.length + 16);
    int at = 0;
    while (at < bytes.length) {
      int length = sequenceLength(bytes, at);
      int codePoint = length == 0 ? MALFORMED : codePoint(bytes, at, length);
      int used = Math.max(length, 1);
      if (codePoint == MALFORMED) {
        appendHex(text, bytes, at, used);
      } else {
        append(text, codePoint, bytes, at, used);
      }
      at += used;
    }
    return text.toString();
  }

  private static boolean isPlainAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0x20 || b == 0x7F || b == '\\') {
        return false;
      }
    }
    return true;
  }

  /// Length of the well-formed UTF-8 sequence at `at` (Unicode, table 3-7), 0 when there is none.
  private static int sequenceLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xC2 && first <= 0xDF ? 2
        : (first & 0xF0) == 0xE0 ? 3
        : first >= 0xF0 && first <= 0xF4 ? 4
        : 0;
    if (length == 0 || at + length > bytes.length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  private static int codePoint(byte[] bytes, int at, int length) {
    int value = length == 1 ? bytes[at] : bytes[at] & (0x7F >> length);
    for (int i = 1; i < length; i++) {
      value = (value << 6) | (bytes[at + i] & 0x3F);
    }
    return value;
  }

  private static void append(StringBuilder text, int codePoint, byte[] bytes, int at, int length) {
    switch (codePoint) {
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (isShown(codePoint)) {
          text.appendCodePoint(codePoint);
        } else {
          appendHex(text, bytes, at, length);
        }
      }
    }
  }

  private static boolean isShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      case Character.FORMAT ->
          codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }

  private static void appendHex(StringBuilder text, byte[] bytes, int at, int length) {
    for (int i = at; i < at + length; i++) {
      text.append("\\x").append(HEX.toHexDigits(bytes[i]));
    }
  }
}
