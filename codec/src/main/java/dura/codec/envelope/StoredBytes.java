package dura.codec.envelope;

import dura.codec.bytes.ByteSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

  /// The same file for a reader that takes its byte `origin` for the first. What would stand before
  /// the file is unreadable.
  ///
  /// @param origin not behind the end; negative where bytes in front are not there, of which there
  ///     may be no more than there are bytes
  public StoredBytes seenFrom(int origin) {
    if (origin == 0) {
      return this;
    }
    if (Math.absExact(origin) > bytes.length()) {
      // What a head claims must not set memory aside that the file does not account for.
      throw new IllegalArgumentException(origin + " of " + bytes.length() + " bytes");
    }
    List<Range> seen = unreadable.stream()
        .filter(range -> range.end() > origin)
        .map(range -> new Range(Math.max(range.start() - origin, 0), range.end() - origin))
        .collect(Collectors.toCollection(ArrayList::new));
    if (origin > 0) {
      return new StoredBytes(bytes.slice(origin, bytes.length()), seen);
    }
    byte[] moved = new byte[bytes.length() - origin];
    bytes.copyTo(moved, -origin);
    seen.addFirst(new Range(0, -origin));
    return new StoredBytes(ByteSlice.of(moved), seen);
  }

  public int length() {
    return bytes.length();
  }
}
