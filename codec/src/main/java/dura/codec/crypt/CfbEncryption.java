package dura.codec.crypt;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;

/// Encrypts in the mode that [Cfb] describes.
///
/// The pads of the feedback mode are Xj = AES(C\[j-1\]) with C\[j\] = P\[j\] xor Xj, hence
/// X(j+1) = AES(P\[j\] xor Xj): they are what cipher block chaining makes of a zero block and the
/// plaintext after it. The JDK does chaining twice as fast as feedback.
final class CfbEncryption {
  private final Cipher cbc;
  private final byte[] shifted = new byte[Cfb.CHUNK];
  private final byte[] pad = new byte[Cfb.CHUNK];

  private CfbEncryption(SessionKey key) throws GeneralSecurityException {
    cbc = Cipher.getInstance("AES/CBC/NoPadding");
    cbc.init(Cipher.ENCRYPT_MODE, key.aes(), new IvParameterSpec(new byte[Cfb.BLOCK]));
  }

  /// Appends the MDC packet to the plaintext `[from, to)` and encrypts both in place.
  static void encrypt(SessionKey key, byte[] bytes, int from, int to) {
    try {
      CfbEncryption encryption = new CfbEncryption(key);
      MessageDigest sha1 = Cfb.sha1();
      int at = from;
      for (; to - at > Cfb.CHUNK; at += Cfb.CHUNK) {
        sha1.update(bytes, at, Cfb.CHUNK);
        encryption.next(bytes, at, Cfb.CHUNK);
      }
      bytes[to] = Cfb.MDC_TAG_OCTET;
      bytes[to + 1] = Cfb.MDC_LENGTH_OCTET;
      sha1.update(bytes, at, to + 2 - at);
      sha1.digest(bytes, to + 2, Cfb.MDC_LENGTH_OCTET);
      for (int end = to + Cfb.MDC; at < end; at += Cfb.CHUNK) {
        encryption.next(bytes, at, Math.min(Cfb.CHUNK, end - at));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES and SHA-1", e);
    }
  }

  /// Encrypts the next bytes in place: a whole chunk, or less at the end.
  private void next(byte[] bytes, int at, int length) throws ShortBufferException {
    int blocks = (length + Cfb.BLOCK - 1) & -Cfb.BLOCK;
    System.arraycopy(bytes, at, shifted, Cfb.BLOCK, blocks - Cfb.BLOCK);
    cbc.update(shifted, 0, blocks, pad, 0);
    System.arraycopy(bytes, at + blocks - Cfb.BLOCK, shifted, 0, length - blocks + Cfb.BLOCK);
    Cfb.xor(bytes, at, pad, 0, bytes, at, length);
  }
}
