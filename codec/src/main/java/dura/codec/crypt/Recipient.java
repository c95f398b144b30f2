package dura.codec.crypt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.bcpg.BCPGOutputStream;
import org.bouncycastle.bcpg.PacketFormat;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/// Someone to encrypt to: an OpenPGP certificate and the one key of it that is used.
public final class Recipient {
  private final Certificate certificate;
  private final PGPPublicKey key;
  private final boolean fromSecretKey;

  private Recipient(Certificate certificate, PGPPublicKey key, boolean fromSecretKey) {
    this.certificate = certificate;
    this.key = key;
    this.fromSecretKey = fromSecretKey;
  }

  /// Reads a file with one certificate, armored or binary, and takes its newest encryption key that
  /// is neither expired nor revoked, whose self-signatures are sound, and that GnuPG 2.2 can use
  /// (version 4; RSA or ECDH). Of a secret key the public part is taken.
  ///
  /// @param epochSeconds the time at which the key must be valid
  /// @throws CryptException [CryptFailure.BadKeyFile], [CryptFailure.SeveralCertificates],
  ///     [CryptFailure.Expired], [CryptFailure.Revoked], [CryptFailure.NoEncryptionKey]
  public static Recipient parse(byte[] file, long epochSeconds) throws CryptException {
    List<PGPKeyRing> rings = KeyFile.read(file);
    if (rings.size() > 1) {
      List<String> fingerprints = new ArrayList<>();
      rings.forEach(ring -> fingerprints.add(KeyFile.fingerprint(ring)));
      throw new CryptException(new CryptFailure.SeveralCertificates(fingerprints));
    }
    PGPKeyRing ring = rings.getFirst();
    Certificate certificate = Certificate.of(KeyFile.certificate(ring));
    PGPPublicKey key = certificate.encryptionKey(epochSeconds);
    return new Recipient(certificate, key, ring instanceof PGPSecretKeyRing);
  }

  /// The fingerprint of the certificate: 20 bytes.
  public byte[] fingerprint() {
    return certificate.ring().getPublicKey().getFingerprint();
  }

  /// The fingerprint in upper-case hexadecimal.
  public String fingerprintHex() {
    return certificate.fingerprint();
  }

  /// The key id that stands in the key packets, in 16 hexadecimal digits.
  public String encryptionKeyId() {
    return SessionKeyPacket.keyIdHex(key.getKeyID());
  }

  /// The certificate in binary, without any secret part.
  public byte[] certificate() {
    return KeyFile.encode(certificate.ring());
  }

  /// The certificate as armored text.
  public String armored() {
    return Armor.encode(certificate());
  }

  /// Whether the file held the secret key as well; whoever backs up has no need of it.
  public boolean fromSecretKey() {
    return fromSecretKey;
  }

  /// The packet that carries the session key to this recipient.
  byte[] keyPacket(SessionKey sessionKey, SecureRandom random) {
    BcPublicKeyKeyEncryptionMethodGenerator generator =
        new BcPublicKeyKeyEncryptionMethodGenerator(key).setSecureRandom(random);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BCPGOutputStream out = new BCPGOutputStream(bytes, PacketFormat.CURRENT)) {
      BcPGPDataEncryptorBuilder cipher = new BcPGPDataEncryptorBuilder(SessionKey.CIPHER);
      generator.generate(cipher, sessionKey.bytes()).encode(out);
    } catch (PGPException | IOException e) {
      throw new IllegalStateException("encrypting to " + fingerprintHex(), e);
    }
    return bytes.toByteArray();
  }
}
