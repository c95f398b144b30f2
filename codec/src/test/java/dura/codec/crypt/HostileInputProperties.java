package dura.codec.crypt;

import static dura.codec.crypt.TestKeys.TIME;
import static dura.codec.crypt.TestKeys.ascii;
import static dura.codec.crypt.TestKeys.client;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Whatever the bytes are, the answer is a value or a typed failure.
class HostileInputProperties {
  private static final byte[] CERTIFICATE = TestKeys.archiveRecipient().certificate();
  private static final List<byte[]> FILES =
      List.of(
          CERTIFICATE,
          ascii(TestKeys.archiveRecipient().armored()),
          ascii(TestKeys.CLIENT_KEY),
          binarySecretKey(),
          client().certificates().getFirst());

  private static byte[] binarySecretKey() {
    try {
      return KeyFile.encode(KeyFile.read(ascii(TestKeys.CLIENT_KEY)).getFirst());
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] damaged(byte[] file, long seed, int changes) {
    SeededRandom random = new SeededRandom(seed);
    byte[] damaged = Arrays.copyOf(file, file.length - random.nextInt(2) * random.nextInt(20));
    for (int i = 0; i < changes; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Property(tries = 1000)
  void damagedKeyFilesGiveTypedFailures(
      @ForAll @IntRange(min = 0, max = 4) int which,
      @ForAll @IntRange(min = 0, max = 6) int changes,
      @ForAll long seed) {
    byte[] file = damaged(FILES.get(which), seed, changes);
    try {
      Recipient recipient = Recipient.parse(file, TIME);
      // The secret half is not covered by self-signatures; what is used of the public half is.
      assertEquals(20, recipient.fingerprint().length);
      assertTrue(recipient.keyPacket(SessionKey.of(new byte[32]), new SeededRandom(1)).length > 0);
    } catch (CryptException refused) {
      assertTrue(!refused.failure().code().isEmpty());
    }
    try {
      Identity identity = LockedIdentity.parse(file).unlock();
      ClearSigner.sign("a: b\n", identity, TIME);
    } catch (CryptException refused) {
      assertTrue(!refused.failure().code().isEmpty());
    }
  }

  /// A certificate whose bytes were changed is refused, or what is used of it is as it was.
  @Property(tries = 500)
  void changedEncryptionKeyIsNotUsed(
      @ForAll @IntRange(min = 0, max = 1_000_000) int place,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] file = CERTIFICATE.clone();
    file[place % file.length] ^= (byte) change;
    try {
      Recipient changed = Recipient.parse(file, TIME);
      SessionKey key = SessionKey.of(new byte[32]);
      assertArrayEquals(
          TestKeys.archiveRecipient().keyPacket(key, new SeededRandom(1)),
          changed.keyPacket(key, new SeededRandom(1)));
    } catch (CryptException refused) {
      assertTrue(!refused.failure().code().isEmpty());
    }
  }

  /// Bouncy Castle has a class for the target of each type of signature and trusts the type.
  @Example
  void signaturesOfEveryTypeInEveryPlaceAreSurvived() throws CryptException {
    int signatures = 0;
    for (int at = 0; at < CERTIFICATE.length;) {
      Packet packet = Packet.read(CERTIFICATE, at, CERTIFICATE.length);
      if (packet.tag() == 2) {
        signatures++;
        for (int type = 0; type < 256; type++) {
          byte[] file = CERTIFICATE.clone();
          file[packet.bodyStart() + 1] = (byte) type;
          if (!Arrays.equals(file, CERTIFICATE)) {
            assertThrows(CryptException.class, () -> Recipient.parse(file, TIME));
          }
        }
      }
      at = packet.end();
    }
    assertEquals(2, signatures);
  }

  @Property(tries = 300)
  void anyBytesAreNoMessage(@ForAll byte[] bytes) {
    try {
      MessageOpener.open(bytes, client(), "n", 1 << 20);
    } catch (CryptException refused) {
      assertTrue(!refused.failure().code().isEmpty());
    }
  }

  @Property(tries = 500)
  void damagedSignaturesGiveVerdicts(
      @ForAll @IntRange(min = 1, max = 6) int changes, @ForAll long seed)
      throws CryptException {
    byte[] signed = ClearSigner.sign("a: b\nc: d\n", client(), TIME);
    ClearVerifier verifier = ClearVerifier.of(client().certificates());
    if (verifier.verify(damaged(signed, seed, changes)) instanceof ClearVerdict.Good good) {
      assertEquals("a: b\nc: d\n", good.text());
    }
  }
}
