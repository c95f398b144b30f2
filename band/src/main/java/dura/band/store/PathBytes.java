package dura.band.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/// The bytes of a path as the system knows it. Its text is no way to them: a name that is not in the
/// encoding of the locale loses bytes there.
final class PathBytes {
  private static final int HEX = 16;

  private PathBytes() {}

  /// The absolute form of `path`.
  ///
  /// @throws IllegalArgumentException where it is not of the system's own files
  static byte[] of(Path path) {
    if (!path.getFileSystem().equals(FileSystems.getDefault())) {
      throw new IllegalArgumentException("not a path of this system: " + path);
    }
    byte[] escaped = path.toUri().getRawPath().getBytes(StandardCharsets.US_ASCII);
    var bytes = new ByteArrayOutputStream(escaped.length);
    int at = 0;
    while (at < escaped.length) {
      if (escaped[at] == '%') {
        bytes.write(
            Character.digit(escaped[at + 1], HEX) << 4 | Character.digit(escaped[at + 2], HEX));
        at += 3;
      } else {
        bytes.write(escaped[at]);
        at++;
      }
    }
    return bytes.toByteArray();
  }
}
