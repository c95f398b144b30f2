package dura.spec.alarm;

/// Where an alarm points: a file (of the source, the archive or the target) and a range of it.
///
/// @param path printable; a path below the archive, or a user's path with odd bytes escaped
/// @param offset first byte meant, or −1 where the whole is meant
/// @param length number of bytes meant, or −1 where it is not known
public record Location(String path, long offset, long length) {
  /// All of `path`.
  public static Location of(String path) {
    return new Location(path, -1, -1);
  }

  /// `length` bytes of `path` from `offset`.
  public static Location range(String path, long offset, long length) {
    return new Location(path, offset, length);
  }

  @Override
  public String toString() {
    return offset < 0 ? path
        : length < 0 ? path + "@" + offset
        : path + "@" + offset + "+" + length;
  }
}
