package dura.codec.envelope;

import dura.codec.bytes.ByteSlice;
import java.util.List;

/// What a store gave back for an object: its bytes, and which of them could not be read (they are
/// zero in `bytes`). A read error is an erasure, never the end of the matter.
///
/// @param bytes all that is there
/// @param unreadable ranges of `bytes`, ordered, disjoint
public record StoredBytes(ByteSlice bytes, List<Range> unreadable) {
  /// Bytes `[start, end)`.
  public record Range(long start, long end) {}

  public StoredBytes {
    unreadable = List.copyOf(unreadable);
  }

  /// Bytes that were all read.
  public static StoredBytes whole(byte[] bytes) {
    return new StoredBytes(ByteSlice.of(bytes), List.of());
  }

  public int length() {
    return bytes.length();
  }
}
