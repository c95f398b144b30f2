package dura.codec.crypt;

import java.util.List;
import org.bouncycastle.openpgp.PGPKeyRing;

/// Someone whose signatures count: an OpenPGP certificate with a key that may sign.
public final class Signer {
  private final Certificate certificate;

  private Signer(Certificate certificate) {
    this.certificate = certificate;
  }

  /// Reads a file with one certificate, armored or binary. Of a secret key the public part is taken.
  ///
  /// @param epochSeconds the time at which it must be allowed to sign
  /// @throws CryptException [CryptFailure.BadKeyFile], [CryptFailure.SeveralCertificates],
  ///     [CryptFailure.NoSigningKey]
  public static Signer parse(byte[] file, long epochSeconds) throws CryptException {
    List<PGPKeyRing> rings = KeyFile.read(file);
    List<String> fingerprints = rings.stream().map(KeyFile::fingerprint).toList();
    if (rings.size() > 1) {
      throw new CryptException(new CryptFailure.SeveralCertificates(fingerprints));
    }
    Certificate certificate = Certificate.of(KeyFile.certificate(rings.getFirst()));
    if (certificate.signingKey(epochSeconds, _ -> true).isEmpty()) {
      throw new CryptException(new CryptFailure.NoSigningKey(fingerprints));
    }
    return new Signer(certificate);
  }

  /// The fingerprint of the certificate: 20 bytes.
  public byte[] fingerprint() {
    return certificate.ring().getPublicKey().getFingerprint();
  }

  /// The certificate as armored text.
  public String armored() {
    return Armor.encode(KeyFile.encode(certificate.ring()));
  }
}
