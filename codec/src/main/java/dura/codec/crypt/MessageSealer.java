package dura.codec.crypt;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// Makes messages (page 40).
public final class MessageSealer {
  /// Most bytes of content of a message.
  public static final int MAX_CONTENT = 1 << 27;

  /// Most characters of a file name.
  public static final int MAX_NAME = 255;

  private MessageSealer() {}

  /// Encrypts `content` to all `recipients`. The same arguments and the same random bytes give the
  /// same message.
  ///
  /// @param content at most [#MAX_CONTENT] bytes
  /// @param literalName printable ASCII, at most [#MAX_NAME] characters
  /// @param recipients 1 to [MessageSyntax#MAX_RECIPIENTS]
  /// @param random gives the session key, then what the key packets need, then the prefix
  /// @throws IllegalArgumentException if an argument is out of range
  public static SealedMessage seal(
      byte[] content, String literalName, List<Recipient> recipients, SecureRandom random) {
    check(content, literalName, recipients);
    SessionKey key = SessionKey.random(random);
    List<byte[]> keyPackets = new ArrayList<>();
    int keyLength = 0;
    for (Recipient recipient : recipients) {
      byte[] packet = recipient.keyPacket(key, random);
      keyPackets.add(packet);
      keyLength += packet.length;
    }
    byte[] prefix = new byte[Cfb.BLOCK];
    random.nextBytes(prefix);

    int literalHeader = LiteralPacket.headerLength(literalName.length(), content.length);
    int bodyLength = 1 + Cfb.PREFIX + literalHeader + content.length + Cfb.MDC;
    byte[] message = new byte[keyLength + Packet.headerLength(bodyLength) + bodyLength];
    int at = 0;
    for (byte[] packet : keyPackets) {
      System.arraycopy(packet, 0, message, at, packet.length);
      at += packet.length;
    }
    at = Packet.writeHeader(message, at, Packet.TAG_ENCRYPTED, bodyLength);
    message[at] = MessageSyntax.VERSION;
    int cipherOffset = at + 1;
    System.arraycopy(prefix, 0, message, cipherOffset, Cfb.BLOCK);
    System.arraycopy(prefix, Cfb.BLOCK - 2, message, cipherOffset + Cfb.BLOCK, 2);
    int literal = cipherOffset + Cfb.PREFIX;
    int contentOffset =
        LiteralPacket.writeHeader(message, literal, literalName, content.length);
    System.arraycopy(content, 0, message, contentOffset, content.length);
    CfbEncryption.encrypt(key, message, cipherOffset, contentOffset + content.length);
    return new SealedMessage(message, key, contentOffset);
  }

  private static void check(byte[] content, String literalName, List<Recipient> recipients) {
    if (content.length > MAX_CONTENT) {
      throw new IllegalArgumentException("content of " + content.length + " bytes");
    }
    checkName(literalName);
    if (recipients.isEmpty() || recipients.size() > MessageSyntax.MAX_RECIPIENTS) {
      throw new IllegalArgumentException(recipients.size() + " recipients");
    }
  }

  static void checkName(String literalName) {
    boolean printable = literalName.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    if (!printable || literalName.length() > MAX_NAME) {
      throw new IllegalArgumentException("file name " + literalName);
    }
  }
}
