package dura.band.posix;

/// Flags of openat that are used, for the machine this runs on.
public final class OpenFlags {
  public static final int RDONLY = 0;
  public static final int WRONLY = 1;
  public static final int RDWR = 2;
  public static final int CREAT = 0100;
  public static final int EXCL = 0200;
  public static final int NONBLOCK = 04000;
  public static final int NOATIME = 01000000;
  public static final int CLOEXEC = 02000000;
  /// Only a place in the tree: for calls relative to it, not for reading or writing.
  public static final int PATH = 010000000;
  /// Refuse anything but a directory.
  public static final int DIRECTORY;
  /// Refuse a symbolic link as the last component.
  public static final int NOFOLLOW;
  /// A file without a name in the directory that is opened; not every file system can.
  public static final int TMPFILE;

  static {
    switch (System.getProperty("os.arch")) {
      case "amd64" -> {
        DIRECTORY = 0200000;
        NOFOLLOW = 0400000;
      }
      case "aarch64" -> {
        DIRECTORY = 040000;
        NOFOLLOW = 0100000;
      }
      default -> throw new UnsupportedOperationException(
          "Linux on x86_64 or aarch64 is needed, this is " + System.getProperty("os.arch"));
    }
    TMPFILE = 020000000 | DIRECTORY;
  }

  private OpenFlags() {}
}
