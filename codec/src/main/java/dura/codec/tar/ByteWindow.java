package dura.codec.tar;

/// Bytes that came and are not yet understood. Dropping is free and appending moves each byte a
/// bounded number of times.
final class ByteWindow {
  private byte[] bytes = new byte[1 << 18];
  private int start;
  private int end;

  int length() {
    return end - start;
  }

  /// The array; the window is `[start(), start() + length())` of it until the next call.
  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  void append(byte[] from, int offset, int count) {
    if (bytes.length - end < count) {
      int length = length();
      // Half empty at least after each move.
      int capacity = Math.max(bytes.length, 2 * (length + count));
      byte[] moved = capacity == bytes.length ? bytes : new byte[capacity];
      System.arraycopy(bytes, start, moved, 0, length);
      bytes = moved;
      start = 0;
      end = length;
    }
    System.arraycopy(from, offset, bytes, end, count);
    end += count;
  }

  void drop(int count) {
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
    }
  }

  /// How many zero bytes the window begins with, `count` at most.
  int zeros(int count) {
    int at = start;
    while (at < start + count && bytes[at] == 0) {
      at++;
    }
    return at - start;
  }
}
