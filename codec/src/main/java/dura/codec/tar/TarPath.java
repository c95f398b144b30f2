package dura.codec.tar;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A user's path below the root of the band: bytes of whatever encoding, components between single
/// slashes, none of them `.` or `..`. Immutable; equal by content.
public final class TarPath {
  /// The most bytes of a path (`limits.md`).
  public static final int MAX_LENGTH = 65_535;

  /// The most bytes of a component (`limits.md`).
  public static final int MAX_COMPONENT = 4_095;

  private final byte[] bytes;

  private TarPath(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @param bytes the path, copied
  /// @throws IllegalArgumentException if it is not a legal path; the message says why
  public static TarPath of(byte[] bytes) {
    byte[] copy = bytes.clone();
    check(copy);
    return new TarPath(copy);
  }

  /// The path, a copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  List<byte[]> components() {
    return split(bytes);
  }

  static List<byte[]> split(byte[] path) {
    List<byte[]> components = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= path.length; at++) {
      if (at == path.length || path[at] == '/') {
        components.add(Arrays.copyOfRange(path, from, at));
        from = at + 1;
      }
    }
    return components;
  }

  static byte[] join(List<byte[]> components) {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (int i = 0; i < components.size(); i++) {
      if (i > 0) {
        path.write('/');
      }
      path.writeBytes(components.get(i));
    }
    return path.toByteArray();
  }

  private static void check(byte[] path) {
    if (path.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a path of " + path.length + " bytes");
    }
    if (path.length > 0 && path[0] == '/') {
      throw new IllegalArgumentException("an absolute path");
    }
    for (byte[] component : split(path)) {
      checkComponent(component);
    }
  }

  private static void checkComponent(byte[] component) {
    if (component.length == 0) {
      throw new IllegalArgumentException("an empty component");
    }
    if (component.length > MAX_COMPONENT) {
      throw new IllegalArgumentException("a component of " + component.length + " bytes");
    }
    if (component[0] == '.'
        && (component.length == 1 || component.length == 2 && component[1] == '.')) {
      throw new IllegalArgumentException("a component . or ..");
    }
    for (byte b : component) {
      if (b == 0) {
        throw new IllegalArgumentException("a zero byte in a path");
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TarPath path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The path for people: printable ASCII as it is, other bytes and backslashes as `\xNN`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      if (b >= ' ' && b <= '~' && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x%02x".formatted(b & 0xFF));
      }
    }
    return text.toString();
  }
}
