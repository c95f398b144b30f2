package dura.codec.crypt;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.KeyGenerationParameters;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.X25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.X25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.jspecify.annotations.Nullable;

/// Makes the keys Dura makes itself (page 40): version 4, Ed25519 and Curve25519 under the
/// algorithm numbers that GnuPG 2.2 knows. The same randomness and time give the same text.
public final class KeyMaker {
  /// Iteration count octet of the passphrase: 65,011,712 bytes are hashed.
  private static final int S2K_COUNT = 0xFF;

  private KeyMaker() {}

  /// The key of an archive in passphrase mode, armored and protected: an Ed25519 primary key that
  /// certifies and signs, a Curve25519 subkey to encrypt to, user id `Dura archive ARCHIVEID`.
  ///
  /// @param archiveId hexadecimal
  /// @param passphrase not empty
  public static String archiveKey(
      String archiveId, char[] passphrase, long epochSeconds, SecureRandom random) {
    try {
      Date time = Date.from(Instant.ofEpochSecond(epochSeconds));
      PGPKeyRingGenerator generator =
          ring("Dura archive " + archiveId, protection(passphrase, random), time, random);
      PGPSignatureSubpacketGenerator binding = new PGPSignatureSubpacketGenerator();
      binding.setSignatureCreationTime(time);
      binding.setIssuerFingerprint(false, generator.generatePublicKeyRing().getPublicKey());
      binding.setKeyFlags(KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
      AsymmetricCipherKeyPair pair =
          pair(new X25519KeyPairGenerator(), new X25519KeyGenerationParameters(random));
      generator.addSubKey(
          key(PublicKeyAlgorithmTags.ECDH, pair, time), binding.generate(), null);
      return armored(generator);
    } catch (PGPException e) {
      throw new IllegalStateException("making an archive key", e);
    }
  }

  /// The signing key of a client, armored and without protection: an Ed25519 primary key, user id
  /// `Dura client LABEL`.
  public static String clientKey(String label, long epochSeconds, SecureRandom random) {
    try {
      Date time = Date.from(Instant.ofEpochSecond(epochSeconds));
      return armored(ring("Dura client " + label, null, time, random));
    } catch (PGPException e) {
      throw new IllegalStateException("making a client key", e);
    }
  }

  /// The same keys under another passphrase, armored.
  ///
  /// @param file one secret key, armored or binary
  /// @throws CryptException [CryptFailure.WrongPassphrase], [CryptFailure.BadKeyFile],
  ///     [CryptFailure.SeveralCertificates]
  public static String changePassphrase(
      byte[] file, char[] oldPassphrase, char[] newPassphrase, SecureRandom random)
      throws CryptException {
    LockedIdentity locked = LockedIdentity.parse(file);
    if (locked.rings().size() > 1) {
      throw new CryptException(new CryptFailure.SeveralCertificates(locked.fingerprints()));
    }
    try {
      PGPSecretKeyRing changed =
          PGPSecretKeyRing.copyWithNewPassword(
              locked.rings().getFirst(),
              LockedIdentity.decryptor(oldPassphrase),
              protection(newPassphrase, random));
      return Armor.encode(KeyFile.encode(changed));
    } catch (PGPException | RuntimeException e) {
      throw new CryptException(new CryptFailure.WrongPassphrase(locked.fingerprints()), e);
    }
  }

  private static PGPKeyRingGenerator ring(
      String userId, @Nullable PBESecretKeyEncryptor protection, Date time, SecureRandom random)
      throws PGPException {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(userId)) {
      throw new IllegalArgumentException("user id " + userId);
    }
    AsymmetricCipherKeyPair pair =
        pair(new Ed25519KeyPairGenerator(), new Ed25519KeyGenerationParameters(random));
    PGPKeyPair primary = key(PublicKeyAlgorithmTags.EDDSA_LEGACY, pair, time);
    PGPSignatureSubpacketGenerator self = new PGPSignatureSubpacketGenerator();
    self.setSignatureCreationTime(time);
    self.setIssuerFingerprint(false, primary.getPublicKey());
    self.setKeyFlags(KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
    self.setPreferredSymmetricAlgorithms(false, new int[] {SymmetricKeyAlgorithmTags.AES_256});
    self.setPreferredHashAlgorithms(
        false, new int[] {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA256});
    self.setPreferredCompressionAlgorithms(
        false, new int[] {CompressionAlgorithmTags.UNCOMPRESSED});
    self.setFeature(false, Features.FEATURE_MODIFICATION_DETECTION);
    return new PGPKeyRingGenerator(
        PGPSignature.POSITIVE_CERTIFICATION,
        primary,
        userId,
        FastDigests.get(HashAlgorithmTags.SHA1),
        self.generate(),
        null,
        new BcPGPContentSignerBuilder(
            PublicKeyAlgorithmTags.EDDSA_LEGACY, HashAlgorithmTags.SHA512),
        protection);
  }

  private static AsymmetricCipherKeyPair pair(
      AsymmetricCipherKeyPairGenerator generator, KeyGenerationParameters parameters) {
    generator.init(parameters);
    return generator.generateKeyPair();
  }

  private static PGPKeyPair key(int algorithm, AsymmetricCipherKeyPair pair, Date time)
      throws PGPException {
    return new BcPGPKeyPair(PublicKeyPacket.VERSION_4, algorithm, pair, time);
  }

  /// AES-256 under an iterated and salted SHA-256, with a SHA-1 inside (usage octet 254).
  private static PBESecretKeyEncryptor protection(char[] passphrase, SecureRandom random)
      throws PGPException {
    if (passphrase.length == 0) {
      throw new IllegalArgumentException("empty passphrase");
    }
    return new BcPBESecretKeyEncryptorBuilder(
        SymmetricKeyAlgorithmTags.AES_256,
        FastDigests.get(HashAlgorithmTags.SHA256),
        S2K_COUNT)
        .setSecureRandom(random)
        .build(passphrase);
  }

  private static String armored(PGPKeyRingGenerator generator) {
    return Armor.encode(KeyFile.encode(generator.generateSecretKeyRing()));
  }
}
