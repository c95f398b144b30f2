package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import java.util.Objects;

/// A run of bytes in a space.
///
/// @param space what `offset` counts in
/// @param offset of the first byte
/// @param length bytes that should be there
/// @param bytes those that are there: fewer than `length` where a file was cut off
public record Span(Space space, long offset, long length, ByteSlice bytes) {
  /// No place.
  public static final Span NONE = new Span(Space.NONE, 0, 0, ByteSlice.EMPTY);

  public Span {
    if (length < bytes.length()) {
      throw new IllegalArgumentException(bytes.length() + " bytes where " + length + " belong");
    }
  }

  /// All of `bytes`.
  public static Span of(Space space, long offset, ByteSlice bytes) {
    return new Span(space, offset, bytes.length(), bytes);
  }

  /// The part `[from, to)`, counted from the beginning of this one.
  public Span slice(long from, long to) {
    Objects.checkFromToIndex(from, to, length);
    int there = bytes.length();
    return new Span(space, offset + from, to - from,
        bytes.slice((int) Math.min(from, there), (int) Math.min(to, there)));
  }

  /// The part from `from` on.
  public Span from(long from) {
    return slice(from, length);
  }

  /// Whether all bytes are there.
  public boolean complete() {
    return bytes.length() == length;
  }

  /// Where it ends in its space.
  public long end() {
    return offset + length;
  }
}
