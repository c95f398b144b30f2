package dura.codec.crypt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which packets make a message (page 40): one to 16 key packets, then encrypted data of version 1
/// that ends the message. Inside the encryption stand a literal packet and the MDC packet; see
/// [LiteralPacket].
public final class MessageSyntax {
  /// Most recipients of a message (page limits).
  public static final int MAX_RECIPIENTS = 16;

  /// Octets of ciphertext in front of the literal packet: random ones, the last two repeated.
  public static final int PREFIX_LENGTH = Cfb.PREFIX;

  static final int VERSION = 1;

  /// How far into a message the data packet is searched when the key packets are destroyed.
  private static final int SEARCHED = 1 << 16;

  private MessageSyntax() {}

  /// Where the parts of a message lie.
  ///
  /// @param keyPackets the key packets, in order; empty if they are destroyed
  /// @param cipherOffset offset of the first ciphertext byte
  /// @param cipherLength bytes of ciphertext, up to the end of the message
  public record Layout(List<SessionKeyPacket> keyPackets, int cipherOffset, int cipherLength) {
    public Layout {
      keyPackets = List.copyOf(keyPackets);
    }
  }

  /// Takes a message apart.
  ///
  /// @throws CryptException [CryptFailure.BadSyntax]
  public static Layout parse(byte[] message) throws CryptException {
    List<SessionKeyPacket> keys = new ArrayList<>();
    int at = 0;
    while (true) {
      Packet packet = Packet.read(message, at, message.length);
      switch (packet.tag()) {
        case Packet.TAG_KEY -> {
          if (keys.size() == MAX_RECIPIENTS) {
            throw CryptException.syntax(SyntaxFault.TOO_MANY_KEY_PACKETS, at);
          }
          keys.add(SessionKeyPacket.of(message, packet));
        }
        case Packet.TAG_ENCRYPTED -> {
          if (keys.isEmpty()) {
            throw CryptException.syntax(SyntaxFault.NO_KEY_PACKET, at);
          }
          return encrypted(message, packet, keys);
        }
        case Packet.TAG_COMPRESSED -> throw CryptException.syntax(SyntaxFault.COMPRESSED, at);
        default -> throw CryptException.syntax(SyntaxFault.UNEXPECTED_PACKET, at);
      }
      at = packet.end();
    }
  }

  /// As [#parse], for a reader who holds the session key: where the key packets cannot be read the
  /// data packet is found by its header, whose length must reach exactly to the end.
  static Layout parseForKeyHolder(byte[] message) throws CryptException {
    try {
      return parse(message);
    } catch (CryptException unreadable) {
      int end = Math.min(message.length, SEARCHED);
      for (int at = 0; at < end; at++) {
        if ((message[at] & 0xFF) == (0xC0 | Packet.TAG_ENCRYPTED)) {
          Layout found = dataPacketAt(message, at);
          if (found != null) {
            return found;
          }
        }
      }
      throw unreadable;
    }
  }

  private static @Nullable Layout dataPacketAt(byte[] message, int at) {
    try {
      return encrypted(message, Packet.read(message, at, message.length), List.of());
    } catch (CryptException notHere) {
      return null;
    }
  }

  private static Layout encrypted(byte[] message, Packet packet, List<SessionKeyPacket> keys)
      throws CryptException {
    if (packet.end() != message.length) {
      throw CryptException.syntax(SyntaxFault.TRAILING_BYTES, packet.end());
    }
    if (packet.bodyLength() == 0) {
      throw CryptException.syntax(SyntaxFault.TRUNCATED, packet.start());
    }
    if (message[packet.bodyStart()] != VERSION) {
      throw CryptException.syntax(SyntaxFault.BAD_VERSION, packet.bodyStart());
    }
    int length = packet.bodyLength() - 1;
    if (length < Cfb.PREFIX + Cfb.MDC) {
      throw CryptException.syntax(SyntaxFault.TRUNCATED, packet.start());
    }
    return new Layout(keys, packet.bodyStart() + 1, length);
  }
}
