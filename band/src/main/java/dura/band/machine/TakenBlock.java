package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.spec.ObjectId;

/// A block of an interrupted band that no group of that band protects (format-spec/75-band.md,
/// "Interrupted bands").
///
/// @param id of the block
/// @param length of the object
/// @param sha256 object SHA-256, computed from what was read
public record TakenBlock(ObjectId id, long length, ByteSlice sha256) {}
