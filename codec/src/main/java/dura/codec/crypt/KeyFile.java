package dura.codec.crypt;

import dura.spec.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/// Reads files of keys: binary packets, or text with one armored block or several.
final class KeyFile {
  /// Most bytes of a file; certificates with many signatures of others stay far below.
  static final int MAX_BYTES = Limits.MAX_KEY_FILE_BYTES;

  private static final String BLOCK_START = "-----BEGIN PGP ";
  private static final int PACKET_MARK = 0x80;

  private KeyFile() {}

  /// The certificates and secret keys of a file, in order; at least one.
  ///
  /// @throws CryptException [CryptFailure.BadKeyFile]
  static List<PGPKeyRing> read(byte[] file) throws CryptException {
    if (file.length == 0 || file.length > MAX_BYTES) {
      throw bad("length " + file.length);
    }
    List<PGPKeyRing> rings = new ArrayList<>();
    try {
      if ((file[0] & PACKET_MARK) != 0) {
        readPackets(new ByteArrayInputStream(file), rings);
      } else {
        readArmored(new String(file, StandardCharsets.ISO_8859_1), rings);
      }
    } catch (IOException | RuntimeException e) {
      throw new CryptException(new CryptFailure.BadKeyFile("damaged"), e);
    }
    if (rings.isEmpty()) {
      throw bad("no key");
    }
    return rings;
  }

  private static void readArmored(String text, List<PGPKeyRing> rings)
      throws IOException, CryptException {
    int start = text.indexOf(BLOCK_START);
    while (start >= 0) {
      int next = text.indexOf(BLOCK_START, start + 1);
      String block = text.substring(start, next < 0 ? text.length() : next);
      readPackets(
          new ArmoredInputStream(
              new ByteArrayInputStream(block.getBytes(StandardCharsets.ISO_8859_1))),
          rings);
      start = next;
    }
  }

  private static void readPackets(InputStream packets, List<PGPKeyRing> rings)
      throws IOException, CryptException {
    PGPObjectFactory objects =
        new PGPObjectFactory(packets, new BcKeyFingerprintCalculator());
    Object object = objects.nextObject();
    while (object != null) {
      switch (object) {
        case PGPPublicKeyRing ring -> rings.add(ring);
        case PGPSecretKeyRing ring -> rings.add(ring);
        case PGPMarker _ -> {}
        default -> throw bad("neither certificate nor secret key");
      }
      object = objects.nextObject();
    }
  }

  /// The public part of a ring.
  static PGPPublicKeyRing certificate(PGPKeyRing ring) {
    return ring instanceof PGPSecretKeyRing secret
        ? secret.toCertificate()
        : (PGPPublicKeyRing) ring;
  }

  static String fingerprint(PGPPublicKey key) {
    return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
  }

  static String fingerprint(PGPKeyRing ring) {
    return fingerprint(ring.getPublicKey());
  }

  static byte[] encode(PGPKeyRing ring) {
    try {
      return ring.getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
  }

  private static CryptException bad(String detail) {
    return new CryptException(new CryptFailure.BadKeyFile(detail));
  }
}
