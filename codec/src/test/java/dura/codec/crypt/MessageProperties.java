package dura.codec.crypt;

import static dura.codec.crypt.TestKeys.archive;
import static dura.codec.crypt.TestKeys.archiveRecipient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class MessageProperties {
  private static final int LIMIT = 1 << 20;

  /// Lengths around every step of the packet lengths, the cipher's blocks and its chunks.
  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.integers().between(0, 400)),
        Tuple.of(1, Arbitraries.integers().between(8000, 8500)),
        Tuple.of(1, Arbitraries.integers().between(Cfb.CHUNK - 350, Cfb.CHUNK + 50)),
        Tuple.of(1, Arbitraries.integers().between(2 * Cfb.CHUNK - 350, 2 * Cfb.CHUNK + 50)),
        Tuple.of(1, Arbitraries.integers().between(0, 3 * Cfb.CHUNK)));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(255);
  }

  @Property(tries = 100)
  void everyContentComesBack(
      @ForAll("lengths") int length, @ForAll("names") String name, @ForAll long seed)
      throws CryptException {
    SeededRandom random = new SeededRandom(seed);
    byte[] content = random.bytes(length);
    SealedMessage sealed =
        MessageSealer.seal(content, name, List.of(archiveRecipient()), random);
    OpenedMessage opened = MessageOpener.open(sealed.message(), archive(), name, length);
    assertEquals(MdcVerdict.GOOD, opened.mdc());
    assertArrayEquals(content, opened.content());
    assertEquals(name, opened.literalName());
    assertEquals(sealed.key(), opened.key());
    assertArrayEquals(
        content, MessageOpener.open(sealed.message(), sealed.key(), name, length).content());
  }

  @Property(tries = 20)
  void messageIsAFunctionOfItsArguments(
      @ForAll("lengths") int length,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int copies) {
    List<Recipient> recipients = Collections.nCopies(copies, archiveRecipient());
    byte[] content = new SeededRandom(~seed).bytes(length);
    assertArrayEquals(
        MessageSealer.seal(content, "n", recipients, new SeededRandom(seed)).message(),
        MessageSealer.seal(content, "n", recipients, new SeededRandom(seed)).message());
  }

  @Property(tries = 200)
  void rangesAreWhatTheWholeHasThere(
      @ForAll("lengths") int length,
      @ForAll("names") String name,
      @ForAll long seed) {
    SeededRandom random = new SeededRandom(seed);
    byte[] content = random.bytes(length);
    SealedMessage sealed =
        MessageSealer.seal(content, name, List.of(archiveRecipient()), random);
    RangeOpener ranges =
        new RangeOpener(
            sealed.key(), name, sealed.message().length, sealed.contentOffset());
    assertEquals(length, ranges.contentLength());
    for (int i = 0; i < 20; i++) {
      int from = random.nextInt(length + 1);
      int to = from + random.nextInt(length + 1 - from);
      byte[] expected = Arrays.copyOfRange(content, from, to);
      assertArrayEquals(expected, ranges.openFrom(sealed.message(), from, to));
    }
    assertArrayEquals(content, ranges.openFrom(sealed.message(), 0, length));
  }

  /// One changed byte anywhere is refused or spoils the MDC. Behind the block it lies in and the
  /// next, the content still comes out as it was, whatever was hit before it.
  @Property(tries = 300)
  void everyChangedByteIsNoticed(
      @ForAll("lengths") int length,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    SeededRandom random = new SeededRandom(seed);
    byte[] content = random.bytes(length);
    String name = "id/b000001-aaaaaaaa/d0000001";
    SealedMessage sealed =
        MessageSealer.seal(content, name, List.of(archiveRecipient()), random);
    byte[] message = sealed.message().clone();
    int at = random.nextInt(message.length);
    message[at] ^= (byte) change;
    int cipherOffset =
        sealed.contentOffset()
            - Cfb.PREFIX
            - LiteralPacket.headerLength(name.length(), length);
    try {
      OpenedMessage opened = MessageOpener.open(message, archive(), name, LIMIT);
      if (at < cipherOffset) {
        // A key packet has bits that nothing depends on.
        assertArrayEquals(content, opened.content());
      } else {
        assertEquals(MdcVerdict.BAD, opened.mdc());
        assertSpoilsTwoBlocks(content, opened.untrustedContent(), at - sealed.contentOffset());
      }
    } catch (CryptException refused) {
      assertTrue(at < cipherOffset, () -> "changed at " + at + ": " + refused);
    }
  }

  /// A destroyed key packet, or everything before the ciphertext's own header, costs whoever holds
  /// the session key nothing.
  @Property(tries = 50)
  void sessionKeyNeedsNoKeyPackets(@ForAll("lengths") int length, @ForAll long seed)
      throws CryptException {
    SeededRandom random = new SeededRandom(seed);
    byte[] content = random.bytes(length);
    SealedMessage sealed =
        MessageSealer.seal(content, "n", List.of(archiveRecipient()), random);
    int dataPacket =
        sealed.contentOffset()
            - Cfb.PREFIX
            - LiteralPacket.headerLength(1, length)
            - 1
            - Packet.headerLength(
                1 + Cfb.PREFIX + LiteralPacket.headerLength(1, length) + length + Cfb.MDC);
    byte[] message = sealed.message().clone();
    Arrays.fill(message, 0, dataPacket, (byte) random.nextInt());
    assertArrayEquals(
        content, MessageOpener.open(message, sealed.key(), "n", length).content());
  }

  private static void assertSpoilsTwoBlocks(byte[] content, byte[] opened, int at) {
    assertEquals(content.length, opened.length);
    for (int i = 0; i < content.length; i++) {
      if (i < at || i > at + 2 * Cfb.BLOCK) {
        assertEquals(content[i], opened[i], "content byte " + i);
      }
    }
  }
}
