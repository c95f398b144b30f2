package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;

/// A run of a file's bytes and where it is stored.
///
/// @param offset in the file
/// @param length at least 1, at most what a block holds
/// @param band whose block it is
/// @param block number of the block
/// @param rawOffset of the first byte in the block's tar
/// @param sha256 extent SHA-256
public record FileExtent(long offset, int length, BandName band, int block, int rawOffset,
    ByteSlice sha256) {
  /// Offset in the file behind the last byte.
  public long end() {
    return offset + length;
  }

  /// The block.
  public ObjectId blockId() {
    return ObjectId.of(band, ObjectName.block(block));
  }
}
