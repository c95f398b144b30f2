package dura.codec.crypt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;

/// Makes cleartext signatures (RFC 4880, section 7) that `gpg --verify` reads.
public final class ClearSigner {
  private ClearSigner() {}

  /// Signs a text with SHA-512. The same text, key and time give the same bytes.
  ///
  /// @param text printable ASCII in lines that end in LF; no line ends in a space
  /// @param epochSeconds the time in the signature
  /// @throws CryptException [CryptFailure.NoSigningKey], [CryptFailure.BadKeyFile] if the secret
  ///     key does not belong to its certificate
  /// @throws IllegalArgumentException if the text is not of this form
  public static byte[] sign(String text, Identity identity, long epochSeconds)
      throws CryptException {
    if (!ClearText.isSignable(text)) {
      throw new IllegalArgumentException("text that cannot be signed in the clear");
    }
    PGPKeyPair key = identity.signingKey(epochSeconds);
    ClearText unsigned = new ClearText(text, "");
    PGPSignature signature = signature(unsigned, key, epochSeconds);
    ClearText signed = new ClearText(text, Armor.encode(encode(signature)));
    return signed.encode("SHA512").getBytes(StandardCharsets.US_ASCII);
  }

  private static PGPSignature signature(ClearText text, PGPKeyPair key, long epochSeconds)
      throws CryptException {
    try {
      PGPSignatureGenerator generator = new PGPSignatureGenerator(
          new BcPGPContentSignerBuilder(key.getPublicKey().getAlgorithm(),
              HashAlgorithmTags.SHA512),
          key.getPublicKey());
      generator.init(PGPSignature.CANONICAL_TEXT_DOCUMENT, key.getPrivateKey());
      PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
      hashed.setSignatureCreationTime(Date.from(Instant.ofEpochSecond(epochSeconds)));
      hashed.setIssuerFingerprint(false, key.getPublicKey());
      generator.setHashedSubpackets(hashed.generate());
      generator.update(text.signedBytes());
      PGPSignature signature = generator.generate();
      // A damaged secret key without protection signs like a sound one; nobody could verify it.
      if (ClearVerifier.isAuthentic(text, signature, key.getPublicKey())) {
        return signature;
      }
    } catch (PGPException e) {
      throw new CryptException(new CryptFailure.BadKeyFile("secret key"), e);
    }
    throw new CryptException(new CryptFailure.BadKeyFile("secret key"));
  }

  private static byte[] encode(PGPSignature signature) {
    try {
      return signature.getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
  }
}
