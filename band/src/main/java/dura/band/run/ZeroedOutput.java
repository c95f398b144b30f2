package dura.band.run;

import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.io.OutputStream;

/// The contents of a file as they are. What is lost is zero, so that what follows stands where it
/// belongs.
///
/// @param out takes the bytes
public record ZeroedOutput(OutputStream out) implements ContentSink {
  private static final byte[] ZEROS = new byte[1 << 16];

  @Override
  public void bytes(ByteSlice bytes) throws IOException {
    out.write(bytes.array(), bytes.offset(), bytes.length());
  }

  @Override
  public void hole(long length) throws IOException {
    for (long rest = length; rest > 0; rest -= ZEROS.length) {
      out.write(ZEROS, 0, (int) Math.min(rest, ZEROS.length));
    }
  }

  @Override
  public void lost(long length) throws IOException {
    hole(length);
  }
}
