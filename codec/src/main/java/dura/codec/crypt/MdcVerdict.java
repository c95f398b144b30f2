package dura.codec.crypt;

/// Whether the modification detection code of a message agrees with its plaintext.
public enum MdcVerdict {
  /// The plaintext is what was sealed.
  GOOD,
  /// Some of the plaintext is not what was sealed; what has a SHA-256 of its own may still be good.
  BAD,
}
