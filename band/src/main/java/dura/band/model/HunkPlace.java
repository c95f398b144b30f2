package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;

/// Where a hunk is stored: a frame of an index object's content (format-spec/70-index.md).
///
/// @param band whose index object it is
/// @param object number of the index object
/// @param offset of the frame in the object's content, after decryption
/// @param length of the frame
/// @param sha256 frame SHA-256
public record HunkPlace(BandName band, int object, int offset, int length, ByteSlice sha256) {
  /// The index object.
  public ObjectId objectId() {
    return ObjectId.of(band, ObjectName.index(object));
  }
}
