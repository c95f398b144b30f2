package dura.codec.crypt;

import java.util.Arrays;

/// Cuts ranges of the content out of a message by its session key, without the rest of the message
/// and so without the MDC: what comes out counts only if its own SHA-256 agrees.
public final class RangeOpener {
  private final Cfb cfb;
  private final int cipherOffset;
  private final int contentOffset;
  private final int contentLength;

  /// Takes what the index says of a message (page 70).
  ///
  /// @param literalName the file name in the message
  /// @param messageLength bytes of the message
  /// @param contentOffset offset in the message of content byte 0
  /// @throws IllegalArgumentException if no message has these measures
  public RangeOpener(SessionKey key, String literalName, int messageLength, int contentOffset) {
    MessageSealer.checkName(literalName);
    int length = messageLength - Cfb.MDC - contentOffset;
    int before = Cfb.PREFIX + LiteralPacket.headerLength(literalName.length(), Math.max(length, 0));
    if (length < 0 || contentOffset < before) {
      throw new IllegalArgumentException(
          "content at " + contentOffset + " of " + messageLength + " bytes");
    }
    this.cfb = new Cfb(key);
    this.cipherOffset = contentOffset - before;
    this.contentOffset = contentOffset;
    this.contentLength = length;
  }

  /// Offset in a message of content byte 0.
  ///
  /// @param messageLength bytes of the message
  /// @param contentLength bytes of its content
  public static int contentOffset(int messageLength, int contentLength) {
    return messageLength - Cfb.MDC - contentLength;
  }

  /// Bytes of the whole content.
  public int contentLength() {
    return contentLength;
  }

  /// Offset in the message of the first byte needed for content from byte `from` on: 0 to 31
  /// bytes before the byte itself.
  public int messageFrom(int from) {
    int at = (contentOffset - cipherOffset + from) & -Cfb.BLOCK;
    return cipherOffset + Math.max(at - Cfb.BLOCK, 0);
  }

  /// Offset in the message after the last byte needed for content up to byte `to`.
  public int messageTo(int to) {
    return contentOffset + to;
  }

  /// Decrypts the content bytes `[from, to)`.
  ///
  /// @param part the message's bytes from [#messageFrom] to [#messageTo], exactly
  /// @throws IllegalArgumentException if the range is not in the content or `part` has another
  ///     length
  public byte[] open(byte[] part, int from, int to) {
    if (from < 0 || to < from || to > contentLength) {
      throw new IllegalArgumentException("range " + from + " to " + to);
    }
    int start = messageFrom(from);
    if (part.length != messageTo(to) - start) {
      throw new IllegalArgumentException("part of " + part.length + " bytes");
    }
    byte[] content = new byte[to - from];
    int shift = contentOffset - cipherOffset;
    cfb.decrypt(part, cipherOffset - start, shift + from, shift + to, content, 0);
    return content;
  }

  /// Decrypts the content bytes `[from, to)` out of the whole message.
  public byte[] openFrom(byte[] message, int from, int to) {
    return open(Arrays.copyOfRange(message, messageFrom(from), messageTo(to)), from, to);
  }
}
