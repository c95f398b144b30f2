package dura.codec.crypt;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The literal data packet that holds the content of a message (RFC 4880, section 5.9): header,
/// format `b`, a file name, four octets of date, the content.
///
/// @param name the file name, one character for each octet
/// @param contentOffset offset of the content in the packet
/// @param contentLength bytes of content; it ends with the packet
record LiteralPacket(String name, int contentOffset, int contentLength) {
  /// Most octets before the content.
  static final int MAX_HEADER = 6 + 6 + 255;

  private static final byte BINARY = 'b';
  private static final int FIXED_FIELDS = 6;

  /// Octets before the content in the packet a writer makes.
  static int headerLength(int nameLength, int contentLength) {
    int before = FIXED_FIELDS + nameLength;
    return Packet.headerLength(before + contentLength) + before;
  }

  /// Writes all that stands before the content; the date is 0.
  ///
  /// @param name printable ASCII, at most 255 characters
  /// @return the offset of the content
  static int writeHeader(byte[] bytes, int at, String name, int contentLength) {
    byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
    int bodyLength = FIXED_FIELDS + octets.length + contentLength;
    int body = Packet.writeHeader(bytes, at, Packet.TAG_LITERAL, bodyLength);
    bytes[body] = BINARY;
    bytes[body + 1] = (byte) octets.length;
    System.arraycopy(octets, 0, bytes, body + 2, octets.length);
    return body + FIXED_FIELDS + octets.length;
  }

  /// Reads the start of a literal packet that must take up exactly `length` bytes.
  ///
  /// @param start the first bytes of the packet, at least as many as its header has
  static LiteralPacket read(byte[] start, int length) throws CryptException {
    Packet packet = Packet.read(start, 0, length);
    switch (packet.tag()) {
      case Packet.TAG_LITERAL -> {}
      case Packet.TAG_COMPRESSED -> throw CryptException.syntax(SyntaxFault.COMPRESSED, 0);
      case Packet.TAG_KEY, Packet.TAG_ENCRYPTED, Packet.TAG_ENCRYPTED_WITHOUT_MDC ->
          throw CryptException.syntax(SyntaxFault.NESTED, 0);
      default -> throw CryptException.syntax(SyntaxFault.UNEXPECTED_PACKET, 0);
    }
    if (packet.end() != length) {
      throw CryptException.syntax(SyntaxFault.FORGED_LENGTH, packet.end());
    }
    int body = packet.bodyStart();
    if (packet.bodyLength() < FIXED_FIELDS || start[body] != BINARY) {
      throw CryptException.syntax(SyntaxFault.BAD_LITERAL, body);
    }
    int nameLength = start[body + 1] & 0xFF;
    int before = FIXED_FIELDS + nameLength;
    if (packet.bodyLength() < before) {
      throw CryptException.syntax(SyntaxFault.BAD_LITERAL, body + 1);
    }
    String name = new String(start, body + 2, nameLength, StandardCharsets.ISO_8859_1);
    return new LiteralPacket(name, body + before, packet.bodyLength() - before);
  }

  /// The packet as a writer would have made it, from nothing but its name and its length; null if
  /// no content length fits.
  static @Nullable LiteralPacket expected(String name, int length) {
    for (int header : new int[] {2, 3, 6}) {
      int contentLength = length - header - FIXED_FIELDS - name.length();
      if (contentLength >= 0
          && headerLength(name.length(), contentLength) == length - contentLength) {
        return new LiteralPacket(name, length - contentLength, contentLength);
      }
    }
    return null;
  }
}
