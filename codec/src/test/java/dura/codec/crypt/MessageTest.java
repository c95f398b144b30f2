package dura.codec.crypt;

import static dura.codec.crypt.CryptAssertions.assertFails;
import static dura.codec.crypt.CryptAssertions.assertSyntax;
import static dura.codec.crypt.TestKeys.archive;
import static dura.codec.crypt.TestKeys.archiveRecipient;
import static dura.codec.crypt.TestKeys.ascii;
import static dura.codec.crypt.TestKeys.client;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final int LIMIT = 1 << 20;
  private static final String NAME = "00ff/b000001-aaaaaaaa/d0000001";

  private static SealedMessage sealed(int length, String name) {
    SeededRandom random = new SeededRandom(length);
    return MessageSealer.seal(
        random.bytes(length), name, List.of(archiveRecipient()), random);
  }

  /// A message of the given plaintext behind the prefix, without its MDC packet.
  private static byte[] messageOf(SessionKey key, byte[] plaintext) {
    byte[] keyPacket = archiveRecipient().keyPacket(key, new SeededRandom(7));
    int body = 1 + Cfb.PREFIX + plaintext.length + Cfb.MDC;
    byte[] message = new byte[keyPacket.length + Packet.headerLength(body) + body];
    System.arraycopy(keyPacket, 0, message, 0, keyPacket.length);
    int at = Packet.writeHeader(message, keyPacket.length, Packet.TAG_ENCRYPTED, body);
    message[at] = 1;
    System.arraycopy(plaintext, 0, message, at + 1 + Cfb.PREFIX, plaintext.length);
    CfbEncryption.encrypt(key, message, at + 1, message.length - Cfb.MDC);
    return message;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void boundaryLengthsComeBack() throws CryptException {
    int[] lengths = {0, 1, 15, 16, 17, 140, 150, 151, 160, 185, 186, 191, 192, 8340, 8341, 8377,
      8378, 8383, 8384, 16383, 16384, 65536};
    for (int length : lengths) {
      for (String name : new String[] {"", "n", NAME, "x".repeat(255)}) {
        SealedMessage message = sealed(length, name);
        byte[] content = new SeededRandom(length).bytes(length);
        OpenedMessage opened =
            MessageOpener.open(message.message(), archive(), name, length);
        assertArrayEquals(content, opened.content(), () -> length + " bytes");
      }
    }
  }

  /// The layout of page 40, byte by byte.
  @Test
  void layoutIsThatOfTheSpecification() throws CryptException {
    SealedMessage message = sealed(1000, NAME);
    byte[] bytes = message.message();
    Packet key = Packet.read(bytes, 0, bytes.length);
    assertEquals(Packet.TAG_KEY, key.tag());
    assertEquals(0xC1, bytes[0] & 0xFF);
    Packet data = Packet.read(bytes, key.end(), bytes.length);
    assertEquals(0xD2, bytes[key.end()] & 0xFF);
    assertEquals(bytes.length, data.end());
    assertEquals(1, bytes[data.bodyStart()]);
    int literalHeader = 1 + 2 + 1 + 1 + NAME.length() + 4;
    assertEquals(data.bodyStart() + 1 + 18 + literalHeader, message.contentOffset());
    assertEquals(message.contentOffset() + 1000 + 22, bytes.length);
    assertEquals(List.of(archiveRecipient().encryptionKeyId()), keyIds(bytes));
  }

  private static List<String> keyIds(byte[] message) throws CryptException {
    return MessageSyntax.parse(message)
        .keyPackets()
        .stream()
        .map(SessionKeyPacket::keyIdHex)
        .toList();
  }

  @Test
  void plainFeedbackModeDecryptsTheSame() throws Exception {
    SealedMessage message = sealed(100_000, NAME);
    MessageSyntax.Layout layout = MessageSyntax.parse(message.message());
    Cipher cfb = Cipher.getInstance("AES/CFB/NoPadding");
    cfb.init(
        Cipher.DECRYPT_MODE,
        message.key().aes(),
        new IvParameterSpec(new byte[16]));
    byte[] oracle =
        cfb.doFinal(message.message(), layout.cipherOffset(), layout.cipherLength());
    byte[] own = new byte[layout.cipherLength()];
    new Cfb(message.key())
        .decrypt(message.message(), layout.cipherOffset(), 0, own.length, own, 0);
    assertArrayEquals(oracle, own);
    assertEquals(oracle[14], oracle[16]);
    assertEquals(oracle[15], oracle[17]);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] message = sealed(300, NAME).message();
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      assertFails(
          CryptFailure.BadSyntax.class,
          () -> MessageOpener.open(cut, archive(), NAME, LIMIT));
    }
  }

  @Test
  void otherPacketsAreRefused() {
    byte[] message = sealed(10, NAME).message();
    byte[] padding = hex("d5 01 00");
    byte[] skesk = hex("c3 04 04 09 00 08");
    assertSyntax(SyntaxFault.TRAILING_BYTES, () -> parse(concat(message, padding)));
    assertSyntax(SyntaxFault.TRAILING_BYTES, () -> parse(concat(message, hex("00"))));
    assertSyntax(SyntaxFault.UNEXPECTED_PACKET, () -> parse(concat(padding, message)));
    assertSyntax(SyntaxFault.UNEXPECTED_PACKET, () -> parse(concat(skesk, message)));
    assertSyntax(SyntaxFault.COMPRESSED, () -> parse(hex("c8 02 00 00")));
    assertSyntax(SyntaxFault.NOT_A_PACKET, () -> parse(hex("00")));
    assertSyntax(SyntaxFault.TRUNCATED, () -> parse(new byte[0]));
    assertSyntax(SyntaxFault.TRUNCATED, () -> parse(hex("c1 ff 7f ff ff ff")));
    assertSyntax(SyntaxFault.TRUNCATED, () -> parse(hex("c1 ff ff ff ff ff")));
    assertSyntax(SyntaxFault.PARTIAL_LENGTH, () -> parse(hex("d2 e9")));
    assertSyntax(SyntaxFault.PARTIAL_LENGTH, () -> parse(hex("87 00")));
  }

  private static void parse(byte[] message) throws CryptException {
    MessageSyntax.parse(message);
  }

  @Test
  void dataPacketIsVersionOneBehindKeyPackets() throws CryptException {
    byte[] message = sealed(10, NAME).message();
    Packet key = Packet.read(message, 0, message.length);
    byte[] data = Arrays.copyOfRange(message, key.end(), message.length);
    assertSyntax(SyntaxFault.NO_KEY_PACKET, () -> parse(data));
    byte[] second = message.clone();
    second[Packet.read(message, key.end(), message.length).bodyStart()] = 2;
    assertSyntax(SyntaxFault.BAD_VERSION, () -> parse(second));
    byte[] keyPacket = Arrays.copyOf(message, key.end());
    byte[][] many = Collections.nCopies(17, keyPacket).toArray(byte[][]::new);
    assertSyntax(
        SyntaxFault.TOO_MANY_KEY_PACKETS, () -> parse(concat(concat(many), data)));
  }

  @Test
  void strangeContentsAreRefused() {
    SessionKey key = SessionKey.random(new SeededRandom(3));
    String date = "00000000";
    assertStrange(SyntaxFault.COMPRESSED, key, hex("c8 02 00 00 00 00 00 00"));
    assertStrange(SyntaxFault.NESTED, key, hex("d2 02 01 00 00 00 00 00"));
    assertStrange(SyntaxFault.NESTED, key, hex("c1 02 01 00 00 00 00 00"));
    assertStrange(SyntaxFault.UNEXPECTED_PACKET, key, hex("c2 06 00 00 00 00 00 00"));
    assertStrange(SyntaxFault.PARTIAL_LENGTH, key, hex("cb e1 62 00" + date));
    assertStrange(SyntaxFault.BAD_LITERAL, key, hex("cb 06 74 00" + date));
    assertStrange(SyntaxFault.BAD_LITERAL, key, hex("cb 06 62 09" + date));
    assertStrange(SyntaxFault.BAD_LITERAL, key, hex("cb 03 62 00 00"));
    assertStrange(SyntaxFault.FORGED_LENGTH, key, hex("cb 06 62 00" + date + "00"));
    assertStrange(SyntaxFault.TRUNCATED, key, hex("cb 07 62 00" + date));
    assertStrange(SyntaxFault.TRUNCATED, key, hex("cb ff ff ff ff ff 62 00" + date));
  }

  private static void assertStrange(SyntaxFault fault, SessionKey key, byte[] plaintext) {
    byte[] message = messageOf(key, plaintext);
    assertSyntax(fault, () -> MessageOpener.open(message, archive(), "", LIMIT));
    assertSyntax(fault, () -> MessageOpener.open(message, key, "", LIMIT));
  }

  @Test
  void prefixMustRepeat() {
    SessionKey key = SessionKey.random(new SeededRandom(3));
    byte[] plaintext = hex("cb 06 62 00 00000000");
    byte[] message = messageOf(key, plaintext);
    int cipher = message.length - Cfb.MDC - plaintext.length - Cfb.PREFIX;
    byte[] decrypted = new byte[message.length - cipher];
    new Cfb(key).decrypt(message, cipher, 0, decrypted.length, decrypted, 0);
    decrypted[17] ^= 1;
    byte[] forged = message.clone();
    System.arraycopy(decrypted, 0, forged, cipher, decrypted.length);
    CfbEncryption.encrypt(key, forged, cipher, forged.length - Cfb.MDC);
    assertSyntax(
        SyntaxFault.BAD_PREFIX, () -> MessageOpener.open(forged, key, "", LIMIT));
  }

  @Test
  void nameOfAnotherObjectIsRefused() {
    byte[] message = sealed(10, NAME).message();
    CryptFailure.NameMismatch failure =
        assertFails(
            CryptFailure.NameMismatch.class,
            () -> MessageOpener.open(message, archive(), NAME + "0", LIMIT));
    assertEquals(new CryptFailure.NameMismatch(NAME + "0", NAME), failure);
  }

  @Test
  void contentBeyondTheLimitIsRefused() {
    byte[] message = sealed(1000, NAME).message();
    CryptFailure.TooLong failure =
        assertFails(
            CryptFailure.TooLong.class,
            () -> MessageOpener.open(message, archive(), NAME, 999));
    assertEquals(new CryptFailure.TooLong(1000, 999), failure);
  }

  @Test
  void failedMdcStillGivesTheContentAsUntrusted() throws CryptException {
    SealedMessage sealed = sealed(1000, NAME);
    byte[] message = sealed.message().clone();
    message[message.length - 1] ^= 1;
    OpenedMessage opened = MessageOpener.open(message, archive(), NAME, LIMIT);
    assertEquals(MdcVerdict.BAD, opened.mdc());
    assertFails(CryptFailure.MdcFailed.class, opened::content);
    assertArrayEquals(
        new SeededRandom(1000).bytes(1000), opened.untrustedContent());
  }

  @Test
  void destroyedStartStillGivesTheRestAsUntrusted() throws CryptException {
    SealedMessage sealed = sealed(9000, NAME);
    byte[] message = sealed.message().clone();
    int cipher = MessageSyntax.parse(message).cipherOffset();
    Arrays.fill(message, cipher, cipher + 4096, (byte) 0);
    OpenedMessage opened = MessageOpener.open(message, sealed.key(), NAME, LIMIT);
    assertEquals(MdcVerdict.BAD, opened.mdc());
    byte[] content = new SeededRandom(9000).bytes(9000);
    assertArrayEquals(
        Arrays.copyOfRange(content, 4200, 9000),
        Arrays.copyOfRange(opened.untrustedContent(), 4200, 9000));
  }

  @Test
  void strangerIsToldWhichKeysAreNeeded() {
    byte[] message = sealed(10, NAME).message();
    CryptFailure.NoMatchingKey failure =
        assertFails(
            CryptFailure.NoMatchingKey.class,
            () -> MessageOpener.open(message, client(), NAME, LIMIT));
    assertEquals(List.of(archiveRecipient().encryptionKeyId()), failure.keyIds());
  }

  @Test
  void damagedKeyPacketIsNotTakenForAMissingKey() {
    byte[] message = sealed(10, NAME).message();
    message[60] ^= 1;
    assertFails(
        CryptFailure.KeyPacketDamaged.class,
        () -> MessageOpener.open(message, archive(), NAME, LIMIT));
  }

  @Test
  void argumentsOutOfRangeAreOurOwnMistake() {
    List<Recipient> one = List.of(archiveRecipient());
    SeededRandom random = new SeededRandom(1);
    byte[] content = new byte[1];
    for (String name : new String[] {"x".repeat(256), "\n", "é"}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> MessageSealer.seal(content, name, one, random));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> MessageSealer.seal(content, "n", List.of(), random));
    assertThrows(
        IllegalArgumentException.class,
        () -> MessageSealer.seal(content, "n", Collections.nCopies(17, one.getFirst()), random));
  }

  @Test
  void gpgStatusLinesGiveTheSessionKey() throws CryptException {
    SessionKey key = SessionKey.random(new SeededRandom(9));
    String status =
        "[GNUPG:] ENC_TO 0123456789ABCDEF 18 0\n[GNUPG:] SESSION_KEY "
            + key.gpgText()
            + "\n[GNUPG:] BEGIN_DECRYPTION\n";
    assertEquals(key, GpgStatus.sessionKey(status).orElseThrow());
    assertTrue(GpgStatus.sessionKey("[GNUPG:] NO_SECKEY 0123456789ABCDEF\n").isEmpty());
    assertTrue(GpgStatus.sessionKey("x [GNUPG:] SESSION_KEY " + key.gpgText()).isEmpty());
    for (String bad : new String[] {"7:" + "00".repeat(16), "9:00", "9:" + "0".repeat(63)}) {
      assertFails(
          CryptFailure.BadSessionKey.class,
          () -> GpgStatus.sessionKey("[GNUPG:] SESSION_KEY " + bad + "\n"));
    }
  }

  @Test
  void rangeOpenerRefusesImpossibleMeasures() {
    SealedMessage sealed = sealed(100, NAME);
    int length = sealed.message().length;
    assertThrows(
        IllegalArgumentException.class,
        () -> new RangeOpener(sealed.key(), NAME, length, length));
    assertThrows(
        IllegalArgumentException.class, () -> new RangeOpener(sealed.key(), NAME, length, 10));
    RangeOpener ranges =
        new RangeOpener(sealed.key(), NAME, length, sealed.contentOffset());
    assertThrows(
        IllegalArgumentException.class, () -> ranges.open(new byte[3], 0, 10));
    assertThrows(
        IllegalArgumentException.class, () -> ranges.openFrom(sealed.message(), 0, 101));
  }

  @Test
  void sessionKeyTellsNothingOfItself() {
    SessionKey key = SessionKey.random(new SeededRandom(9));
    assertEquals("SessionKey[AES-256]", key.toString());
    assertEquals(2 + 64, key.gpgText().length());
    assertEquals(ascii(key.gpgText()).length, 66);
  }
}
