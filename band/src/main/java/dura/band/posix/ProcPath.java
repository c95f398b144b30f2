package dura.band.posix;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Paths under /proc/self/fd: the way to calls that take neither a directory's descriptor nor one
/// opened with [OpenFlags#PATH]. They lead to the open file itself, whatever its names are by now.
final class ProcPath {
  private ProcPath() {}

  static byte[] of(int fd) {
    return ("/proc/self/fd/" + fd).getBytes(StandardCharsets.US_ASCII);
  }

  /// The entry `name` of an open directory.
  static byte[] of(int directory, byte[] name) {
    byte[] prefix = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] path = Arrays.copyOf(prefix, prefix.length + name.length);
    System.arraycopy(name, 0, path, prefix.length, name.length);
    return path;
  }
}
