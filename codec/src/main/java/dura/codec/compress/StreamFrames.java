package dura.codec.compress;

import dura.codec.compress.DecompressFailure.Reason;
import dura.proto.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.tukaani.xz.MemoryLimitException;

/// Frames of gzip, xz or bzip2: one member or stream each.
public final class StreamFrames implements FrameCodec {
  private static final int BUFFER = 1 << 16;

  private final StreamFormat format;

  StreamFrames(StreamFormat format) {
    this.format = format;
  }

  @Override
  public Compression compression() {
    return format.compression();
  }

  @Override
  public byte[] compress(byte[] raw, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, raw.length);
    if (length > MAX_FRAME_RAW) {
      throw new IllegalArgumentException("a frame of " + length + " raw bytes");
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream(length / 2 + 64);
    try (OutputStream out = format.compressor(frame, length)) {
      out.write(raw, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return frame.toByteArray();
  }

  @Override
  public Decoded decodeAt(byte[] content, int offset, int limit, int maxRaw)
      throws DecompressFailure {
    Objects.checkFromToIndex(offset, limit, content.length);
    ContentInput input = new ContentInput(content, offset, limit);
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    try (InputStream in = format.decompressor(input)) {
      byte[] buffer = new byte[BUFFER];
      int count;
      while ((count = in.read(buffer)) >= 0) {
        if (count > maxRaw - raw.size()) {
          throw new DecompressFailure(
              Reason.TOO_LONG, "more than the " + maxRaw + " bytes that are expected",
              raw.size());
        }
        raw.write(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new DecompressFailure(reason(e, input), e, raw.size());
    }
    return new Decoded(raw.toByteArray(), input.position() - offset);
  }

  @Override
  public int findFrame(byte[] content, int from, int limit) {
    byte[] magic = format.magic();
    for (int at = from; at <= limit - magic.length; at++) {
      if (Arrays.equals(content, at, at + magic.length, magic, 0, magic.length)) {
        return at;
      }
    }
    return limit;
  }

  private static Reason reason(IOException e, ContentInput input) {
    if (e instanceof MemoryLimitException) {
      return Reason.DICTIONARY_TOO_LARGE;
    }
    return e instanceof EOFException || input.ranOut() ? Reason.TRUNCATED : Reason.BAD_DATA;
  }

  /// A stretch of the content that knows how far it was read and whether that was not enough.
  private static final class ContentInput extends ByteArrayInputStream {
    private boolean ranOut;

    ContentInput(byte[] content, int offset, int limit) {
      super(content, offset, limit - offset);
    }

    @Override
    public synchronized int read() {
      int value = super.read();
      ranOut |= value < 0;
      return value;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      int count = super.read(into, offset, length);
      ranOut |= count < 0;
      return count;
    }

    synchronized int position() {
      return pos;
    }

    synchronized boolean ranOut() {
      return ranOut;
    }
  }
}
