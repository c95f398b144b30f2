package dura.band.posix;

import dura.band.model.FileKind;
import dura.band.model.Timestamp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// What statx says of a file.
///
/// @param mode type and permission bits
/// @param links number of hard links
/// @param uid owner, 0 to 2^32-1
/// @param gid group, 0 to 2^32-1
/// @param size bytes
/// @param blocks allocated units of 512 bytes
/// @param modified time of the last change of the contents
/// @param changed time of the last change of the inode
/// @param device file system: major number in the upper, minor in the lower 32 bits
/// @param inode number of the file in its file system, unsigned
/// @param deviceMajor what a device node stands for
/// @param deviceMinor what a device node stands for
/// @param nodump whether the file carries the `d` flag of chattr(1), where the file system keeps it
public record Stat(int mode, long links, long uid, long gid, long size, long blocks,
    Timestamp modified, Timestamp changed, long device, long inode, int deviceMajor,
    int deviceMinor, boolean nodump) {
  /// Bits of `mode` that hold the type.
  public static final int TYPE_MASK = 0170000;
  public static final int FIFO = 0010000;
  public static final int CHARACTER_DEVICE = 0020000;
  public static final int DIRECTORY = 0040000;
  public static final int BLOCK_DEVICE = 0060000;
  public static final int REGULAR = 0100000;
  public static final int SYMLINK = 0120000;
  public static final int SOCKET = 0140000;

  /// STATX_ATTR_NODUMP.
  private static final long NODUMP = 0x40;
  private static final Optional<FileKind> IS_FILE = Optional.of(FileKind.FILE);
  private static final Optional<FileKind> IS_DIRECTORY = Optional.of(FileKind.DIRECTORY);
  private static final Optional<FileKind> IS_SYMLINK = Optional.of(FileKind.SYMLINK);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /// Offsets in struct statx, the same on every machine (linux/stat.h).
  static Stat ofStatx(MemorySegment statx) {
    return new Stat(
        statx.get(ValueLayout.JAVA_SHORT, 28) & 0xFFFF,
        Integer.toUnsignedLong(statx.get(INT, 16)),
        Integer.toUnsignedLong(statx.get(INT, 20)),
        Integer.toUnsignedLong(statx.get(INT, 24)),
        statx.get(LONG, 40),
        statx.get(LONG, 48),
        new Timestamp(statx.get(LONG, 112), statx.get(INT, 120)),
        new Timestamp(statx.get(LONG, 96), statx.get(INT, 104)),
        Integer.toUnsignedLong(statx.get(INT, 136)) << 32
            | Integer.toUnsignedLong(statx.get(INT, 140)),
        statx.get(LONG, 32),
        statx.get(INT, 128),
        statx.get(INT, 132),
        (statx.get(LONG, 8) & NODUMP) != 0);
  }

  /// Permission bits with set-user-id, set-group-id and sticky: 0 to 07777.
  public int permissions() {
    return mode & 07777;
  }

  /// The kind of file.
  ///
  /// @throws IllegalStateException for a type that Linux does not have
  public FileKind kind() {
    return kindOf(mode).orElseThrow(
        () -> new IllegalStateException("file type " + Integer.toOctalString(mode)));
  }

  /// The kind that the type bits of `mode` stand for, if they stand for one.
  public static Optional<FileKind> kindOf(int mode) {
    return switch (mode & TYPE_MASK) {
      case REGULAR -> IS_FILE;
      case DIRECTORY -> IS_DIRECTORY;
      case SYMLINK -> IS_SYMLINK;
      case FIFO -> Optional.of(FileKind.FIFO);
      case SOCKET -> Optional.of(FileKind.SOCKET);
      case CHARACTER_DEVICE -> Optional.of(FileKind.CHARACTER_DEVICE);
      case BLOCK_DEVICE -> Optional.of(FileKind.BLOCK_DEVICE);
      default -> Optional.empty();
    };
  }
}
