package dura.codec.envelope;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadLayout;
import dura.spec.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The tar header of a member of the envelope: the byte table of format-spec/10-object.md. Only name
/// and size differ from one to the next.
public final class EnvelopeHeader {
  private static final int NAME_BYTES = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_DIGITS = 11;
  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_BYTES = 8;

  private EnvelopeHeader() {}

  /// The header of member `name` with `size` bytes.
  public static byte[] render(String name, int size) {
    byte[] header = new byte[HeadLayout.TAR_HEADER];
    write(header, 0, name, size);
    return header;
  }

  /// The name in the header that stands at `offset`, where that is a header of an envelope to the byte.
  public static Optional<String> nameAt(ByteSlice bytes, int offset) {
    if (offset < 0 || offset + HeadLayout.TAR_HEADER > bytes.length()) {
      return Optional.empty();
    }
    ByteSlice header = bytes.slice(offset, offset + HeadLayout.TAR_HEADER);
    String text = new String(header.array(), header.offset(), SIZE_OFFSET + SIZE_DIGITS,
        StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    String size = text.substring(SIZE_OFFSET);
    if (end < 0 || end > NAME_BYTES || !size.matches("0[0-7]{10}")
        || Long.parseLong(size, 8) > Limits.MAX_OBJECT_BYTES) {
      return Optional.empty();
    }
    String name = text.substring(0, end);
    return header.equals(ByteSlice.of(render(name, Integer.parseInt(size, 8))))
        ? Optional.of(name)
        : Optional.empty();
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
