package dura.codec.crypt;

/// The header of an OpenPGP packet (RFC 4880, section 4.2) and where the packet lies.
///
/// @param tag what the packet is
/// @param start offset of its first octet
/// @param bodyStart offset of its body
/// @param bodyLength bytes of its body, which lie inside the range that was read
record Packet(int tag, int start, int bodyStart, int bodyLength) {
  static final int TAG_KEY = 1;
  static final int TAG_COMPRESSED = 8;
  static final int TAG_ENCRYPTED_WITHOUT_MDC = 9;
  static final int TAG_LITERAL = 11;
  static final int TAG_ENCRYPTED = 18;
  static final int TAG_MDC = 19;

  private static final int MARK = 0x80;
  private static final int NEW_FORMAT = 0x40;
  private static final int TWO_OCTETS_FROM = 192;
  private static final int FIVE_OCTETS_FROM = 8384;

  int end() {
    return bodyStart + bodyLength;
  }

  /// Reads the header at `start` of a packet that must end at or before `limit`. Both header
  /// formats are read; partial and indeterminate lengths are refused.
  static Packet read(byte[] bytes, int start, int limit) throws CryptException {
    if (start >= limit) {
      throw CryptException.syntax(SyntaxFault.TRUNCATED, start);
    }
    int first = bytes[start] & 0xFF;
    if ((first & MARK) == 0) {
      throw CryptException.syntax(SyntaxFault.NOT_A_PACKET, start);
    }
    if ((first & NEW_FORMAT) != 0) {
      return readNew(bytes, start, limit, first & 0x3F);
    }
    int octets = 1 << (first & 3);
    if (octets == 8) {
      throw CryptException.syntax(SyntaxFault.PARTIAL_LENGTH, start);
    }
    long length = number(bytes, start + 1, octets, limit);
    return sized((first >> 2) & 0xF, start, start + 1 + octets, length, limit);
  }

  private static Packet readNew(byte[] bytes, int start, int limit, int tag)
      throws CryptException {
    long octet = number(bytes, start + 1, 1, limit);
    if (octet < TWO_OCTETS_FROM) {
      return sized(tag, start, start + 2, octet, limit);
    }
    if (octet < 224) {
      long low = number(bytes, start + 2, 1, limit);
      long length = ((octet - TWO_OCTETS_FROM) << 8) + low + TWO_OCTETS_FROM;
      return sized(tag, start, start + 3, length, limit);
    }
    if (octet < 255) {
      throw CryptException.syntax(SyntaxFault.PARTIAL_LENGTH, start);
    }
    return sized(tag, start, start + 6, number(bytes, start + 2, 4, limit), limit);
  }

  private static long number(byte[] bytes, int at, int octets, int limit) throws CryptException {
    if (octets > limit - at) {
      throw CryptException.syntax(SyntaxFault.TRUNCATED, at);
    }
    long value = 0;
    for (int i = 0; i < octets; i++) {
      value = (value << 8) | (bytes[at + i] & 0xFF);
    }
    return value;
  }

  private static Packet sized(int tag, int start, int bodyStart, long length, int limit)
      throws CryptException {
    if (length > limit - bodyStart) {
      throw CryptException.syntax(SyntaxFault.TRUNCATED, start);
    }
    return new Packet(tag, start, bodyStart, (int) length);
  }

  /// Bytes of the new-format header of a body of `bodyLength` bytes: 2, 3 or 6.
  static int headerLength(int bodyLength) {
    if (bodyLength < TWO_OCTETS_FROM) {
      return 2;
    }
    return bodyLength < FIVE_OCTETS_FROM ? 3 : 6;
  }

  /// Writes a new-format header with the shortest definite length.
  ///
  /// @return the offset after it
  static int writeHeader(byte[] bytes, int at, int tag, int bodyLength) {
    bytes[at] = (byte) (MARK | NEW_FORMAT | tag);
    switch (headerLength(bodyLength)) {
      case 2 -> bytes[at + 1] = (byte) bodyLength;
      case 3 -> {
        int above = bodyLength - TWO_OCTETS_FROM;
        bytes[at + 1] = (byte) (TWO_OCTETS_FROM + (above >> 8));
        bytes[at + 2] = (byte) above;
      }
      default -> {
        bytes[at + 1] = (byte) 255;
        bytes[at + 2] = (byte) (bodyLength >> 24);
        bytes[at + 3] = (byte) (bodyLength >> 16);
        bytes[at + 4] = (byte) (bodyLength >> 8);
        bytes[at + 5] = (byte) bodyLength;
      }
    }
    return at + headerLength(bodyLength);
  }
}
