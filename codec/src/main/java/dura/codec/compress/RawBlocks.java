package dura.codec.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Frames of raw blocks: zstd for content that cannot be compressed (`30-compression.md`).
final class RawBlocks {
  private static final int SINGLE_SEGMENT = 0x20;

  private RawBlocks() {}

  /// The compressed length of `length` raw bytes, at most [FrameCodec#MAX_FRAME_RAW].
  static int frameLength(int length) {
    return ZstdFrame.MAGIC_LENGTH
        + 1
        + sizeFieldLength(length)
        + blocks(length) * ZstdFrame.BLOCK_HEADER_LENGTH
        + length;
  }

  /// One frame around `raw[offset .. offset + length)`.
  static byte[] frame(byte[] raw, int offset, int length) {
    ByteBuffer frame = ByteBuffer.allocate(frameLength(length)).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(ZstdFrame.MAGIC);
    switch (sizeFieldLength(length)) {
      case 1 -> frame.put((byte) SINGLE_SEGMENT).put((byte) length);
      case 2 -> frame.put((byte) (1 << 6 | SINGLE_SEGMENT)).putShort((short) (length - 256));
      default -> frame.put((byte) (2 << 6 | SINGLE_SEGMENT)).putInt(length);
    }
    int count = blocks(length);
    for (int i = 0; i < count; i++) {
      int from = i * ZstdFrame.MAX_BLOCK;
      int size = Math.min(ZstdFrame.MAX_BLOCK, length - from);
      int last = i == count - 1 ? 1 : 0;
      int header = size << 3 | ZstdFrame.BLOCK_RAW << 1 | last;
      frame.putShort((short) header).put((byte) (header >>> 16));
      frame.put(raw, offset + from, size);
    }
    return frame.array();
  }

  private static int blocks(int length) {
    return Math.max(1, Math.ceilDiv(length, ZstdFrame.MAX_BLOCK));
  }

  /// The shortest content size field, as zstd itself chooses it.
  private static int sizeFieldLength(int length) {
    if (length < 256) {
      return 1;
    }
    return length < 256 + (1 << 16) ? 2 : 4;
  }
}
