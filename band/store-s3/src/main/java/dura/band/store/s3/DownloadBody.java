package dura.band.store.s3;

import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Reads what a server sends.
final class DownloadBody {
  private static final int AT_A_TIME_BYTES = 1 << 16;

  private DownloadBody() {}

  /// Exactly `length` bytes. Memory grows with what arrives, not with what was announced.
  ///
  /// @param shown the object, as a user names it
  static byte[] read(InputStream body, int length, String shown) throws IOException {
    byte[] bytes = new byte[Math.min(length, AT_A_TIME_BYTES)];
    int filled = 0;
    while (filled < length) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, length));
      }
      int count = readSome(body, bytes, filled, shown);
      if (count < 0) {
        throw new StoreException(
            StoreFailure.GARBLED, shown, filled + " / " + length + " bytes");
      }
      filled += count;
      Watchdog.alive();
    }
    return bytes;
  }

  private static int readSome(InputStream body, byte[] bytes, int filled, String shown)
      throws IOException {
    try {
      return body.read(bytes, filled, Math.min(bytes.length - filled, AT_A_TIME_BYTES));
    } catch (IOException broken) {
      throw new StoreException(StoreFailure.CONNECTION, shown, String.valueOf(broken.getMessage()))
          .causedBy(broken);
    }
  }
}
