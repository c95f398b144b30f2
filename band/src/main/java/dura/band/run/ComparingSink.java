package dura.band.run;

import dura.band.source.SourceFile;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.util.Arrays;

/// Compares contents with a live file, as they come. What is lost is not compared; behind the first
/// difference nothing more is read of the file.
final class ComparingSink implements ContentSink {
  private static final ByteSlice ZEROS = ByteSlice.of(new byte[1 << 16]);

  private final SourceFile file;
  private final byte[] buffer = new byte[1 << 16];
  private long at;
  private boolean same = true;

  ComparingSink(SourceFile file) {
    this.file = file;
  }

  /// Whether all that was compared is the same.
  boolean same() {
    return same;
  }

  @Override
  public void bytes(ByteSlice bytes) throws IOException {
    for (int from = 0; from < bytes.length() && same; from += buffer.length) {
      compare(bytes.slice(from, Math.min(bytes.length(), from + buffer.length)), at + from);
    }
    at += bytes.length();
  }

  private void compare(ByteSlice part, long offset) throws IOException {
    int length = file.read(offset, buffer, 0, part.length());
    same = length == part.length() && Arrays.equals(buffer, 0, length, part.array(),
        part.offset(), part.offset() + length);
  }

  @Override
  public void hole(long length) throws IOException {
    for (long from = 0; from < length && same; from += ZEROS.length()) {
      compare(ZEROS.slice(0, (int) Math.min(length - from, ZEROS.length())), at + from);
    }
    at += length;
  }

  @Override
  public void lost(long length) {
    at += length;
  }
}
