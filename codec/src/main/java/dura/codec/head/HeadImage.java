package dura.codec.head;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.proto.ObjectHead;
import dura.spec.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The image of a head: text and message cut into sections that prove themselves
/// (format-spec/20-head.md). A section lies in one sector of the stored object.
public final class HeadImage {
  /// Bytes of a sector of the stored object.
  public static final int SECTOR = 4096;

  /// Bytes of a section's trailer: u16 number, u16 sections, u32 text, u32 message, u32 CRC.
  static final int TRAILER = 16;

  private static final int TAR_HEADER = 512;

  /// What the trailer of a section says.
  ///
  /// @param number of this section, from 0
  /// @param sections of the image
  /// @param textBytes of the text
  /// @param messageBytes of the message
  public record Trailer(int number, int sections, int textBytes, int messageBytes) {
    /// Whether the numbers are within the limits and fit together.
    boolean legal() {
      return sections >= 1 && sections <= Limits.MAX_HEAD_SECTIONS && number < sections
          && textBytes >= 0 && textBytes <= Limits.MAX_HEAD_TEXT_BYTES && messageBytes > 0
          && messageBytes <= Limits.MAX_HEAD_MESSAGE_BYTES
          && textBytes + messageBytes <= capacity(sections);
    }
  }

  private HeadImage() {}

  /// Bytes of an image of `sections` sections.
  public static int length(int sections) {
    return SECTOR * sections - 2 * TAR_HEADER;
  }

  /// Bytes of text and message that an image of `sections` sections holds.
  static int capacity(int sections) {
    return length(sections) - TRAILER * sections;
  }

  /// Where section `number` begins in an image.
  public static int sectionStart(int number) {
    return number == 0 ? 0 : SECTOR * number - TAR_HEADER;
  }

  /// Where section `number` of an image of `sections` sections ends.
  public static int sectionEnd(int number, int sections) {
    return number == sections - 1 ? length(sections) : SECTOR * (number + 1) - TAR_HEADER;
  }

  /// The smallest number of sections that hold `head` with its text.
  public static int sections(ObjectHead head) {
    int message = head.getSerializedSize();
    for (int sections = 1; sections <= Limits.MAX_HEAD_SECTIONS; sections++) {
      if (message < capacity(sections)
          && HeadText.render(head, sections).length() + message <= capacity(sections)) {
        return sections;
      }
    }
    throw new IllegalArgumentException("a head of " + message + " bytes is beyond the limits");
  }

  /// The image of `head`.
  ///
  /// @param message the stored bytes of `head`
  public static byte[] render(ObjectHead head, ByteSlice message) {
    int sections = sections(head);
    byte[] text = HeadText.render(head, sections).getBytes(StandardCharsets.US_ASCII);
    byte[] stream = new byte[capacity(sections)];
    System.arraycopy(text, 0, stream, 0, text.length);
    message.copyTo(stream, text.length);
    byte[] image = new byte[length(sections)];
    ByteBuffer out = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int taken = 0;
    for (int i = 0; i < sections; i++) {
      int start = sectionStart(i);
      int body = sectionEnd(i, sections) - start - TRAILER;
      System.arraycopy(stream, taken, image, start, body);
      taken += body;
      out.position(start + body)
          .putShort((short) i)
          .putShort((short) sections)
          .putInt(text.length)
          .putInt(message.length());
      out.putInt(Crc32.of(image, start, body + TRAILER - 4));
    }
    return image;
  }

  /// What a trailer that ends at `end` says, where its numbers are legal; its CRC is not looked at.
  ///
  /// @param end at least 16
  public static Optional<Trailer> trailerEndingAt(ByteSlice bytes, int end) {
    int at = end - TRAILER;
    var trailer = new Trailer(u16(bytes, at), u16(bytes, at + 2), i32(bytes, at + 4),
        i32(bytes, at + 8));
    return trailer.legal() ? Optional.of(trailer) : Optional.empty();
  }

  /// Whether `section`, trailer included, has its CRC.
  public static boolean good(ByteSlice section) {
    int at = section.length() - 4;
    return i32(section, at) == Crc32.of(section.array(), section.offset(), at);
  }

  private static int u16(ByteSlice bytes, int at) {
    return (bytes.get(at) & 0xFF) | ((bytes.get(at + 1) & 0xFF) << 8);
  }

  private static int i32(ByteSlice bytes, int at) {
    return u16(bytes, at) | (u16(bytes, at + 2) << 16);
  }

  /// The bytes of the message in an image whose sections are all good.
  public static ByteSlice message(ByteSlice image, Trailer trailer) {
    byte[] stream = new byte[capacity(trailer.sections())];
    int taken = 0;
    for (int i = 0; i < trailer.sections(); i++) {
      int end = sectionEnd(i, trailer.sections()) - TRAILER;
      ByteSlice body = image.slice(sectionStart(i), end);
      body.copyTo(stream, taken);
      taken += body.length();
    }
    return ByteSlice.of(stream, trailer.textBytes(), trailer.messageBytes());
  }
}
