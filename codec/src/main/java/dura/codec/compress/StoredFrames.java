package dura.codec.compress;

import dura.codec.compress.DecompressFailure.Reason;
import dura.proto.Compression;
import java.util.Arrays;
import java.util.Objects;

/// No compression: a frame is its raw bytes. Only a frame table knows where one ends, so a content
/// read without it is one frame.
public final class StoredFrames implements FrameCodec {
  @Override
  public Compression compression() {
    return Compression.COMPRESSION_NONE;
  }

  @Override
  public byte[] compress(byte[] raw, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, raw.length);
    return Arrays.copyOfRange(raw, offset, offset + length);
  }

  @Override
  public Decoded decodeAt(byte[] content, int offset, int limit, int maxRaw)
      throws DecompressFailure {
    Objects.checkFromToIndex(offset, limit, content.length);
    int length = limit - offset;
    if (length > maxRaw) {
      throw new DecompressFailure(
          Reason.TOO_LONG, length + " bytes where at most " + maxRaw + " are expected");
    }
    return new Decoded(Arrays.copyOfRange(content, offset, limit), length);
  }

  @Override
  public int findFrame(byte[] content, int from, int limit) {
    return from;
  }
}
