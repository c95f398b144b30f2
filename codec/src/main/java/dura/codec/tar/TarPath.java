package dura.codec.tar;

import dura.spec.Limits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A user's path below the root of the band: bytes of whatever encoding, components between single
/// slashes, none of them `.` or `..`. Immutable; equal by content.
public final class TarPath {
  private final byte[] bytes;

  private TarPath(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The path of these bytes, which are copied.
  ///
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
    if (path.length > Limits.MAX_PATH_BYTES) {
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
    if (component.length > Limits.MAX_NAME_BYTES) {
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
