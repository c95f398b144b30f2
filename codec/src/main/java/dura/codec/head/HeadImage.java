package dura.codec.head;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.proto.ObjectHead;
import dura.spec.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The image of a head: text and message cut into sections that prove themselves
/// (format-spec/20-head.md). A section lies in one sector of the stored object.
public final class HeadImage {
  /// Bytes of a sector of the stored object.
  public static final int SECTOR = 4096;

  /// Bytes of a section's trailer: u16 number, u16 sections, u32 text, u32 message, u32 CRC.
  public static final int TRAILER = 16;

  private static final int TAR_HEADER = 512;

  /// What all trailers of an image say alike.
  ///
  /// @param sections of the image
  /// @param textBytes of the text
  /// @param messageBytes of the message
  public record Shape(int sections, int textBytes, int messageBytes) {
    /// Whether the numbers are within the limits and fit together.
    boolean legal() {
      return sections >= 1 && sections <= Limits.MAX_HEAD_SECTIONS && textBytes >= 0
          && textBytes <= Limits.MAX_HEAD_TEXT_BYTES && messageBytes > 0
          && messageBytes <= Limits.MAX_HEAD_MESSAGE_BYTES
          && textBytes + messageBytes <= capacity(sections);
    }
  }

  /// What the trailer of a section says.
  ///
  /// @param number of this section, from 0, below the number of sections
  public record Trailer(int number, Shape shape) {}

  private HeadImage() {}

  /// Bytes of an image of `sections` sections.
  public static int length(int sections) {
    return SECTOR * sections - 2 * TAR_HEADER;
  }

  /// How many sections the image of `head` has as an encoder writes it.
  ///
  /// @throws IllegalArgumentException where the limits leave no room for it
  public static int sections(ObjectHead head) {
    return shapeWithin(head, head.getSerializedSize()).sections();
  }

  /// How many sections `image` has.
  public static int sections(byte[] image) {
    return (image.length + 2 * TAR_HEADER) / SECTOR;
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

  /// The shape of the image of `head`: the smallest number of sections that hold it with its text,
  /// or empty where the limits leave no room for it.
  ///
  /// @param head legal
  /// @param messageBytes length of `head` as stored
  public static Optional<Shape> shape(ObjectHead head, int messageBytes) {
    for (int sections = 1; sections <= Limits.MAX_HEAD_SECTIONS; sections++) {
      if (messageBytes < capacity(sections)) {
        var shape = new Shape(sections, HeadText.render(head, sections).length(), messageBytes);
        if (shape.legal()) {
          return Optional.of(shape);
        }
      }
    }
    return Optional.empty();
  }

  private static Shape shapeWithin(ObjectHead head, int messageBytes) {
    return shape(head, messageBytes).orElseThrow(() -> new IllegalArgumentException(
        "a head of " + messageBytes + " bytes is beyond the limits"));
  }

  /// The text of `head` in an image of `sections` sections.
  ///
  /// @param head legal
  public static ByteSlice text(ObjectHead head, int sections) {
    return ByteSlice.of(HeadText.render(head, sections).getBytes(StandardCharsets.US_ASCII));
  }

  /// The image of `head`.
  ///
  /// @param head legal
  /// @param message the stored bytes of `head`
  /// @throws IllegalArgumentException where the limits leave no room for it
  public static byte[] render(ObjectHead head, ByteSlice message) {
    Shape shape = shapeWithin(head, message.length());
    int sections = shape.sections();
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
    int number = u16(bytes, at);
    var shape = new Shape(u16(bytes, at + 2), i32(bytes, at + 4), i32(bytes, at + 8));
    return number < shape.sections() && shape.legal()
        ? Optional.of(new Trailer(number, shape))
        : Optional.empty();
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

  /// The bytes of the message in the sections of a whole image.
  ///
  /// @param sections good ones, trailers included, in order
  public static ByteSlice message(List<ByteSlice> sections, Shape shape) {
    if (sections.size() == 1) {
      return messageStart(sections.getFirst(), shape);
    }
    var stream = new byte[capacity(shape.sections())];
    int taken = 0;
    for (ByteSlice section : sections) {
      ByteSlice body = section.slice(0, section.length() - TRAILER);
      body.copyTo(stream, taken);
      taken += body.length();
    }
    return ByteSlice.of(stream, shape.textBytes(), shape.messageBytes());
  }

  /// The bytes of the message, as far as the first section has them.
  public static ByteSlice messageStart(ByteSlice section, Shape shape) {
    int body = section.length() - TRAILER;
    int from = Math.min(shape.textBytes(), body);
    return section.slice(from, Math.min(from + shape.messageBytes(), body));
  }
}
