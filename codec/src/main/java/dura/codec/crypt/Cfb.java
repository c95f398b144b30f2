package dura.codec.crypt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;

/// The cipher of encrypted data, version 1 (RFC 4880, section 5.13): AES-256 in plain cipher
/// feedback mode with a zero start value over a random prefix, the literal packet and the MDC
/// packet.
///
/// This class decrypts: plaintext block j is AES(C\[j-1\]) xor C\[j\], so whole chunks go through
/// the block cipher at once, which the JDK does some 30 times faster than its own feedback mode.
/// [CfbEncryption] is the way out.
final class Cfb {
  static final int BLOCK = 16;

  /// 16 random octets and the last two of them again.
  static final int PREFIX = BLOCK + 2;

  /// The MDC packet: two octets of header and a SHA-1.
  static final int MDC = 2 + 20;

  static final byte MDC_TAG_OCTET = (byte) (0xC0 | Packet.TAG_MDC);
  static final byte MDC_LENGTH_OCTET = 20;

  /// Small enough that plaintext, pad and digest state stay in the first-level cache.
  static final int CHUNK = 1 << 14;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final Cipher ecb;
  private final byte[] first = new byte[CHUNK];
  private final byte[] pad = new byte[CHUNK];

  Cfb(SessionKey key) {
    try {
      ecb = Cipher.getInstance("AES/ECB/NoPadding");
      ecb.init(Cipher.ENCRYPT_MODE, key.aes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES", e);
    }
  }

  /// Decrypts the ciphertext bytes `from` to `to`, counted from the start of the ciphertext.
  ///
  /// @param in holds ciphertext byte i at `in[base + i]`; the block before the one that holds
  ///     `from` must be there too, unless `from` lies in the first block
  /// @param out takes plaintext byte `from` at `outAt`
  void decrypt(byte[] in, int base, int from, int to, byte[] out, int outAt) {
    for (int at = from & -BLOCK; at < to; at += CHUNK) {
      int length = Math.min(CHUNK, (to - at + BLOCK - 1) & -BLOCK);
      encryptBlocksBefore(in, base, at, length);
      int start = Math.max(at, from);
      int end = Math.min(at + length, to);
      xor(in, base + start, pad, start - at, out, outAt + start - from, end - start);
    }
  }

  /// Fills the pad for the ciphertext blocks of `length` bytes at `at`.
  private void encryptBlocksBefore(byte[] in, int base, int at, int length) {
    try {
      if (at == 0) {
        System.arraycopy(in, base, first, BLOCK, length - BLOCK);
        ecb.update(first, 0, length, pad, 0);
      } else {
        ecb.update(in, base + at - BLOCK, length, pad, 0);
      }
    } catch (ShortBufferException e) {
      throw new IllegalStateException("the pad holds a chunk", e);
    }
  }

  static void xor(
      byte[] a, int aAt, byte[] b, int bAt, byte[] out, int outAt, int length) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      long word = (long) LONG.get(a, aAt + i) ^ (long) LONG.get(b, bAt + i);
      LONG.set(out, outAt + i, word);
    }
    for (; i < length; i++) {
      out[outAt + i] = (byte) (a[aAt + i] ^ b[bAt + i]);
    }
  }

  static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
