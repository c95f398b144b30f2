package dura.codec.crypt;

import static dura.codec.crypt.TestKeys.TIME;
import static dura.codec.crypt.TestKeys.ascii;
import static dura.codec.crypt.TestKeys.client;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class ClearSignatureProperties {
  private static final String FINGERPRINT = client().fingerprints().getFirst();

  private final ClearVerifier verifier = verifierOf(client());

  private static ClearVerifier verifierOf(Identity identity) {
    try {
      return ClearVerifier.of(identity.certificates());
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> plain =
        Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(60).map(String::stripTrailing);
    Arbitrary<String> tricky =
        Arbitraries.of(
            "", "-", "- ", "- -", "--", "-----BEGIN PGP SIGNATURE-----", "From a", "Hash: SHA512");
    return Arbitraries.frequencyOf(
        Tuple.of(3, plain), Tuple.of(1, tricky))
        .map(String::stripTrailing)
        .list()
        .ofMinSize(1)
        .ofMaxSize(20)
        .map(lines -> String.join("\n", lines) + "\n");
  }

  @Property(tries = 200)
  void everyTextComesBack(@ForAll("texts") String text) throws CryptException {
    byte[] signed = ClearSigner.sign(text, client(), TIME + 1);
    assertEquals(
        new ClearVerdict.Good(text, FINGERPRINT, TIME + 1), verifier.verify(signed));
    assertArrayEquals(signed, ClearSigner.sign(text, client(), TIME + 1));
  }

  /// What is changed is never taken for good with another text.
  @Property(tries = 300)
  void changedDocumentsAreNotGood(
      @ForAll("texts") String text,
      @ForAll @IntRange(min = 0, max = 1_000_000) int place,
      @ForAll @IntRange(min = 1, max = 255) int change)
      throws CryptException {
    byte[] signed = ClearSigner.sign(text, client(), TIME + 1);
    signed[place % signed.length] ^= (byte) change;
    if (verifier.verify(signed) instanceof ClearVerdict.Good good) {
      // Left: the name of the hash in the frame and what armor ignores.
      assertEquals(text, good.text());
    }
  }

  @Example
  void unknownSignerIsNamed() throws CryptException {
    byte[] signed = ClearSigner.sign("a: b\n", client(), TIME + 1);
    ClearVerdict verdict = verifierOf(TestKeys.archive()).verify(signed);
    assertEquals(
        new ClearVerdict.UnknownSigner("a: b\n", FINGERPRINT.substring(24)), verdict);
    assertInstanceOf(
        ClearVerdict.UnknownSigner.class, ClearVerifier.of(List.of()).verify(signed));
  }

  @Example
  void changedTextIsBadAndStillReadable() throws CryptException {
    byte[] signed = ClearSigner.sign("a: b\n", client(), TIME + 1);
    String changed = new String(signed, StandardCharsets.US_ASCII);
    assertEquals(
        new ClearVerdict.Bad("a: c\n", FINGERPRINT, ClearVerdict.Reason.NOT_AUTHENTIC),
        verifier.verify(ascii(changed.replace("a: b", "a: c"))));
  }

  @Example
  void signatureOlderThanItsKeyIsBad() throws CryptException {
    Identity older =
        LockedIdentity.parse(ascii(KeyMaker.clientKey("laptop", TIME, new SeededRandom(2))))
            .unlock();
    assertThrows(
        CryptException.class, () -> ClearSigner.sign("a: b\n", older, TIME - 1));
  }

  @Example
  void otherDocumentsAreMalformed() throws CryptException {
    String signed =
        new String(
            ClearSigner.sign("a: b\nc: d\n", client(), TIME + 1),
            StandardCharsets.US_ASCII);
    List<String> documents =
        List.of(
            "",
            "a: b\n",
            "x" + signed,
            "\n" + signed,
            signed + "\n",
            signed + "x",
            signed + signed,
            signed.substring(0, signed.length() - 1),
            signed.replace("\n", "\r\n"),
            signed.replace("a: b\n", "a: b \n"),
            signed.replace("a: b\n", "a: \u00e9\n"),
            signed.replace("a: b\n", "-x\n"),
            signed.replace("Hash:", "Comment:"),
            signed.replace("-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----"),
            signed.substring(0, signed.indexOf("-----BEGIN PGP SIGNATURE-----")));
    for (String document : documents) {
      byte[] bytes = document.getBytes(StandardCharsets.ISO_8859_1);
      assertInstanceOf(ClearVerdict.Malformed.class, verifier.verify(bytes), document);
    }
  }

  @Example
  void textsThatWouldChangeAreNotSigned() {
    for (String text : List.of("", "a", "a \n", "a\t\n", "a\r\n", "\u00e9\n")) {
      assertFalse(ClearText.isSignable(text));
      assertThrows(
          IllegalArgumentException.class, () -> ClearSigner.sign(text, client(), TIME + 1));
    }
  }
}
