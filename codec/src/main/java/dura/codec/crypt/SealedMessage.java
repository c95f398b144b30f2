package dura.codec.crypt;

/// A message just made, and what its writer remembers of it.
public final class SealedMessage {
  private final byte[] message;
  private final SessionKey key;
  private final int contentOffset;

  SealedMessage(byte[] message, SessionKey key, int contentOffset) {
    this.message = message;
    this.key = key;
    this.contentOffset = contentOffset;
  }

  /// The message itself; not a copy, as it may be large.
  public byte[] message() {
    return message;
  }

  /// The key the content is encrypted with.
  public SessionKey key() {
    return key;
  }

  /// Offset in [#message] of the ciphertext byte of content byte 0 (page 70).
  public int contentOffset() {
    return contentOffset;
  }
}
