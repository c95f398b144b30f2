package dura.codec.crypt;

/// What was inside a message.
public final class OpenedMessage {
  private final byte[] content;
  private final int contentOffset;
  private final String literalName;
  private final MdcVerdict mdc;
  private final SessionKey key;

  OpenedMessage(byte[] content, int contentOffset, String literalName, MdcVerdict mdc,
      SessionKey key) {
    this.content = content;
    this.contentOffset = contentOffset;
    this.literalName = literalName;
    this.mdc = mdc;
    this.key = key;
  }

  /// The content if the MDC agrees; not a copy.
  ///
  /// @throws CryptException [CryptFailure.MdcFailed] if it does not
  public byte[] content() throws CryptException {
    if (mdc == MdcVerdict.BAD) {
      throw new CryptException(new CryptFailure.MdcFailed());
    }
    return content;
  }

  /// The content whatever the MDC says; not a copy. Of the bytes of a bad message count only those
  /// whose own SHA-256 agrees. Changed ciphertext spoils the 16-byte block it lies in and the next.
  public byte[] untrustedContent() {
    return content;
  }

  /// Offset in the message of the ciphertext byte of content byte 0 (page 70).
  public int contentOffset() {
    return contentOffset;
  }

  /// The file name, which is the expected one.
  public String literalName() {
    return literalName;
  }

  public MdcVerdict mdc() {
    return mdc;
  }

  /// The key that opened the message.
  public SessionKey key() {
    return key;
  }
}
