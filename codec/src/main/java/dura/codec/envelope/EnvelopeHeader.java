package dura.codec.envelope;

import dura.codec.head.HeadLayout;
import java.nio.charset.StandardCharsets;

/// The tar header of a member of the envelope: the byte table of format-spec/10-object.md. Only name
/// and size differ from one to the next.
public final class EnvelopeHeader {
  private static final int NAME_BYTES = 100;
  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_BYTES = 8;

  private EnvelopeHeader() {}

  /// The header of member `name` with `size` bytes.
  public static byte[] render(String name, int size) {
    byte[] header = new byte[HeadLayout.TAR_HEADER];
    write(header, 0, name, size);
    return header;
  }

  /// Writes the header of member `name` with `size` bytes to `object` at `offset`.
  static void write(byte[] object, int offset, String name, int size) {
    if (name.length() > NAME_BYTES) {
      throw new IllegalArgumentException("member name too long: " + name);
    }
    put(object, offset, name);
    put(object, offset + 100, "0000644\0");
    put(object, offset + 108, "0000000\0");
    put(object, offset + 116, "0000000\0");
    put(object, offset + 124, octal(size, 11) + "\0");
    put(object, offset + 136, "07033241600\0");
    put(object, offset + CHECKSUM_OFFSET, " ".repeat(CHECKSUM_BYTES));
    object[offset + 156] = '0';
    put(object, offset + 257, "ustar\00000");
    put(object, offset + 329, "0000000\0");
    put(object, offset + 337, "0000000\0");
    int sum = 0;
    for (int i = offset; i < offset + HeadLayout.TAR_HEADER; i++) {
      sum += object[i] & 0xFF;
    }
    put(object, offset + CHECKSUM_OFFSET, octal(sum, 6) + "\0 ");
  }

  private static void put(byte[] object, int offset, String ascii) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, object, offset, bytes.length);
  }

  private static String octal(int value, int digits) {
    String octal = Integer.toOctalString(value);
    return "0".repeat(digits - octal.length()) + octal;
  }
}
