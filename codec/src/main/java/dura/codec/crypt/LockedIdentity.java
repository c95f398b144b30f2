package dura.codec.crypt;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.PBESecretKeyDecryptor;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;

/// Secret keys as they stand in a file, possibly protected by a passphrase.
public final class LockedIdentity {
  private final List<PGPSecretKeyRing> rings;

  private LockedIdentity(List<PGPSecretKeyRing> rings) {
    this.rings = rings;
  }

  /// Reads a file with one secret key or several, armored or binary.
  ///
  /// @throws CryptException [CryptFailure.BadKeyFile], also if it holds certificates only
  public static LockedIdentity parse(byte[] file) throws CryptException {
    List<PGPSecretKeyRing> secret = new ArrayList<>();
    for (PGPKeyRing ring : KeyFile.read(file)) {
      if (ring instanceof PGPSecretKeyRing secretRing) {
        secret.add(secretRing);
      }
    }
    if (secret.isEmpty()) {
      throw new CryptException(new CryptFailure.BadKeyFile("no secret key"));
    }
    return new LockedIdentity(secret);
  }

  /// Whether any of the keys needs a passphrase.
  public boolean needsPassphrase() {
    return secretKeys().stream().anyMatch(LockedIdentity::isProtected);
  }

  /// Fingerprints of the certificates the keys belong to, in upper-case hexadecimal.
  public List<String> fingerprints() {
    return rings.stream().map(KeyFile::fingerprint).toList();
  }

  /// The certificates of the keys, in binary, in the order of the file.
  public List<byte[]> certificates() {
    return rings.stream().map(ring -> KeyFile.encode(ring.toCertificate())).toList();
  }

  /// Unlocks the keys that need no passphrase.
  ///
  /// @throws CryptException [CryptFailure.WrongPassphrase] if every key needs one
  public Identity unlock() throws CryptException {
    return unlock(new char[0]);
  }

  /// Unlocks with a passphrase in UTF-8, as files hold it.
  ///
  /// @throws CryptException [CryptFailure.WrongPassphrase], also if the bytes are not UTF-8
  public Identity unlock(byte[] passphrase) throws CryptException {
    CharBuffer decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(passphrase));
    } catch (CharacterCodingException e) {
      throw new CryptException(new CryptFailure.WrongPassphrase(fingerprints()), e);
    }
    char[] characters = new char[decoded.remaining()];
    decoded.get(characters);
    try {
      return unlock(characters);
    } finally {
      Arrays.fill(characters, '\0');
      Arrays.fill(decoded.array(), '\0');
    }
  }

  /// Unlocks every key the passphrase fits and every key without protection. Keys whose secret
  /// part is elsewhere (on a card, or left out) are passed over.
  ///
  /// @throws CryptException [CryptFailure.WrongPassphrase] if not one key is unlocked,
  ///     [CryptFailure.BadKeyFile] if no key has a secret part
  public Identity unlock(char[] passphrase) throws CryptException {
    if (secretKeys().isEmpty()) {
      throw new CryptException(new CryptFailure.BadKeyFile("secret parts are elsewhere"));
    }
    List<PGPKeyPair> unlocked =
        secretKeys().stream()
            .filter(key -> passphrase.length > 0 || !isProtected(key))
            .flatMap(key -> unlock(key, passphrase).stream())
            .toList();
    if (unlocked.isEmpty()) {
      throw new CryptException(new CryptFailure.WrongPassphrase(fingerprints()));
    }
    List<Certificate> certificates = new ArrayList<>();
    for (PGPSecretKeyRing ring : rings) {
      certificates.add(Certificate.of(ring.toCertificate()));
    }
    return new Identity(unlocked, certificates);
  }

  private static Optional<PGPKeyPair> unlock(PGPSecretKey key, char[] passphrase) {
    try {
      return Optional.of(key.extractKeyPair(decryptor(passphrase)));
    } catch (PGPException | RuntimeException notUnlocked) {
      // Bouncy Castle tells a wrong passphrase and damage apart by its texts only.
      return Optional.empty();
    }
  }

  private List<PGPSecretKey> secretKeys() {
    List<PGPSecretKey> keys = new ArrayList<>();
    for (PGPSecretKeyRing ring : rings) {
      ring.getSecretKeys()
          .forEachRemaining(
              key -> {
                if (!key.isPrivateKeyEmpty()) {
                  keys.add(key);
                }
              });
    }
    return keys;
  }

  private static boolean isProtected(PGPSecretKey key) {
    return key.getKeyEncryptionAlgorithm() != SymmetricKeyAlgorithmTags.NULL;
  }

  List<PGPSecretKeyRing> rings() {
    return rings;
  }

  static PBESecretKeyDecryptor decryptor(char[] passphrase) {
    return new BcPBESecretKeyDecryptorBuilder(FastDigests.PROVIDER).build(passphrase);
  }
}
