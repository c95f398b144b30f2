package dura.band.store.sftp;

import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpInputStreamAsync;

/// Reads a part of a file, with several requests under way.
final class SftpReader {
  private static final int REQUEST_BYTES = 32 << 10;

  private SftpReader() {}

  /// Exactly `length` bytes from `offset`, all of them within `size`.
  ///
  /// @param shown the object, as a user names it
  static byte[] read(AbstractSftpClient client, CloseableHandle file, String shown, long offset,
      int length, long size) throws IOException {
    byte[] bytes = new byte[length];
    int filled = 0;
    // The stream asks ahead up to the size it is told: the end of what is wanted.
    try (
        InputStream in = new SftpInputStreamAsync(client, REQUEST_BYTES, offset,
            Math.min(offset + length, size), shown, file, false)) {
      while (filled < length) {
        int count = in.read(bytes, filled, Math.min(length - filled, REQUEST_BYTES));
        if (count < 0) {
          throw new StoreException(
              StoreFailure.GARBLED, shown, filled + " / " + length + " bytes");
        }
        filled += count;
        Watchdog.alive();
      }
    }
    return bytes;
  }
}
