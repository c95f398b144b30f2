package dura.codec.crypt;

/// What is wrong with the packets of a message.
public enum SyntaxFault {
  /// The bytes end inside a packet, or a packet's length reaches beyond what holds it.
  TRUNCATED,
  /// An octet that must begin a packet does not.
  NOT_A_PACKET,
  /// A packet of partial or indeterminate length.
  PARTIAL_LENGTH,
  /// A packet that may not stand where it stands.
  UNEXPECTED_PACKET,
  /// A compressed data packet.
  COMPRESSED,
  /// A message inside the message.
  NESTED,
  /// No key packet before the encrypted data.
  NO_KEY_PACKET,
  /// More key packets than a message may have.
  TOO_MANY_KEY_PACKETS,
  /// Encrypted data of another version than 1.
  BAD_VERSION,
  /// Bytes after the end of the message.
  TRAILING_BYTES,
  /// The repeated octets of the random prefix differ although the MDC agrees.
  BAD_PREFIX,
  /// A literal data packet whose format is not `b` or whose fields do not fit its length.
  BAD_LITERAL,
  /// The literal data does not end where the MDC packet begins.
  FORGED_LENGTH,
}
