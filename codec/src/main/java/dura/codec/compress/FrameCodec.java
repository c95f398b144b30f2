package dura.codec.compress;

import dura.proto.Compression;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One compression of `30-compression.md`, frame by frame. Implementations are pure and safe for
/// concurrent use: equal input and equal construction give equal bytes.
public sealed interface FrameCodec permits StoredFrames, ZstdFrames, StreamFrames {
  /// The most raw bytes of one frame a writer makes: 8 MiB, so that no zstd window is larger.
  int MAX_FRAME_RAW = 1 << 23;

  /// The codec of a compression, zstd at its default level.
  static FrameCodec of(Compression compression) {
    return switch (compression) {
      case COMPRESSION_NONE -> new StoredFrames();
      case ZSTD -> new ZstdFrames(ZstdFrames.DEFAULT_LEVEL);
      case GZIP -> new StreamFrames(new GzipFormat());
      case XZ -> new StreamFrames(new XzFormat());
      case BZIP2 -> new StreamFrames(new Bzip2Format());
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown compression");
    };
  }

  /// Which compression this is.
  Compression compression();

  /// Compresses `raw[offset .. offset + length)`, at most [#MAX_FRAME_RAW] bytes, into one frame.
  byte[] compress(byte[] raw, int offset, int length);

  /// Decompresses the frame that begins at `content[offset]` and ends at or before `limit`.
  ///
  /// @param maxRaw the most raw bytes to accept, at least 0
  /// @return the frame's raw bytes and its compressed length
  /// @throws DecompressFailure if there is no such frame or it holds more than `maxRaw` bytes
  Decoded decodeAt(byte[] content, int offset, int limit, int maxRaw) throws DecompressFailure;

  /// The first place in `content[from .. limit)` where a frame may begin, by its magic number;
  /// `limit` if there is none.
  int findFrame(byte[] content, int from, int limit);

  /// Decompresses `content[offset .. offset + length)`, which must be exactly one frame.
  ///
  /// @param maxRaw the most raw bytes to accept, at least 0
  default byte[] decompressFrame(byte[] content, int offset, int length, int maxRaw)
      throws DecompressFailure {
    Objects.checkFromIndexSize(offset, length, content.length);
    Decoded decoded = decodeAt(content, offset, offset + length, maxRaw);
    if (decoded.length() != length) {
      throw new DecompressFailure(
          DecompressFailure.Reason.BAD_DATA,
          "the frame is " + decoded.length() + " bytes long, not " + length);
    }
    return decoded.raw();
  }

  /// Decompresses all frames of a content, up to the first one that is bad.
  ///
  /// @param maxRaw the most raw bytes to accept, at least 0
  default FrameRun decompressAll(byte[] content, long maxRaw) {
    return FrameRunReader.readUpToDamage(this, content, maxRaw);
  }

  /// Decompresses all frames of a content and goes on behind bad ones at the next intact frame.
  ///
  /// @param maxRaw the most raw bytes to accept, those of bad frames included as far as known
  default FrameRun salvage(byte[] content, long maxRaw) {
    return FrameRunReader.readAroundDamage(this, content, maxRaw);
  }

  /// Where the frames of a content are, as they say themselves; nothing is decompressed.
  ///
  /// @param maxRaw the most raw bytes to accept, at least 0
  /// @return empty where frames of this compression do not say it, or the content is not all frames
  default Optional<List<Outline>> outline(byte[] content, long maxRaw) {
    return Optional.empty();
  }

  /// The outline of a frame.
  ///
  /// @param offset where it begins in the content
  /// @param length its compressed length
  /// @param rawLength the raw bytes that it says it holds
  record Outline(int offset, int length, int rawLength) {}

  /// One decompressed frame.
  ///
  /// @param raw the raw bytes, the receiver's own
  /// @param length the frame's compressed length
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Decoded(byte[] raw, int length) {}
}
