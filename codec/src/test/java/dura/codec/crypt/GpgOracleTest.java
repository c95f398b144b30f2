package dura.codec.crypt;

import static dura.codec.crypt.CryptAssertions.assertFails;
import static dura.codec.crypt.CryptAssertions.assertSyntax;
import static dura.codec.crypt.TestKeys.ascii;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What we write is read by gpg and sq, and what gpg writes is read or refused as page 40 says.
class GpgOracleTest {
  private static final int LIMIT = 1 << 24;
  private static final long FAR_FUTURE = 4_000_000_000L;

  private static final Map<String, Identity> IDENTITIES = new HashMap<>();

  private static Gpg gpg;
  private static String rsa;
  private static String curve;
  private static String nist;

  @BeforeAll
  static void makeKeys() throws Exception {
    gpg = new Gpg();
    rsa = gpg.makeKey("rsa <r@example.org>", "rsa3072", "rsa3072");
    curve = gpg.makeKey("curve <c@example.org>", "ed25519", "cv25519");
    nist = gpg.makeKey("nist <n@example.org>", "nistp256", "nistp384");
    gpg.file("pass", ascii(TestKeys.PASSPHRASE + "\n"));
    String key = gpg.file("key.asc", ascii(TestKeys.ARCHIVE_KEY));
    gpg.gpg("--passphrase-file", gpg.path("pass"), "--import", key).ok();
  }

  @AfterAll
  static void stopAgent() throws Exception {
    gpg.close();
  }

  private static long now() throws Exception {
    String created = gpg.gpg("--with-colons", "--list-keys", nist).text();
    return Long.parseLong(created.replaceAll("(?s).*\nsub:(?:[^:]*:){4}(\\d+):.*", "$1"));
  }

  private static Recipient recipient(String fingerprint) throws Exception {
    return Recipient.parse(gpg.gpg("--export", fingerprint).ok(), now());
  }

  private static Identity identity(String fingerprint) throws Exception {
    Identity known = IDENTITIES.get(fingerprint);
    if (known != null) {
      return known;
    }
    byte[] key = gpg.gpg("--passphrase", "", "--export-secret-keys", fingerprint).ok();
    Identity identity = LockedIdentity.parse(key).unlock();
    IDENTITIES.put(fingerprint, identity);
    return identity;
  }

  @Test
  void gpgAndSqDecryptWhatWeSeal() throws Exception {
    for (int length : new int[] {0, 1, 150, 191, 192, 8377, 8384}) {
      assertReadByGpg(curve, length);
    }
    for (String key : List.of(rsa, curve, nist)) {
      byte[] message = assertReadByGpg(key, 100_000);
      String secret = gpg.file("secret", gpg.gpg("--export-secret-keys", key).ok());
      assertArrayEquals(
          new SeededRandom(100_000).bytes(100_000),
          gpg.sq("decrypt", "--recipient-key", secret, gpg.file("m.gpg", message)).ok());
    }
  }

  private static byte[] assertReadByGpg(String key, int length) throws Exception {
    SeededRandom random = new SeededRandom(length);
    byte[] content = random.bytes(length);
    byte[] message =
        MessageSealer.seal(content, "id/band/object", List.of(recipient(key)), random).message();
    assertArrayEquals(content, gpg.gpg("-d", gpg.file("m.gpg", message)).ok());
    OpenedMessage opened = MessageOpener.open(message, identity(key), "id/band/object", LIMIT);
    assertArrayEquals(content, opened.content());
    return message;
  }

  @Test
  void anyOfSeveralRecipientsDecrypts() throws Exception {
    SeededRandom random = new SeededRandom(6);
    byte[] content = random.bytes(5000);
    List<Recipient> all = List.of(recipient(rsa), recipient(curve), recipient(nist));
    byte[] message = MessageSealer.seal(content, "n", all, random).message();
    List<String> listed = new ArrayList<>();
    for (SessionKeyPacket packet : MessageSyntax.parse(message).keyPackets()) {
      listed.add(packet.keyIdHex());
    }
    assertEquals(all.stream().map(Recipient::encryptionKeyId).toList(), listed);
    for (String key : List.of(rsa, curve, nist)) {
      assertArrayEquals(
          content, MessageOpener.open(message, identity(key), "n", LIMIT).content());
    }
    assertArrayEquals(content, gpg.gpg("-d", gpg.file("m.gpg", message)).ok());
  }

  @Test
  void gpgDecryptsWithThePassphraseOfTheArchiveKey() throws Exception {
    SeededRandom random = new SeededRandom(8);
    byte[] content = random.bytes(20_000);
    byte[] message =
        MessageSealer.seal(content, "n", List.of(TestKeys.archiveRecipient()), random)
            .message();
    String file = gpg.file("m.gpg", message);
    byte[] out = gpg.gpg("--passphrase-file", gpg.path("pass"), "-d", file).ok();
    assertArrayEquals(content, out);
    String listed = gpg.gpg("--with-colons", "--list-keys", "Dura archive").text();
    assertTrue(listed.contains(":Dura archive 00112233445566778899aabbccddeeff:"), listed);
    String packets = gpg.gpg("--list-packets", gpg.path("key.asc")).text();
    assertTrue(packets.contains("iter+salt S2K, algo: 9, SHA1 protection, hash: 8"), packets);
    assertTrue(packets.contains("protect count: 65011712"), packets);
  }

  @Test
  void changedPassphraseIsTheOneGpgNeeds() throws Exception {
    String changed =
        KeyMaker.changePassphrase(
            ascii(TestKeys.ARCHIVE_KEY),
            TestKeys.PASSPHRASE.toCharArray(),
            "näxt".toCharArray(),
            new SeededRandom(4));
    SeededRandom random = new SeededRandom(8);
    byte[] message =
        MessageSealer.seal(new byte[99], "n", List.of(TestKeys.archiveRecipient()), random)
            .message();
    try (Gpg fresh = new Gpg()) {
      String next = fresh.file("next", "näxt".getBytes(StandardCharsets.UTF_8));
      String old = fresh.file("old", ascii(TestKeys.PASSPHRASE));
      String file = fresh.file("m.gpg", message);
      fresh.gpg("--passphrase-file", next, "--import", fresh.file("key", ascii(changed))).ok();
      assertNotEquals(0, fresh.gpg("--passphrase-file", old, "-d", file).exit());
      assertArrayEquals(new byte[99], fresh.gpg("--passphrase-file", next, "-d", file).ok());
    }
  }

  @Test
  void gpgTellsTheSessionKeyFromTheKeyPacketsAlone() throws Exception {
    SealedMessage sealed =
        MessageSealer.seal(
            new byte[1 << 16], "n", List.of(recipient(curve)), new SeededRandom(3));
    SessionKeySource shell =
        packets -> {
          try {
            String file = gpg.file("question", GpgStatus.question(packets));
            byte[] status =
                gpg.gpg("--status-fd", "1", "--show-session-key", "-o", gpg.path("none"), "-d",
                    file)
                    .out();
            String lines = new String(status, StandardCharsets.ISO_8859_1);
            return GpgStatus.sessionKey(lines).orElseThrow();
          } catch (IOException e) {
            throw new CryptException(new CryptFailure.KeyServiceFailed("gpg"), e);
          }
        };
    OpenedMessage opened = MessageOpener.open(sealed.message(), shell, "n", LIMIT);
    assertEquals(sealed.key(), opened.key());
    assertEquals(1 << 16, opened.content().length);
    byte[] withoutKey =
        gpg.gpg("--override-session-key", sealed.key().gpgText(), "-d",
            gpg.file("m.gpg", sealed.message()))
            .ok();
    assertEquals(1 << 16, withoutKey.length);
  }

  @Test
  void definiteMessagesOfGpgAreOpenedAndOthersRefused() throws Exception {
    byte[] content = new SeededRandom(12).bytes(500);
    String file = gpg.file("content", content);
    byte[] plain =
        gpg.gpg("-r", curve, "--compress-algo", "none", "--set-filename", "name", "-o", "-",
            "-e", file)
            .ok();
    assertArrayEquals(
        content, MessageOpener.open(plain, identity(curve), "name", LIMIT).content());
    assertFails(
        CryptFailure.NameMismatch.class,
        () -> MessageOpener.open(plain, identity(curve), "other", LIMIT));

    byte[] compressed = gpg.gpg("-r", curve, "-o", "-", "-e", file).ok();
    CryptFailure.BadSyntax refused =
        assertFails(
            CryptFailure.BadSyntax.class,
            () -> MessageOpener.open(compressed, identity(curve), "content", LIMIT));
    assertTrue(
        refused.fault() == SyntaxFault.COMPRESSED
            || refused.fault() == SyntaxFault.PARTIAL_LENGTH,
        refused.toString());

    byte[] weak =
        gpg.gpg("-r", curve, "--compress-algo", "none", "--cipher-algo", "AES128", "-o", "-", "-e",
            file)
            .ok();
    assertFails(
        CryptFailure.KeyPacketDamaged.class,
        () -> MessageOpener.open(weak, identity(curve), "content", LIMIT));

    byte[] signed = gpg.gpg("-r", curve, "-u", curve, "-o", "-", "-s", "-e", file).ok();
    assertFails(
        CryptFailure.BadSyntax.class,
        () -> MessageOpener.open(signed, identity(curve), "content", LIMIT));

    byte[] symmetric = gpg.gpg("--passphrase", "x", "-o", "-", "-c", file).ok();
    assertSyntax(
        SyntaxFault.UNEXPECTED_PACKET,
        () -> MessageOpener.open(symmetric, identity(curve), "content", LIMIT));
  }

  @Test
  void hiddenRecipientIsTried() throws Exception {
    String file = gpg.file("content", new byte[7]);
    byte[] hidden =
        gpg.gpg("-R", curve, "--compress-algo", "none", "--set-filename", "n", "-o", "-", "-e",
            file)
            .ok();
    assertArrayEquals(
        new byte[7], MessageOpener.open(hidden, identity(curve), "n", LIMIT).content());
    CryptFailure.NoMatchingKey failure =
        assertFails(
            CryptFailure.NoMatchingKey.class,
            () -> MessageOpener.open(hidden, identity(rsa), "n", LIMIT));
    assertEquals(List.of("0000000000000000"), failure.keyIds());
  }

  @Test
  void gpgVerifiesOurClearSignatures() throws Exception {
    String text = "dura-tail: 1\n\n- dashed\n-----BEGIN PGP\nFrom me\n|quoted\n";
    for (Identity signer : List.of(TestKeys.client(), identity(rsa), identity(curve))) {
      long time = Math.max(now(), TestKeys.TIME) + 1;
      byte[] signed = ClearSigner.sign(text, signer, time);
      try (Gpg fresh = new Gpg()) {
        fresh.gpg("--import", fresh.file("cert", signer.certificates().getFirst())).ok();
        String file = fresh.file("signed", signed);
        String faked = (time + 10) + "!";
        String status =
            fresh.gpg("--faked-system-time", faked, "--status-fd", "1", "--verify", file).text();
        assertTrue(status.contains("VALIDSIG " + signer.fingerprints().getFirst()), status);
        assertEquals(text, fresh.gpg("--faked-system-time", faked, "-d", file).text());

        byte[] changed = signed.clone();
        changed[60] ^= 1;
        assertNotEquals(0, fresh.gpg("--verify", fresh.file("changed", changed)).exit());

        String cert = fresh.path("cert");
        byte[] ofSq = fresh.sq("verify", "--signer-cert", cert, file).ok();
        assertEquals(text.strip(), new String(ofSq, StandardCharsets.US_ASCII).strip());
      }
    }
  }

  @Test
  void weVerifyClearSignaturesOfGpg() throws Exception {
    String text = "dura-tail: 1\n\n- dashed\nFrom me\n";
    String file = gpg.file("text", ascii(text));
    for (String key : List.of(rsa, curve, nist)) {
      byte[] certificate = gpg.gpg("--export", key).ok();
      byte[] signed = gpg.gpg("-u", key, "-o", "-", "--clear-sign", file).ok();
      ClearVerifier verifier = ClearVerifier.of(List.of(certificate));
      ClearVerdict.Good good =
          assertInstanceOf(ClearVerdict.Good.class, verifier.verify(signed));
      assertEquals(text, good.text());
      assertEquals(key, good.fingerprint());
    }
    byte[] weak =
        gpg.gpg("-u", rsa, "--digest-algo", "SHA1", "-o", "-", "--clear-sign", file).ok();
    assertEquals(
        new ClearVerdict.Bad(text, rsa, ClearVerdict.Reason.WEAK_HASH),
        ClearVerifier.of(List.of(gpg.gpg("--export", rsa).ok())).verify(weak));
  }

  @Test
  void gpgImportsTheClientKey() throws Exception {
    try (Gpg fresh = new Gpg()) {
      fresh.gpg("--import", fresh.file("key", ascii(TestKeys.CLIENT_KEY))).ok();
      String file = fresh.file("text", ascii("a: b\n"));
      byte[] signed = fresh.gpg("-o", "-", "--clear-sign", file).ok();
      ClearVerifier verifier = ClearVerifier.of(TestKeys.client().certificates());
      assertInstanceOf(ClearVerdict.Good.class, verifier.verify(signed));
      String listed = fresh.gpg("--with-colons", "--list-secret-keys").text();
      assertTrue(listed.contains(":Dura client laptop:"), listed);
    }
  }

  @Test
  void expiredCertificatesAreRefusedFromThenOn() throws Exception {
    String time = "20200101T000000!";
    gpg.gpg("--faked-system-time", time, "--passphrase", "", "--quick-gen-key", "old", "ed25519",
        "cert,sign", "10d")
        .ok();
    String key = onlyFingerprint("old");
    gpg.gpg("--faked-system-time", time, "--passphrase", "", "--quick-add-key", key, "cv25519",
        "encr", "5d")
        .ok();
    byte[] certificate = gpg.gpg("--export", key).ok();
    long start = 1_577_836_800L;
    long day = 86_400;
    assertEquals(key, Recipient.parse(certificate, start + 4 * day).fingerprintHex());
    assertEquals(
        new CryptFailure.Expired(key, start + 5 * day),
        assertFails(
            CryptFailure.Expired.class, () -> Recipient.parse(certificate, start + 6 * day)));
    assertEquals(
        new CryptFailure.Expired(key, start + 10 * day),
        assertFails(
            CryptFailure.Expired.class, () -> Recipient.parse(certificate, start + 11 * day)));
    assertFails(
        CryptFailure.Expired.class, () -> Recipient.parse(certificate, FAR_FUTURE));

    Identity secret = identity(key);
    ClearVerifier verifier = ClearVerifier.of(List.of(certificate));
    byte[] intime = ClearSigner.sign("a: b\n", secret, start + day);
    assertInstanceOf(ClearVerdict.Good.class, verifier.verify(intime));
    assertFails(
        CryptFailure.NoSigningKey.class,
        () -> ClearSigner.sign("a: b\n", secret, start + 11 * day));
    byte[] content = new byte[3];
    byte[] message =
        MessageSealer.seal(
            content, "n", List.of(Recipient.parse(certificate, start)), new SeededRandom(1))
            .message();
    assertArrayEquals(content, MessageOpener.open(message, secret, "n", LIMIT).content());
  }

  private static String onlyFingerprint(String userId) throws Exception {
    String listed = gpg.gpg("--with-colons", "--list-keys", "=" + userId).text();
    return listed.replaceAll("(?s).*?\nfpr:+([0-9A-F]{40}):.*", "$1");
  }

  @Test
  void revokedCertificatesAreRefused() throws Exception {
    try (Gpg fresh = new Gpg()) {
      String key = fresh.makeKey("gone", "ed25519", "cv25519");
      byte[] before = fresh.gpg("--export", key).ok();
      String revocation =
          new String(
              fresh.read("openpgp-revocs.d/" + key + ".rev"),
              StandardCharsets.US_ASCII)
              .replace(":-----BEGIN", "-----BEGIN");
      fresh.gpg("--import", fresh.file("rev", ascii(revocation))).ok();
      byte[] after = fresh.gpg("--export", key).ok();
      long later = now() + 1000;
      assertEquals(key, Recipient.parse(before, later).fingerprintHex());
      assertEquals(
          new CryptFailure.Revoked(key),
          assertFails(CryptFailure.Revoked.class, () -> Recipient.parse(after, later)));
    }
  }

  @Test
  void keyFilesAreTakenAsTheyCome() throws Exception {
    byte[] two = gpg.gpg("--export", rsa, curve).ok();
    CryptFailure.SeveralCertificates several =
        assertFails(
            CryptFailure.SeveralCertificates.class, () -> Recipient.parse(two, now()));
    assertEquals(List.of(rsa, curve), several.fingerprints());
    byte[] armoredTwo = gpg.gpg("--armor", "--export", rsa, curve).ok();
    assertFails(
        CryptFailure.SeveralCertificates.class, () -> Recipient.parse(armoredTwo, now()));
    byte[] oneArmor = gpg.gpg("--armor", "--export", rsa).ok();
    byte[] otherArmor = gpg.gpg("--armor", "--export", curve).ok();
    byte[] joined = Arrays.copyOf(oneArmor, oneArmor.length + otherArmor.length);
    System.arraycopy(otherArmor, 0, joined, oneArmor.length, otherArmor.length);
    assertFails(CryptFailure.SeveralCertificates.class, () -> Recipient.parse(joined, now()));

    assertArrayEquals(
        recipient(rsa).certificate(), Recipient.parse(oneArmor, now()).certificate());
    Recipient fromSecret =
        Recipient.parse(gpg.gpg("--armor", "--export-secret-keys", rsa).ok(), now());
    assertTrue(fromSecret.fromSecretKey());
    assertArrayEquals(recipient(rsa).certificate(), fromSecret.certificate());
    assertFails(CryptFailure.BadKeyFile.class, () -> LockedIdentity.parse(oneArmor));
  }
}
