package dura.band.store.s3;

import dura.band.store.Watchdog;
import dura.codec.bytes.ByteSlice;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/// The bytes of a put, and the MD5 by which both sides see whether they arrived: against accidents,
/// not against people.
final class UploadBody {
  private final ByteSlice bytes;
  private final byte[] md5;

  UploadBody(ByteSlice bytes) {
    this.bytes = bytes;
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes.array(), bytes.offset(), bytes.length());
      this.md5 = digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Not copied: the library may read it more than once.
  RequestBody request() {
    return RequestBody.fromContentProvider(
        () -> new Telling(bytes), bytes.length(), "application/x-tar");
  }

  String md5Base64() {
    return Base64.getEncoder().encodeToString(md5);
  }

  String md5Hex() {
    return HexFormat.of().formatHex(md5);
  }

  boolean hasMd5(String etag) {
    return plain(etag).equals(md5Hex());
  }

  /// Whether an ETag has the form of an MD5.
  static boolean isMd5(@Nullable String etag) {
    return etag != null && plain(etag).matches("[0-9a-f]{32}");
  }

  private static String plain(String etag) {
    return etag.replace("\"", "").toLowerCase(Locale.ROOT);
  }

  /// Tells the watchdog of every part that is taken.
  private static final class Telling extends ByteArrayInputStream {
    Telling(ByteSlice bytes) {
      super(bytes.array(), bytes.offset(), bytes.length());
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      Watchdog.alive();
      return super.read(target, offset, length);
    }
  }
}
