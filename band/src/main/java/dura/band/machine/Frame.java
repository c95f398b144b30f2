package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import java.util.List;

/// A frame of a block, to be compressed.
///
/// @param number frames are numbered through the band
/// @param parts its raw bytes
/// @param length raw bytes
/// @param atMember whether a member begins where it ends, so that a block may end there
public record Frame(long number, List<ByteSlice> parts, int length, boolean atMember) {}
