package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import java.util.Optional;

/// Puts compressed frames, in order, into blocks (format-spec/60-block.md, "Frames").
///
/// @param nextBlock number of the next block
/// @param storedSoFar content bytes of all closed blocks
/// @param position raw bytes of all frames taken so far
/// @param open the block being filled
record BlockBuilder(int nextBlock, long storedSoFar, long position, Optional<Open> open) {
  private static final int MIN_TARGET = 1 << 18;
  private static final int MAX_TARGET = 1 << 24;
  private static final int SHARE = 50;
  private static final int MAX_RAW = 1 << 26;

  /// A block being filled.
  ///
  /// @param start raw bytes of the band before it
  /// @param frames compressed frames
  /// @param frameLengths stored and raw lengths of the frames, two numbers each
  record Open(int number, GroupLedger.Place place, long start, Chain<ByteSlice> frames,
      Chain<Integer> frameLengths, int stored, int raw) {
    Open plus(ByteSlice frame, int rawLength) {
      return new Open(number, place, start, frames.plus(frame),
          frameLengths.plus(frame.length()).plus(rawLength), stored + frame.length(),
          raw + rawLength);
    }
  }

  static BlockBuilder empty() {
    return new BlockBuilder(0, 0, 0, Optional.empty());
  }

  /// Stored bytes that the open or next block should have.
  int target() {
    return Math.clamp(storedSoFar / SHARE, MIN_TARGET, MAX_TARGET);
  }

  /// Opens a block at `place`.
  BlockBuilder begin(GroupLedger.Place place) {
    return new BlockBuilder(nextBlock + 1, storedSoFar, position, Optional.of(
        new Open(nextBlock, place, position, Chain.empty(), Chain.empty(), 0, 0)));
  }

  /// Adds the next frame of the band to the open block.
  BlockBuilder add(ByteSlice frame, int rawLength) {
    return new BlockBuilder(nextBlock, storedSoFar, position + rawLength,
        open.map(block -> block.plus(frame, rawLength)));
  }

  /// Whether the open block has reached its size.
  boolean full() {
    return open.filter(block -> block.stored() >= target() || block.raw() >= MAX_RAW).isPresent();
  }

  /// The builder without its open block.
  BlockBuilder close() {
    return new BlockBuilder(nextBlock, storedSoFar + open.map(Open::stored).orElse(0), position,
        Optional.empty());
  }
}
