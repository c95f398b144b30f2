package dura.codec.crypt;

import java.util.Date;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.api.OpenPGPDefaultPolicy;
import org.bouncycastle.openpgp.api.OpenPGPPolicy;
import org.jspecify.annotations.Nullable;

/// Bouncy Castle's default policy, word for word, that is only made when a key or signature is not
/// of the everyday kind: to make it the names of all time zones are read, which takes a third of the
/// time of a short command.
final class EverydayPolicy implements OpenPGPPolicy {
  private static final Set<Integer> HASHES =
      Set.of(HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512);
  private static final Set<Integer> CURVE_ALGORITHMS =
      Set.of(PublicKeyAlgorithmTags.EDDSA_LEGACY, PublicKeyAlgorithmTags.ECDH,
          PublicKeyAlgorithmTags.ECDSA);
  private static final int CURVE_BITS = 250;

  private @Nullable OpenPGPPolicy full;

  private OpenPGPPolicy full() {
    OpenPGPPolicy made = full == null ? new OpenPGPDefaultPolicy() : full;
    full = made;
    return made;
  }

  @Override
  public boolean isAcceptableDocumentSignatureHashAlgorithm(int hash, Date made) {
    return HASHES.contains(hash) || full().isAcceptableDocumentSignatureHashAlgorithm(hash, made);
  }

  @Override
  public boolean isAcceptableRevocationSignatureHashAlgorithm(int hash, Date made) {
    return HASHES.contains(hash) || full().isAcceptableRevocationSignatureHashAlgorithm(hash, made);
  }

  @Override
  public boolean isAcceptableCertificationSignatureHashAlgorithm(int hash, Date made) {
    return HASHES.contains(hash)
        || full().isAcceptableCertificationSignatureHashAlgorithm(hash, made);
  }

  @Override
  public int getDefaultCertificationSignatureHashAlgorithm() {
    return full().getDefaultCertificationSignatureHashAlgorithm();
  }

  @Override
  public int getDefaultDocumentSignatureHashAlgorithm() {
    return full().getDefaultDocumentSignatureHashAlgorithm();
  }

  @Override
  public boolean isAcceptableSymmetricKeyAlgorithm(int cipher) {
    return full().isAcceptableSymmetricKeyAlgorithm(cipher);
  }

  @Override
  public int getDefaultSymmetricKeyAlgorithm() {
    return full().getDefaultSymmetricKeyAlgorithm();
  }

  @Override
  public boolean isAcceptablePublicKeyStrength(int algorithm, int bits) {
    return CURVE_ALGORITHMS.contains(algorithm) && bits >= CURVE_BITS
        || full().isAcceptablePublicKeyStrength(algorithm, bits);
  }

  @Override
  public long getMaximumDecompressedDataSize() {
    return full().getMaximumDecompressedDataSize();
  }

  @Override
  public OpenPGPNotationRegistry getNotationRegistry() {
    return full().getNotationRegistry();
  }
}
