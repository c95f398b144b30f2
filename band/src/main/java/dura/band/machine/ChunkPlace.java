package dura.band.machine;

/// Where the bytes of a chunk are.
///
/// @param band number of the band in an [Ancestry], 0 for the band being written
/// @param block number of the block; not known (0) in the band being written
/// @param offset in the raw bytes of the block; in the band being written, of all its blocks
record ChunkPlace(int band, int block, long offset) {
  /// The highest number of a band that fits in a table.
  static final int MAX_BAND = (1 << 13) - 1;

  private static final int OFFSET_BITS = 27;
  private static final int BAND_SHIFT = 51;

  /// A place in the band being written.
  static ChunkPlace own(long position) {
    return new ChunkPlace(0, 0, position);
  }

  /// The place in 64 bits: 13 of the band, then 24 of the block and 27 of the offset, or, in the band
  /// being written, 51 of the offset.
  long packed() {
    return (long) band << BAND_SHIFT | (long) block << OFFSET_BITS | offset;
  }

  static ChunkPlace unpack(long packed) {
    int band = (int) (packed >>> BAND_SHIFT);
    long rest = packed & (1L << BAND_SHIFT) - 1;
    return band == 0
        ? own(rest)
        : new ChunkPlace(band, (int) (rest >>> OFFSET_BITS), rest & (1L << OFFSET_BITS) - 1);
  }
}
