package dura.codec.crypt;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bouncycastle.bcpg.ECDHPublicBCPGKey;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;

/// What the self-signatures of a certificate allow its keys to do at a given time. Signatures of
/// others are not looked at.
final class Certificate {
  /// After every time a signature can carry.
  private static final Instant END_OF_TIME = Instant.ofEpochSecond(1L << 32);

  /// Curve25519, NIST P-256, P-384, P-521, Brainpool P256r1, P384r1, P512r1.
  private static final Set<String> CURVES =
      Set.of(
          "1.3.6.1.4.1.3029.1.5.1",
          "1.2.840.10045.3.1.7",
          "1.3.132.0.34",
          "1.3.132.0.35",
          "1.3.36.3.3.2.8.1.1.7",
          "1.3.36.3.3.2.8.1.1.11",
          "1.3.36.3.3.2.8.1.1.13");

  private final PGPPublicKeyRing ring;
  private final OpenPGPCertificate view;

  private Certificate(PGPPublicKeyRing ring, OpenPGPCertificate view) {
    this.ring = ring;
    this.view = view;
  }

  /// Looks at a certificate.
  ///
  /// @throws CryptException [CryptFailure.BadKeyFile] if its signatures stand where none may
  static Certificate of(PGPPublicKeyRing ring) throws CryptException {
    try {
      var implementation = new BcOpenPGPImplementation();
      implementation.setPolicy(new EverydayPolicy());
      return new Certificate(ring, new OpenPGPCertificate(ring, implementation));
    } catch (RuntimeException damaged) {
      throw badSignatures(damaged);
    }
  }

  /// Bouncy Castle casts by the type a signature claims, before it knows who made it.
  private static CryptException badSignatures(RuntimeException cause) {
    return new CryptException(new CryptFailure.BadKeyFile("misplaced signature"), cause);
  }

  PGPPublicKeyRing ring() {
    return ring;
  }

  String fingerprint() {
    return KeyFile.fingerprint(ring);
  }

  /// The newest key one may encrypt to at the given time.
  ///
  /// @throws CryptException [CryptFailure.Expired], [CryptFailure.Revoked],
  ///     [CryptFailure.NoEncryptionKey], [CryptFailure.BadKeyFile]
  PGPPublicKey encryptionKey(long epochSeconds) throws CryptException {
    try {
      return encryptionKey(Instant.ofEpochSecond(epochSeconds));
    } catch (RuntimeException damaged) {
      throw badSignatures(damaged);
    }
  }

  private PGPPublicKey encryptionKey(Instant at) throws CryptException {
    List<OpenPGPComponentKey> valid =
        isSound(at) ? view.getEncryptionKeys(Date.from(at)) : List.of();
    Optional<PGPPublicKey> newest =
        newest(valid.stream().filter(Certificate::isReadByGpg).toList());
    if (newest.isPresent()) {
      return newest.get();
    }
    throw new CryptException(whyNoEncryptionKey(at));
  }

  /// The newest key that may sign at the given time, of those that are accepted.
  Optional<PGPPublicKey> signingKey(long epochSeconds, Predicate<PGPPublicKey> accepted) {
    Instant at = Instant.ofEpochSecond(epochSeconds);
    return newest(
        signingKeys(at).stream().filter(key -> accepted.test(key.getPGPPublicKey())).toList());
  }

  /// Whether the certificate lets the key sign at the given time. Self-signatures made since count
  /// as well: a certificate that was renewed does not spoil what it signed before.
  boolean maySign(PGPPublicKey key, long epochSeconds) {
    Instant at = Instant.ofEpochSecond(epochSeconds);
    if (key.getCreationTime().toInstant().isAfter(at)) {
      return false;
    }
    if (maySign(key, at)) {
      return true;
    }
    Instant renewed = view.getLastModificationDateAt(Date.from(END_OF_TIME)).toInstant();
    return renewed.isAfter(at) && maySign(key, renewed);
  }

  private boolean maySign(PGPPublicKey key, Instant at) {
    return signingKeys(at).stream()
        .anyMatch(candidate -> candidate.getPGPPublicKey().getKeyID() == key.getKeyID());
  }

  private List<OpenPGPComponentKey> signingKeys(Instant at) {
    try {
      return isSound(at) ? view.getSigningKeys(Date.from(at)) : List.of();
    } catch (RuntimeException misplacedSignature) {
      return List.of();
    }
  }

  /// Whether a self-signature vouches for the primary key and the certificate has not expired. Of
  /// subkeys alone Bouncy Castle would be content with the primary key's word for them, so that
  /// taking away self-signatures would take away expiry.
  private boolean isSound(Instant at) {
    return !isOver(at) && view.getPrimaryKey().isBoundAt(Date.from(at));
  }

  /// Whether the certificate as a whole has expired.
  private boolean isOver(Instant at) {
    return expiry(view.getPrimaryKey(), at).filter(end -> end.isBefore(at)).isPresent();
  }

  private CryptFailure whyNoEncryptionKey(Instant at) {
    if (isRevoked(view.getPrimaryKey(), at)) {
      return new CryptFailure.Revoked(fingerprint());
    }
    if (isOver(at)) {
      long end = expiry(view.getPrimaryKey(), at).orElseThrow().getEpochSecond();
      return new CryptFailure.Expired(fingerprint(), end);
    }
    List<OpenPGPComponentKey> capable =
        view.getKeys()
            .stream()
            .filter(key -> key.getPGPPublicKey().isEncryptionKey() && isReadByGpg(key))
            .toList();
    Optional<Instant> end =
        capable.stream()
            .flatMap(key -> expiry(key, at).stream())
            .filter(expiry -> expiry.isBefore(at))
            .max(Comparator.naturalOrder());
    if (end.isPresent()) {
      return new CryptFailure.Expired(fingerprint(), end.get().getEpochSecond());
    }
    if (capable.stream().anyMatch(key -> isRevoked(key, at))) {
      return new CryptFailure.Revoked(fingerprint());
    }
    return new CryptFailure.NoEncryptionKey(fingerprint());
  }

  /// Whether GnuPG 2.2 can open what is encrypted to the key: version 4, RSA or ECDH on a curve it
  /// knows.
  private static boolean isReadByGpg(OpenPGPComponentKey key) {
    if (key.getVersion() != PublicKeyPacket.VERSION_4) {
      return false;
    }
    return switch (key.getPGPPublicKey().getPublicKeyPacket().getKey()) {
      case RSAPublicBCPGKey _ -> true;
      case ECDHPublicBCPGKey ecdh -> CURVES.contains(ecdh.getCurveOID().getId());
      default -> false;
    };
  }

  private static boolean isRevoked(OpenPGPComponentKey key, Instant at) {
    return key.getRevocation(Date.from(at)) != null;
  }

  private static Optional<Instant> expiry(OpenPGPComponentKey key, Instant at) {
    return Optional.ofNullable(key.getKeyExpirationDateAt(Date.from(at))).map(Date::toInstant);
  }

  private static Optional<PGPPublicKey> newest(List<OpenPGPComponentKey> keys) {
    return keys.stream()
        .map(OpenPGPComponentKey::getPGPPublicKey)
        .max(Comparator.comparing(PGPPublicKey::getCreationTime));
  }
}
