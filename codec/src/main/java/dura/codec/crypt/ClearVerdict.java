package dura.codec.crypt;

/// What verifying a cleartext signature came to. Times are seconds since 1970; fingerprints are
/// upper-case hexadecimal.
public sealed interface ClearVerdict {
  /// A key that may sign signed exactly this text.
  ///
  /// @param fingerprint of the certificate
  record Good(String text, String fingerprint, long signedAt) implements ClearVerdict {}

  /// The signature names a known key but does not count.
  record Bad(String text, String fingerprint, Reason reason) implements ClearVerdict {}

  /// The signature names a key that none of the certificates has.
  ///
  /// @param keyId 16 digits
  record UnknownSigner(String text, String keyId) implements ClearVerdict {}

  /// Not a cleartext signature as page 40 has it.
  record Malformed() implements ClearVerdict {}

  /// Why a signature of a known key does not count.
  enum Reason {
    /// The text or the signature was changed.
    NOT_AUTHENTIC,
    /// The certificate does not let the key sign at the signature's time.
    KEY_MAY_NOT_SIGN,
    /// The hash is weaker than SHA-256.
    WEAK_HASH,
  }
}
