package dura.codec.crypt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/// Verifies cleartext signatures against a set of certificates.
public final class ClearVerifier {
  private final List<Certificate> certificates;

  private ClearVerifier(List<Certificate> certificates) {
    this.certificates = certificates;
  }

  /// Takes the certificates of all who may sign.
  ///
  /// @param files armored or binary, each with one certificate or several
  /// @throws CryptException [CryptFailure.BadKeyFile]
  public static ClearVerifier of(List<byte[]> files) throws CryptException {
    List<Certificate> certificates = new ArrayList<>();
    for (byte[] file : files) {
      for (PGPKeyRing ring : KeyFile.read(file)) {
        certificates.add(Certificate.of(KeyFile.certificate(ring)));
      }
    }
    return new ClearVerifier(certificates);
  }

  /// Verifies a document that is one cleartext signature and nothing else.
  public ClearVerdict verify(byte[] document) {
    Optional<ClearText> parsed = ClearText.parse(document);
    Optional<PGPSignature> signature = parsed.flatMap(text -> onlySignature(text.signature()));
    if (parsed.isEmpty() || signature.isEmpty()) {
      return new ClearVerdict.Malformed();
    }
    return verify(parsed.get(), signature.get());
  }

  /// The best verdict of all certificates that have the key: two may be of different age.
  private ClearVerdict verify(ClearText clear, PGPSignature signature) {
    ClearVerdict verdict =
        new ClearVerdict.UnknownSigner(
            clear.text(), SessionKeyPacket.keyIdHex(signature.getKeyID()));
    for (Certificate certificate : certificates) {
      PGPPublicKey key = certificate.ring().getPublicKey(signature.getKeyID());
      if (key != null) {
        verdict = verify(clear, signature, certificate, key);
      }
      if (verdict instanceof ClearVerdict.Good) {
        return verdict;
      }
    }
    return verdict;
  }

  private static ClearVerdict verify(
      ClearText clear, PGPSignature signature, Certificate certificate, PGPPublicKey key) {
    String fingerprint = certificate.fingerprint();
    long signedAt = signature.getCreationTime().toInstant().getEpochSecond();
    if (!isStrong(signature.getHashAlgorithm())) {
      return new ClearVerdict.Bad(clear.text(), fingerprint, ClearVerdict.Reason.WEAK_HASH);
    }
    if (!isAuthentic(clear, signature, key)) {
      return new ClearVerdict.Bad(clear.text(), fingerprint, ClearVerdict.Reason.NOT_AUTHENTIC);
    }
    if (!certificate.maySign(key, signedAt)) {
      return new ClearVerdict.Bad(
          clear.text(), fingerprint, ClearVerdict.Reason.KEY_MAY_NOT_SIGN);
    }
    return new ClearVerdict.Good(clear.text(), fingerprint, signedAt);
  }

  static boolean isAuthentic(ClearText clear, PGPSignature signature, PGPPublicKey key) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), key);
      signature.update(clear.signedBytes());
      return signature.verify();
    } catch (PGPException | RuntimeException damaged) {
      return false;
    }
  }

  private static boolean isStrong(int hash) {
    return switch (hash) {
      case HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512 -> true;
      default -> false;
    };
  }

  /// The signature of an armored block that holds one text signature and nothing else.
  private static Optional<PGPSignature> onlySignature(String armored) {
    try {
      PGPObjectFactory objects =
          new PGPObjectFactory(
              new ArmoredInputStream(
                  new ByteArrayInputStream(armored.getBytes(StandardCharsets.ISO_8859_1))),
              new BcKeyFingerprintCalculator());
      if (objects.nextObject() instanceof PGPSignatureList list
          && list.size() == 1
          && list.get(0).getSignatureType() == PGPSignature.CANONICAL_TEXT_DOCUMENT
          && objects.nextObject() == null) {
        return Optional.of(list.get(0));
      }
      return Optional.empty();
    } catch (IOException | RuntimeException damaged) {
      return Optional.empty();
    }
  }
}
