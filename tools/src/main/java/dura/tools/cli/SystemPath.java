package dura.tools.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Paths of the system between bytes and Java. Through text Java loses what is not in the encoding
/// of the locale; through a URL with every byte escaped it loses nothing.
public final class SystemPath {
  private static final byte[] WORKING_DIRECTORY =
      "/proc/self/cwd/".getBytes(StandardCharsets.US_ASCII);
  private static final HexFormat HEX = HexFormat.of();

  private SystemPath() {}

  /// The path that `bytes` name, absolute or relative to the working directory.
  ///
  /// @param bytes not empty, without NUL
  public static Path of(byte[] bytes) {
    var url = new StringBuilder("file://");
    append(url, bytes[0] == '/' ? new byte[0] : WORKING_DIRECTORY);
    append(url, bytes);
    return Path.of(URI.create(url.toString()));
  }

  private static void append(StringBuilder url, byte[] bytes) {
    for (byte b : bytes) {
      if (b == '/') {
        url.append('/');
      } else {
        url.append('%').append(HEX.toHexDigits(b));
      }
    }
  }

  /// The bytes of the absolute form of `path`.
  public static byte[] bytes(Path path) {
    byte[] escaped = path.toUri().getRawPath().getBytes(StandardCharsets.US_ASCII);
    var bytes = new ByteArrayOutputStream(escaped.length);
    for (int at = 0; at < escaped.length; at++) {
      if (escaped[at] == '%') {
        bytes.write(HexFormat.fromHexDigits(
            new String(escaped, at + 1, 2, StandardCharsets.US_ASCII)));
        at += 2;
      } else {
        bytes.write(escaped[at]);
      }
    }
    int length = bytes.size();
    byte[] all = bytes.toByteArray();
    // Java ends the URL of a directory with a slash.
    return length > 1 && all[length - 1] == '/' ? Arrays.copyOf(all, length - 1) : all;
  }

  /// The bytes of the path with every link and every `..` in it resolved.
  public static byte[] real(byte[] path) throws IOException {
    return bytes(of(path).toRealPath());
  }
}
