package dura.band.machine;

import dura.codec.bytes.ByteSlice;

/// A chunk that is stored in a block.
///
/// @param offset where it begins in the raw bytes of the block
/// @param sha256 extent SHA-256
public record BlockChunk(long offset, ByteSlice sha256) {}
