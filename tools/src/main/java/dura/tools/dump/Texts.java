package dura.tools.dump;

import dura.band.model.PrintableBytes;
import dura.codec.bytes.ByteSlice;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;

/// Values as they are shown.
final class Texts {
  private static final int LONGEST = 4096;
  private static final int HEX_BYTES = 32;

  private Texts() {}

  /// Bytes that are text, in one line and not endless.
  static String printable(ByteSlice bytes) {
    return bytes.length() <= LONGEST
        ? PrintableBytes.of(bytes.toByteArray())
        : PrintableBytes.of(bytes.slice(0, LONGEST).toByteArray()) + "…";
  }

  /// Bytes that are no text: short ones whole, of others the beginning.
  static String hex(ByteSlice bytes) {
    return bytes.length() <= HEX_BYTES
        ? bytes.toHex()
        : bytes.slice(0, HEX_BYTES).toHex() + "…";
  }

  /// Seconds since 1970, with what they are as a time.
  static String time(long seconds) {
    try {
      return seconds + " (" + Instant.ofEpochSecond(seconds) + ")";
    } catch (DateTimeException e) {
      return Long.toString(seconds);
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
