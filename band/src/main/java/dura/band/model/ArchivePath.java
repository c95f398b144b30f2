package dura.band.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A path inside an archive: relative, made of [FileName]s joined by `/`, as bytes. The path
/// without components is [#TOP], above everything that was backed up. Values of any length exist;
/// [#isWithinLimits] tells which of them an archive can hold.
///
/// The order is that of the index (page 70): parents are compared first, component by component as unsigned
/// bytes with a prefix before what it is a prefix of; entries of one parent are then compared by
/// name. So the entries of one directory stand together, a directory before all that is below it,
/// and what is below it after all entries beside it:
///
/// ```
/// b   b-c   d   b/x   b/y   b/x/1   b-c/z
/// ```
public final class ArchivePath implements Comparable<ArchivePath> {
  /// The path without components.
  public static final ArchivePath TOP = new ArchivePath(new byte[0]);

  /// Longest path an archive stores, in bytes (limits.md).
  public static final int MAX_LENGTH = 65_535;
  /// Longest component of a path an archive stores, in bytes (limits.md).
  public static final int MAX_NAME_LENGTH = 4_095;

  private final byte[] bytes;
  private final int nameStart;
  private int hash;

  private ArchivePath(byte[] bytes) {
    this.bytes = bytes;
    this.nameStart = lastSlash(bytes) + 1;
  }

  /// The path made of `bytes` (copied), or empty when it begins or ends with `/` or has an empty,
  /// `.` or `..` component or a NUL. No bytes are [#TOP].
  public static Optional<ArchivePath> parse(byte[] bytes) {
    return bytes.length == 0 || isPath(bytes)
        ? Optional.of(new ArchivePath(bytes.clone()))
        : Optional.empty();
  }

  /// As [#parse].
  ///
  /// @throws IllegalArgumentException when it is no valid path
  public static ArchivePath of(byte[] bytes) {
    return parse(bytes).orElseThrow(
        () -> new IllegalArgumentException("no archive path: " + PrintableBytes.of(bytes)));
  }

  /// The path that is the UTF-8 form of `text`.
  ///
  /// @throws IllegalArgumentException when it is no valid path
  public static ArchivePath of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isPath(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '/') {
        if (!FileName.isName(bytes, start, i)) {
          return false;
        }
        start = i + 1;
      }
    }
    return FileName.isName(bytes, start, bytes.length);
  }

  private static int lastSlash(byte[] bytes) {
    int at = bytes.length - 1;
    while (at >= 0 && bytes[at] != '/') {
      at--;
    }
    return at;
  }

  /// Whether this is the path without components.
  public boolean isTop() {
    return bytes.length == 0;
  }

  /// The path without its last component.
  ///
  /// @throws IllegalStateException at [#TOP]
  public ArchivePath parent() {
    requireName();
    return nameStart == 0 ? TOP : new ArchivePath(Arrays.copyOf(bytes, nameStart - 1));
  }

  /// The last component.
  ///
  /// @throws IllegalStateException at [#TOP]
  public FileName name() {
    requireName();
    return FileName.slice(bytes, nameStart, bytes.length);
  }

  /// The first component.
  ///
  /// @throws IllegalStateException at [#TOP]
  public FileName first() {
    requireName();
    int end = 0;
    while (end < bytes.length && bytes[end] != '/') {
      end++;
    }
    return FileName.slice(bytes, 0, end);
  }

  private void requireName() {
    if (isTop()) {
      throw new IllegalStateException("the top has neither parent nor name");
    }
  }

  /// This path with one more component.
  public ArchivePath child(FileName name) {
    int start = isTop() ? 0 : bytes.length + 1;
    byte[] longer = Arrays.copyOf(bytes, start + name.length());
    if (start > 0) {
      longer[start - 1] = '/';
    }
    name.copyTo(longer, start);
    return new ArchivePath(longer);
  }

  /// This path with one more component.
  ///
  /// @throws IllegalArgumentException when `name` is no [FileName]
  public ArchivePath child(byte[] name) {
    return child(FileName.of(name));
  }

  /// The components from the first to the last; none at [#TOP].
  public List<FileName> components() {
    var names = new ArrayList<FileName>();
    int start = 0;
    for (int i = 0; i <= bytes.length && !isTop(); i++) {
      if (i == bytes.length || bytes[i] == '/') {
        names.add(FileName.slice(bytes, start, i));
        start = i + 1;
      }
    }
    return List.copyOf(names);
  }

  /// Number of components, 0 at [#TOP].
  public int depth() {
    if (isTop()) {
      return 0;
    }
    int slashes = 0;
    for (byte b : bytes) {
      if (b == '/') {
        slashes++;
      }
    }
    return slashes + 1;
  }

  /// Whether `ancestor` is this path or one of the directories above it.
  public boolean isAtOrBelow(ArchivePath ancestor) {
    int length = ancestor.bytes.length;
    if (bytes.length < length || !Arrays.equals(bytes, 0, length, ancestor.bytes, 0, length)) {
      return false;
    }
    return length == 0 || bytes.length == length || bytes[length] == '/';
  }

  /// Whether the path and each of its components are short enough to be stored.
  public boolean isWithinLimits() {
    if (bytes.length > MAX_LENGTH) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '/') {
        if (i - start > MAX_NAME_LENGTH) {
          return false;
        }
        start = i + 1;
      }
    }
    return true;
  }

  /// The bytes (a copy), no `/` at either end.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// Number of bytes, 0 at [#TOP].
  public int length() {
    return bytes.length;
  }

  @Override
  public int compareTo(ArchivePath other) {
    if (isTop() || other.isTop()) {
      return Boolean.compare(other.isTop(), isTop());
    }
    int parents = compareParents(other);
    return parents != 0
        ? parents
        : Arrays.compareUnsigned(
            bytes, nameStart, bytes.length, other.bytes, other.nameStart, other.bytes.length);
  }

  /// Comparing bytes with `/` below every other byte compares component by component, since no
  /// component holds a `/` or a NUL.
  private int compareParents(ArchivePath other) {
    int length = Math.max(nameStart - 1, 0);
    int otherLength = Math.max(other.nameStart - 1, 0);
    int at = Arrays.mismatch(bytes, 0, length, other.bytes, 0, otherLength);
    if (at < 0) {
      return 0;
    }
    if (at == length || at == otherLength) {
      return Integer.compare(length, otherLength);
    }
    return Integer.compare(rank(bytes[at]), rank(other.bytes[at]));
  }

  private static int rank(byte b) {
    return b == '/' ? 0 : b & 0xFF;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArchivePath that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(bytes);
    }
    return hash;
  }

  /// The printable form, see [PrintableBytes]; `.` for [#TOP].
  @Override
  public String toString() {
    return isTop() ? "." : PrintableBytes.of(bytes);
  }
}
