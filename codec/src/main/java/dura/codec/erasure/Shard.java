package dura.codec.erasure;

import java.util.Objects;

/// A window into a byte array: one input or output of the code, read or written in place.
///
/// Reading past its end gives zeros, so a shard stands for the same polynomial values whatever
/// zeros follow it. A shard is a view, not a value: it has no equality of its own and sees every
/// change to the array.
public final class Shard {
  private static final Shard EMPTY = new Shard(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Shard(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /// The window over a whole array.
  public static Shard of(byte[] array) {
    return new Shard(array, 0, array.length);
  }

  /// The window over `length` bytes from `offset`.
  ///
  /// @throws IndexOutOfBoundsException if the window does not lie inside the array
  public static Shard of(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new Shard(array, offset, length);
  }

  /// The window over nothing, which reads as zeros throughout.
  public static Shard empty() {
    return EMPTY;
  }

  /// The part of this window from `from` up to, not including, `to`, as far as the window reaches.
  ///
  /// @throws IndexOutOfBoundsException if `from` is negative or larger than `to`
  public Shard slice(int from, int to) {
    Objects.checkFromToIndex(from, to, Integer.MAX_VALUE);
    int end = Math.min(to, length);
    return from >= end ? EMPTY : new Shard(array, offset + from, end - from);
  }

  /// The array looked into, not a copy.
  public byte[] array() {
    return array;
  }

  /// The index of the window's first byte in [#array()].
  public int offset() {
    return offset;
  }

  /// The number of bytes in the window.
  public int length() {
    return length;
  }

  /// A copy of the window followed by zeros, or cut off, so that it has `newLength` bytes.
  public byte[] toByteArray(int newLength) {
    byte[] copy = new byte[newLength];
    System.arraycopy(array, offset, copy, 0, Math.min(length, newLength));
    return copy;
  }

  /// A copy of the window.
  public byte[] toByteArray() {
    return toByteArray(length);
  }
}
