package dura.codec.compress;

import dura.codec.compress.DecompressFailure.Reason;
import dura.spec.Limits;

/// Where one zstd frame ends and how much it holds, from its header and block headers alone
/// (RFC 8878, 3.1); nothing is decompressed.
///
/// @param offset where the frame begins in the content
/// @param length compressed length, header and checksum included
/// @param contentSize raw length; 0 for a skippable frame
public record ZstdFrame(int offset, int length, int contentSize) {
  static final int MAGIC_LENGTH = 4;
  static final int BLOCK_HEADER_LENGTH = 3;

  /// The most raw bytes of a block.
  static final int MAX_BLOCK = 1 << 17;

  /// More blocks than any frame of a payload needs; keeps a walk over forged ones short.
  private static final int MAX_BLOCKS = Limits.MAX_ZSTD_BLOCKS;

  static final int BLOCK_RAW = 0;
  private static final int BLOCK_RLE = 1;
  private static final int BLOCK_COMPRESSED = 2;

  /// A frame's magic number, little-endian.
  static final int MAGIC = 0xFD2FB528;

  /// Skippable frames have sixteen magic numbers, from this one on.
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;

  /// Where the frame ends in the content.
  public int end() {
    return offset + length;
  }

  /// Walks over the frame that begins at `content[offset]` and ends at or before `limit`.
  ///
  /// @throws DecompressFailure if the bytes there are not the outline of a frame
  public static ZstdFrame at(byte[] content, int offset, int limit) throws DecompressFailure {
    Walk walk = new Walk(content, offset, limit);
    int magic = (int) walk.number(MAGIC_LENGTH);
    if ((magic & ~0xF) == SKIPPABLE_MAGIC) {
      walk.skip(walk.number(4));
      return new ZstdFrame(offset, walk.at - offset, 0);
    }
    if (magic != MAGIC) {
      throw new DecompressFailure(Reason.BAD_DATA, "no zstd frame begins here");
    }
    return body(walk, offset);
  }

  /// Whether a frame's magic number, skippable or not, stands at `content[at]`.
  static boolean isMagic(byte[] content, int at) {
    if (content.length - at < MAGIC_LENGTH) {
      return false;
    }
    int magic = (int) numberAt(content, at, MAGIC_LENGTH);
    return magic == MAGIC || (magic & ~0xF) == SKIPPABLE_MAGIC;
  }

  private static ZstdFrame body(Walk walk, int offset) throws DecompressFailure {
    int descriptor = (int) walk.number(1);
    boolean singleSegment = (descriptor & 0x20) != 0;
    boolean checksum = (descriptor & 0x04) != 0;
    if ((descriptor & 0x08) != 0) {
      throw new DecompressFailure(Reason.BAD_DATA, "reserved bit of the frame header is set");
    }
    if ((descriptor & 0x03) != 0) {
      throw new DecompressFailure(Reason.BAD_DATA, "the frame asks for a dictionary");
    }
    long window = singleSegment ? Long.MAX_VALUE : windowSize((int) walk.number(1));
    long contentSize = contentSize(walk, descriptor >>> 6, singleSegment);
    long possible = blocks(walk, Math.min(MAX_BLOCK, singleSegment ? contentSize : window));
    if (checksum) {
      walk.skip(4);
    }
    // Before memory is set aside: a small frame cannot claim a large content.
    if (contentSize > possible || contentSize > Integer.MAX_VALUE) {
      throw new DecompressFailure(
          Reason.BAD_DATA, "content size " + contentSize + ", but the blocks hold less");
    }
    return new ZstdFrame(offset, walk.at - offset, (int) contentSize);
  }

  private static long windowSize(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + base / 8 * (descriptor & 7);
  }

  private static long contentSize(Walk walk, int flag, boolean singleSegment)
      throws DecompressFailure {
    return switch (flag) {
      case 0 -> {
        if (!singleSegment) {
          throw new DecompressFailure(Reason.NO_CONTENT_SIZE, "the frame gives no content size");
        }
        yield walk.number(1);
      }
      case 1 -> walk.number(2) + 256;
      case 2 -> walk.number(4);
      default -> {
        long size = walk.number(8);
        if (size < 0) {
          throw new DecompressFailure(Reason.BAD_DATA, "content size beyond 2^63");
        }
        yield size;
      }
    };
  }

  /// Walks over the blocks; the sum of what they can hold at most.
  private static long blocks(Walk walk, long maxBlock) throws DecompressFailure {
    long possible = 0;
    int count = 0;
    boolean last;
    do {
      if (++count > MAX_BLOCKS) {
        throw new DecompressFailure(Reason.BAD_DATA, "more than " + MAX_BLOCKS + " blocks");
      }
      int header = (int) walk.number(BLOCK_HEADER_LENGTH);
      last = (header & 1) != 0;
      int size = header >>> 3;
      if (size > maxBlock) {
        throw new DecompressFailure(Reason.BAD_DATA, "a block of " + size + " bytes");
      }
      switch ((header >>> 1) & 3) {
        case BLOCK_RAW -> {
          walk.skip(size);
          possible += size;
        }
        case BLOCK_RLE -> {
          walk.skip(1);
          possible += size;
        }
        case BLOCK_COMPRESSED -> {
          walk.skip(size);
          possible += maxBlock;
        }
        default -> throw new DecompressFailure(Reason.BAD_DATA, "a block of the reserved type");
      }
    } while (!last);
    return possible;
  }

  private static long numberAt(byte[] content, int at, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | (content[at + i] & 0xFF);
    }
    return value;
  }

  /// A place in the content that moves forward and never beyond the limit.
  private static final class Walk {
    private final byte[] content;
    private final int limit;
    private int at;

    Walk(byte[] content, int at, int limit) {
      this.content = content;
      this.at = at;
      this.limit = limit;
    }

    long number(int length) throws DecompressFailure {
      int from = at;
      skip(length);
      return numberAt(content, from, length);
    }

    void skip(long length) throws DecompressFailure {
      if (length > limit - at) {
        throw new DecompressFailure(Reason.TRUNCATED, "the bytes end inside a zstd frame");
      }
      at += (int) length;
    }
  }
}
