package dura.band.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One component of a path: at least one byte, no `/`, no NUL, neither `.` nor `..`.
///
/// Names are bytes, compared as unsigned bytes; which characters they mean is nobody's promise.
public final class FileName implements Comparable<FileName> {
  private final byte[] bytes;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The name made of `bytes` (copied), or empty when they are no valid name.
  public static Optional<FileName> parse(byte[] bytes) {
    return isName(bytes, 0, bytes.length)
        ? Optional.of(new FileName(bytes.clone()))
        : Optional.empty();
  }

  /// The name made of `bytes` (copied).
  ///
  /// @throws IllegalArgumentException when they are no valid name
  public static FileName of(byte[] bytes) {
    return parse(bytes).orElseThrow(
        () -> new IllegalArgumentException("no file name: " + PrintableBytes.of(bytes)));
  }

  /// The name that is the UTF-8 form of `text`.
  ///
  /// @throws IllegalArgumentException when it is no valid name
  public static FileName of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A name cut from a path that is known to be valid.
  static FileName slice(byte[] path, int from, int to) {
    return new FileName(Arrays.copyOfRange(path, from, to));
  }

  static boolean isName(byte[] bytes, int from, int to) {
    int length = to - from;
    boolean isDots = length <= 2 && length > 0 && bytes[from] == '.' && bytes[to - 1] == '.';
    if (length == 0 || isDots) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '/' || bytes[i] == 0) {
        return false;
      }
    }
    return true;
  }

  /// The bytes (a copy).
  public byte[] bytes() {
    return bytes.clone();
  }

  /// Number of bytes, at least 1.
  public int length() {
    return bytes.length;
  }

  void copyTo(byte[] into, int at) {
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  /// Order of the unsigned bytes, a prefix first.
  @Override
  public int compareTo(FileName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileName that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The printable form, see [PrintableBytes].
  @Override
  public String toString() {
    return PrintableBytes.of(bytes);
  }
}
