package dura.codec.crypt;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Opens messages and refuses everything page 40 does not allow.
///
/// The MDC comes last but decides how the rest is read: if it agrees, every deviation is the
/// writer's and is refused by name; if not, deviations are damage, and the content is taken from
/// where the writer must have put it and marked as untrusted.
public final class MessageOpener {
  private MessageOpener() {}

  /// Opens a message with whoever holds the secret keys.
  ///
  /// @param expectedName the literal packet's file name
  /// @param maxContentLength most bytes of content
  /// @throws CryptException [CryptFailure.BadSyntax], [CryptFailure.NameMismatch],
  ///     [CryptFailure.TooLong], and what [SessionKeySource#sessionKey] throws
  public static OpenedMessage open(
      byte[] message, SessionKeySource keys, String expectedName, int maxContentLength)
      throws CryptException {
    MessageSyntax.Layout layout = MessageSyntax.parse(message);
    SessionKey key = keys.sessionKey(layout.keyPackets());
    return open(message, layout, key, expectedName, maxContentLength);
  }

  /// Opens a message whose session key is known; its key packets may be destroyed.
  ///
  /// @throws CryptException [CryptFailure.BadSyntax], [CryptFailure.NameMismatch],
  ///     [CryptFailure.TooLong]
  public static OpenedMessage open(
      byte[] message, SessionKey key, String expectedName, int maxContentLength)
      throws CryptException {
    MessageSyntax.Layout layout = MessageSyntax.parseForKeyHolder(message);
    return open(message, layout, key, expectedName, maxContentLength);
  }

  private static OpenedMessage open(
      byte[] message,
      MessageSyntax.Layout layout,
      SessionKey key,
      String expectedName,
      int maxContentLength)
      throws CryptException {
    Cfb cfb = new Cfb(key);
    int base = layout.cipherOffset();
    int literalLength = layout.cipherLength() - Cfb.PREFIX - Cfb.MDC;
    byte[] prefix = new byte[Cfb.PREFIX];
    cfb.decrypt(message, base, 0, Cfb.PREFIX, prefix, 0);
    byte[] start = new byte[Math.min(literalLength, LiteralPacket.MAX_HEADER)];
    cfb.decrypt(message, base, Cfb.PREFIX, Cfb.PREFIX + start.length, start, 0);

    Reading reading = Reading.of(start, literalLength, expectedName);
    LiteralPacket packet = reading.packet;
    if (packet == null) {
      throw reading.refusal();
    }
    if (packet.contentLength() > maxContentLength) {
      throw new CryptException(
          new CryptFailure.TooLong(packet.contentLength(), maxContentLength));
    }

    MessageDigest sha1 = Cfb.sha1();
    sha1.update(prefix);
    sha1.update(start, 0, packet.contentOffset());
    byte[] content = new byte[packet.contentLength()];
    int from = Cfb.PREFIX + packet.contentOffset();
    int to = from + content.length;
    int next;
    for (int at = from; at < to; at = next) {
      next = Math.min((at + Cfb.CHUNK) & -Cfb.BLOCK, to);
      cfb.decrypt(message, base, at, next, content, at - from);
      sha1.update(content, at - from, next - at);
    }
    MdcVerdict mdc = verdict(cfb, message, layout, sha1);
    if (mdc == MdcVerdict.GOOD) {
      reading.refuseDeviation(expectedName);
      if (prefix[Cfb.BLOCK - 2] != prefix[Cfb.BLOCK]
          || prefix[Cfb.BLOCK - 1] != prefix[Cfb.BLOCK + 1]) {
        throw CryptException.syntax(SyntaxFault.BAD_PREFIX, base);
      }
    }
    return new OpenedMessage(content, base + from, expectedName, mdc, key);
  }

  private static MdcVerdict verdict(
      Cfb cfb, byte[] message, MessageSyntax.Layout layout, MessageDigest sha1) {
    byte[] mdc = new byte[Cfb.MDC];
    int end = layout.cipherLength();
    cfb.decrypt(message, layout.cipherOffset(), end - Cfb.MDC, end, mdc, 0);
    sha1.update(Cfb.MDC_TAG_OCTET);
    sha1.update(Cfb.MDC_LENGTH_OCTET);
    byte[] expected = new byte[Cfb.MDC];
    expected[0] = Cfb.MDC_TAG_OCTET;
    expected[1] = Cfb.MDC_LENGTH_OCTET;
    System.arraycopy(sha1.digest(), 0, expected, 2, Cfb.MDC_LENGTH_OCTET);
    return MessageDigest.isEqual(mdc, expected) ? MdcVerdict.GOOD : MdcVerdict.BAD;
  }

  /// How the start of the literal packet is understood before the MDC is known.
  ///
  /// @param packet where the content is taken from; null if nowhere
  /// @param foundName the name the message carries; null if the packet is malformed
  /// @param fault why the packet is malformed; null if it is not
  private record Reading(
      @Nullable LiteralPacket packet,
      @Nullable String foundName,
      @Nullable CryptException fault) {

    static Reading of(byte[] start, int literalLength, String expectedName) {
      LiteralPacket asWritten = LiteralPacket.expected(expectedName, literalLength);
      try {
        LiteralPacket found = LiteralPacket.read(start, literalLength);
        boolean named = found.name().equals(expectedName);
        LiteralPacket packet = named || asWritten == null ? found : asWritten;
        return new Reading(packet, found.name(), null);
      } catch (CryptException fault) {
        return new Reading(asWritten, null, fault);
      }
    }

    CryptException refusal() {
      return fault != null ? fault : CryptException.syntax(SyntaxFault.BAD_LITERAL, 0);
    }

    void refuseDeviation(String expectedName) throws CryptException {
      if (fault != null) {
        throw fault;
      }
      if (foundName != null && !foundName.equals(expectedName)) {
        throw new CryptException(new CryptFailure.NameMismatch(expectedName, foundName));
      }
    }
  }
}
