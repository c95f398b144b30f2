package dura.codec.crypt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;

/// Unlocked secret keys, ready to open messages and to sign.
public final class Identity implements SessionKeySource {
  private final List<PGPKeyPair> keys;
  private final List<Certificate> certificates;

  Identity(List<PGPKeyPair> keys, List<Certificate> certificates) {
    this.keys = List.copyOf(keys);
    this.certificates = List.copyOf(certificates);
  }

  /// The certificates of the keys, in binary.
  public List<byte[]> certificates() {
    return certificates.stream().map(certificate -> KeyFile.encode(certificate.ring())).toList();
  }

  /// Fingerprints of the certificates, in upper-case hexadecimal.
  public List<String> fingerprints() {
    return certificates.stream().map(Certificate::fingerprint).toList();
  }

  /// Opens the first key packet that one of the keys fits. Expired and revoked keys serve as well:
  /// what was encrypted to them is still theirs. A packet that names no recipient is tried with
  /// every key of its algorithm.
  @Override
  public SessionKey sessionKey(List<SessionKeyPacket> packets) throws CryptException {
    List<String> damaged = new ArrayList<>();
    for (SessionKeyPacket packet : packets) {
      for (PGPKeyPair key : keys) {
        if (!fits(packet, key)) {
          continue;
        }
        Optional<SessionKey> sessionKey = open(packet, key);
        if (sessionKey.isPresent()) {
          return sessionKey.get();
        }
        damaged.add(packet.keyIdHex());
      }
    }
    if (!damaged.isEmpty()) {
      throw new CryptException(new CryptFailure.KeyPacketDamaged(damaged));
    }
    throw new CryptException(
        new CryptFailure.NoMatchingKey(
            packets.stream().map(SessionKeyPacket::keyIdHex).toList()));
  }

  private static boolean fits(SessionKeyPacket packet, PGPKeyPair key) {
    return packet.keyId() == key.getKeyID()
        || (packet.keyId() == SessionKeyPacket.HIDDEN
            && packet.algorithm() == key.getPublicKey().getAlgorithm());
  }

  private static Optional<SessionKey> open(SessionKeyPacket packet, PGPKeyPair key) {
    try {
      byte[] message = GpgStatus.question(List.of(packet));
      PGPEncryptedData data =
          new PGPEncryptedDataList(new ByteArrayInputStream(message)).get(0);
      PGPSessionKey opened =
          ((PGPPublicKeyEncryptedData) data)
              .getSessionKey(new BcPublicKeyDataDecryptorFactory(key));
      if (opened.getAlgorithm() != SessionKey.CIPHER) {
        return Optional.empty();
      }
      return Optional.of(SessionKey.of(opened.getKey()));
    } catch (PGPException | IOException | CryptException | RuntimeException notOpened) {
      // A damaged packet shows itself in many ways; all of them mean that it opens nothing.
      return Optional.empty();
    }
  }

  /// A key that may sign at the given time, and whose signatures need no randomness.
  ///
  /// @throws CryptException [CryptFailure.NoSigningKey]
  PGPKeyPair signingKey(long epochSeconds) throws CryptException {
    for (Certificate certificate : certificates) {
      Optional<PGPPublicKey> allowed =
          certificate.signingKey(epochSeconds, key -> isDeterministic(key) && isHere(key));
      if (allowed.isPresent()) {
        long keyId = allowed.get().getKeyID();
        return keys.stream().filter(key -> key.getKeyID() == keyId).findFirst().orElseThrow();
      }
    }
    throw new CryptException(new CryptFailure.NoSigningKey(fingerprints()));
  }

  private static boolean isDeterministic(PGPPublicKey key) {
    return switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.EDDSA_LEGACY,
          PublicKeyAlgorithmTags.Ed25519,
          PublicKeyAlgorithmTags.RSA_GENERAL ->
          true;
      default -> false;
    };
  }

  private boolean isHere(PGPPublicKey publicKey) {
    return keys.stream().anyMatch(key -> key.getKeyID() == publicKey.getKeyID());
  }
}
