package dura.band.source;

import dura.band.model.PrintableBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A named value that a file carries beside its contents, as the kernel gives it. ACLs are such
/// values. Ordered by the unsigned bytes of the names.
public final class ExtendedAttribute implements Comparable<ExtendedAttribute> {
  private final byte[] name;
  private final byte[] value;

  /// @param name with its namespace, as `user.comment`, without a NUL; copied
  /// @param value any bytes; copied
  /// @throws IllegalArgumentException when the name is empty or has a NUL
  public ExtendedAttribute(byte[] name, byte[] value) {
    this.name = name.clone();
    this.value = value.clone();
    if (name.length == 0 || hasNul(name)) {
      throw new IllegalArgumentException("no attribute name: " + PrintableBytes.of(name));
    }
  }

  private static boolean hasNul(byte[] name) {
    for (byte b : name) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /// The name (a copy).
  public byte[] name() {
    return name.clone();
  }

  /// The value (a copy).
  public byte[] value() {
    return value.clone();
  }

  /// Whether this attribute has the name `ascii`.
  public boolean isNamed(String ascii) {
    return Arrays.equals(name, ascii.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public int compareTo(ExtendedAttribute other) {
    int byName = Arrays.compareUnsigned(name, other.name);
    return byName != 0 ? byName : Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExtendedAttribute that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(name) + Arrays.hashCode(value);
  }

  /// The printable name and the length of the value.
  @Override
  public String toString() {
    return PrintableBytes.of(name) + " (" + value.length + " bytes)";
  }
}
