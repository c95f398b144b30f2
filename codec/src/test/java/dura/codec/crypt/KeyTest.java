package dura.codec.crypt;

import static dura.codec.crypt.CryptAssertions.assertFails;
import static dura.codec.crypt.TestKeys.ARCHIVE_KEY;
import static dura.codec.crypt.TestKeys.CLIENT_KEY;
import static dura.codec.crypt.TestKeys.PASSPHRASE;
import static dura.codec.crypt.TestKeys.TIME;
import static dura.codec.crypt.TestKeys.ascii;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTest {
  @Test
  void keysAreAFunctionOfRandomnessAndTime() {
    assertEquals(CLIENT_KEY, KeyMaker.clientKey("laptop", TIME, new SeededRandom(2)));
    assertNotEquals(CLIENT_KEY, KeyMaker.clientKey("laptop", TIME + 1, new SeededRandom(2)));
    assertNotEquals(CLIENT_KEY, KeyMaker.clientKey("laptop", TIME, new SeededRandom(3)));
    String again =
        KeyMaker.archiveKey(
            "00112233445566778899aabbccddeeff",
            PASSPHRASE.toCharArray(),
            TIME,
            new SeededRandom(1));
    assertEquals(ARCHIVE_KEY, again);
  }

  /// Armor can stand in a sheet: printable ASCII, LF, no trailing spaces, no headers.
  @Test
  void armorFitsIntoSheets() {
    for (String key : List.of(ARCHIVE_KEY, CLIENT_KEY, TestKeys.archiveRecipient().armored())) {
      assertTrue(ClearText.isSignable(key));
      assertEquals("", key.lines().toList().get(1), "no armor headers");
      assertTrue(key.endsWith("-----\n"));
    }
  }

  @Test
  void passphraseOpensTheKeyAndNothingElseDoes() throws CryptException {
    LockedIdentity locked = LockedIdentity.parse(ascii(ARCHIVE_KEY));
    assertTrue(locked.needsPassphrase());
    assertEquals(
        locked.fingerprints(),
        assertFails(CryptFailure.WrongPassphrase.class, () -> locked.unlock("wrong".toCharArray()))
            .fingerprints());
    assertFails(CryptFailure.WrongPassphrase.class, locked::unlock);
    assertFails(
        CryptFailure.WrongPassphrase.class,
        () -> locked.unlock(new byte[] {(byte) 0xFF, (byte) 0xFE}));
    Identity unlocked = locked.unlock(ascii(PASSPHRASE));
    assertEquals(locked.fingerprints(), unlocked.fingerprints());
    assertArrayEquals(
        locked.certificates().getFirst(), unlocked.certificates().getFirst());
    assertFalse(LockedIdentity.parse(ascii(CLIENT_KEY)).needsPassphrase());
  }

  @Test
  void changedPassphraseKeepsTheKey() throws CryptException {
    byte[] file = ascii(ARCHIVE_KEY);
    char[] next = "next".toCharArray();
    assertFails(
        CryptFailure.WrongPassphrase.class,
        () -> KeyMaker.changePassphrase(file, next, next, new SeededRandom(4)));
    String changed =
        KeyMaker.changePassphrase(file, PASSPHRASE.toCharArray(), next, new SeededRandom(4));
    LockedIdentity locked = LockedIdentity.parse(ascii(changed));
    assertFails(
        CryptFailure.WrongPassphrase.class, () -> locked.unlock(PASSPHRASE.toCharArray()));
    assertArrayEquals(
        TestKeys.archive().certificates().getFirst(),
        locked.unlock(next).certificates().getFirst());
  }

  @Test
  void certificateHoldsNothingSecret() throws CryptException {
    Recipient recipient = Recipient.parse(ascii(ARCHIVE_KEY), TIME);
    assertTrue(recipient.fromSecretKey());
    assertArrayEquals(
        recipient.certificate(), TestKeys.archive().certificates().getFirst());
    assertFails(
        CryptFailure.BadKeyFile.class, () -> LockedIdentity.parse(recipient.certificate()));
    Recipient again = Recipient.parse(ascii(recipient.armored()), TIME);
    assertFalse(again.fromSecretKey());
    assertEquals(recipient.fingerprintHex(), again.fingerprintHex());
    assertEquals(20, again.fingerprint().length);
  }

  @Test
  void signingKeyIsNoRecipientAndNotYetMadeKeyNeither() {
    assertFails(
        CryptFailure.NoEncryptionKey.class, () -> Recipient.parse(ascii(CLIENT_KEY), TIME));
    assertFails(
        CryptFailure.NoEncryptionKey.class,
        () -> Recipient.parse(ascii(ARCHIVE_KEY), TIME - 1));
  }

  @Test
  void severalSecretKeysServeTogether() throws CryptException {
    Identity both =
        LockedIdentity.parse(ascii(ARCHIVE_KEY + "\n" + CLIENT_KEY))
            .unlock(PASSPHRASE.toCharArray());
    assertEquals(2, both.certificates().size());
    SealedMessage sealed =
        MessageSealer.seal(
            new byte[5], "n", List.of(TestKeys.archiveRecipient()), new SeededRandom(1));
    assertEquals(5, MessageOpener.open(sealed.message(), both, "n", 5).content().length);
    Identity clientOnly =
        LockedIdentity.parse(ascii(ARCHIVE_KEY + CLIENT_KEY)).unlock();
    assertFails(
        CryptFailure.NoMatchingKey.class,
        () -> MessageOpener.open(sealed.message(), clientOnly, "n", 5));
  }

  @Test
  void filesThatAreNoKeysAreRefused() {
    byte[] binary = TestKeys.archiveRecipient().certificate();
    byte[] armored = ascii(TestKeys.archiveRecipient().armored());
    byte[] signed = ascii("-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n");
    byte[] message =
        MessageSealer.seal(
            new byte[5], "n", List.of(TestKeys.archiveRecipient()), new SeededRandom(1))
            .message();
    byte[] oneBit = armored.clone();
    oneBit[armored.length / 2] ^= 1;
    List<byte[]> files =
        List.of(
            new byte[0],
            new byte[100],
            ascii("hello\n"),
            signed,
            message,
            oneBit,
            Arrays.copyOf(binary, 20),
            Arrays.copyOf(armored, 200),
            new byte[KeyFile.MAX_BYTES + 1]);
    for (byte[] file : files) {
      assertFails(CryptFailure.BadKeyFile.class, () -> Recipient.parse(file, TIME));
      assertFails(CryptFailure.BadKeyFile.class, () -> LockedIdentity.parse(file));
    }
  }

  /// Without a passphrase only a sum of 16 bits protects the secret half.
  @Test
  void damagedSecretKeySignsNothing() throws CryptException {
    byte[] sound = KeyFile.encode(KeyFile.read(ascii(CLIENT_KEY)).getFirst());
    Packet secret = Packet.read(sound, 0, sound.length);
    byte[] damaged = sound.clone();
    // Swapped octets keep the sum.
    damaged[secret.end() - 4] = sound[secret.end() - 3];
    damaged[secret.end() - 3] = sound[secret.end() - 4];
    Identity identity = LockedIdentity.parse(damaged).unlock();
    assertFails(
        CryptFailure.BadKeyFile.class, () -> ClearSigner.sign("a: b\n", identity, TIME));
  }

  @Test
  void emptyPassphrasesAndStrangeLabelsAreOurOwnMistake() {
    SeededRandom random = new SeededRandom(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> KeyMaker.archiveKey("00", new char[0], TIME, random));
    assertThrows(
        IllegalArgumentException.class, () -> KeyMaker.clientKey("é", TIME, random));
  }
}
