package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.proto.ObjectHead;

/// An object ready to be stored.
///
/// @param head what it says of itself
/// @param bytes the stored file
/// @param sha256 object SHA-256: of `bytes`
public record EncodedObject(ObjectHead head, ByteSlice bytes, ByteSlice sha256) {}
