package dura.band.model;

/// How the objects of an archive are encrypted: format-spec/40-encryption.md.
public enum EncryptionMode {
  /// Not at all.
  NONE,
  /// To certificates whose secret keys are kept elsewhere.
  CERTIFICATES,
  /// To a key that is kept in the archive, protected by a passphrase.
  PASSPHRASE
}
