package dura.codec.crypt;

import java.nio.charset.StandardCharsets;

/// Keys that several tests share; made once, as a passphrase costs 65 MB of hashing.
final class TestKeys {
  static final long TIME = 1_700_000_000L;
  static final String PASSPHRASE = "correct horse battery staple";
  static final String ARCHIVE_KEY =
      KeyMaker.archiveKey(
          "00112233445566778899aabbccddeeff",
          PASSPHRASE.toCharArray(),
          TIME,
          new SeededRandom(1));
  static final String CLIENT_KEY = KeyMaker.clientKey("laptop", TIME, new SeededRandom(2));

  private static final Identity ARCHIVE = unlocked(ARCHIVE_KEY, PASSPHRASE);
  private static final Identity CLIENT = unlocked(CLIENT_KEY, "");

  private TestKeys() {}

  static Identity archive() {
    return ARCHIVE;
  }

  static Identity client() {
    return CLIENT;
  }

  static Recipient archiveRecipient() {
    try {
      return Recipient.parse(ARCHIVE.certificates().getFirst(), TIME);
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Identity unlocked(String key, String passphrase) {
    try {
      return LockedIdentity.parse(ascii(key)).unlock(passphrase.toCharArray());
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }
}
