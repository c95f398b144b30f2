package dura.codec.compress;

import com.github.luben.zstd.ZstdException;
import dura.codec.compress.DecompressFailure.Reason;
import dura.proto.Compression;
import dura.spec.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// zstd frames as `30-compression.md` wants them: content size present, no checksum, no dictionary,
/// windows of at most 8 MiB because no frame is longer.
public final class ZstdFrames implements FrameCodec {
  public static final int MIN_LEVEL = 1;
  public static final int MAX_LEVEL = 19;
  public static final int DEFAULT_LEVEL = 3;

  private final int level;

  /// @param level the level of compression, [#MIN_LEVEL] to [#MAX_LEVEL]
  public ZstdFrames(int level) {
    if (level < MIN_LEVEL || level > MAX_LEVEL) {
      throw new IllegalArgumentException("zstd level " + level + " is not within 1..19");
    }
    this.level = level;
  }

  @Override
  public Compression compression() {
    return Compression.ZSTD;
  }

  @Override
  public byte[] compress(byte[] raw, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, raw.length);
    if (length > MAX_FRAME_RAW) {
      throw new IllegalArgumentException("a frame of " + length + " raw bytes");
    }
    if (IncompressibleProbe.looksIncompressible(raw, offset, length)) {
      return RawBlocks.frame(raw, offset, length);
    }
    byte[] frame = ZstdNative.compress(raw, offset, length, level);
    return frame.length < RawBlocks.frameLength(length)
        ? frame
        : RawBlocks.frame(raw, offset, length);
  }

  @Override
  public Decoded decodeAt(byte[] content, int offset, int limit, int maxRaw)
      throws DecompressFailure {
    Objects.checkFromToIndex(offset, limit, content.length);
    ZstdFrame frame = ZstdFrame.at(content, offset, limit);
    if (frame.contentSize() > maxRaw) {
      throw new DecompressFailure(
          Reason.TOO_LONG,
          "a frame of " + frame.contentSize() + " bytes where at most " + maxRaw + " are expected");
    }
    byte[] raw = new byte[frame.contentSize()];
    try {
      int size = ZstdNative.decompress(content, offset, frame.length(), raw);
      if (size != raw.length) {
        throw new DecompressFailure(
            Reason.BAD_DATA, size + " bytes where the frame says " + raw.length, size);
      }
    } catch (ZstdException e) {
      throw new DecompressFailure(Reason.BAD_DATA, e, raw.length);
    }
    return new Decoded(raw, frame.length());
  }

  @Override
  public Optional<List<Outline>> outline(byte[] content, long maxRaw) {
    var frames = new ArrayList<Outline>();
    long raw = 0;
    int at = 0;
    try {
      while (at < content.length) {
        ZstdFrame frame = ZstdFrame.at(content, at, content.length);
        frames.add(new Outline(at, frame.length(), frame.contentSize()));
        raw += frame.contentSize();
        at = frame.end();
        if (raw > maxRaw || frames.size() > Limits.MAX_PAYLOAD_FRAMES) {
          return Optional.empty();
        }
      }
    } catch (DecompressFailure _) {
      // Damage: whoever searches for frames tells where.
      return Optional.empty();
    }
    return Optional.of(frames);
  }

  @Override
  public int findFrame(byte[] content, int from, int limit) {
    for (int at = from; at < limit; at++) {
      if (ZstdFrame.isMagic(content, at)) {
        return at;
      }
    }
    return limit;
  }
}
