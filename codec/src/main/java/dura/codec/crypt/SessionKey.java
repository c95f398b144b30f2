package dura.codec.crypt;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The AES-256 key of one message.
public final class SessionKey {
  /// Bytes of a key.
  public static final int LENGTH = 32;

  /// AES-256 in OpenPGP's list of ciphers.
  static final int CIPHER = 9;

  private final byte[] key;

  private SessionKey(byte[] key) {
    this.key = key;
  }

  /// A key of 32 bytes.
  ///
  /// @throws CryptException [CryptFailure.BadSessionKey] unless there are 32 bytes
  public static SessionKey of(byte[] key) throws CryptException {
    if (key.length != LENGTH) {
      throw new CryptException(new CryptFailure.BadSessionKey("length " + key.length));
    }
    return new SessionKey(key.clone());
  }

  static SessionKey random(SecureRandom random) {
    byte[] key = new byte[LENGTH];
    random.nextBytes(key);
    return new SessionKey(key);
  }

  /// A copy of the 32 bytes.
  public byte[] bytes() {
    return key.clone();
  }

  /// What `gpg --override-session-key` takes: `9:` and 64 hexadecimal digits.
  public String gpgText() {
    return CIPHER + ":" + HexFormat.of().withUpperCase().formatHex(key);
  }

  SecretKey aes() {
    return new SecretKeySpec(key, "AES");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionKey that && MessageDigest.isEqual(key, that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /// Tells nothing of the key, so that it cannot end up in a log.
  @Override
  public String toString() {
    return "SessionKey[AES-256]";
  }
}
