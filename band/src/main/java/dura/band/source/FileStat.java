package dura.band.source;

import dura.band.model.FileKind;
import dura.band.model.Timestamp;
import dura.band.posix.Stat;

/// What a file system says of one entry.
///
/// @param kind what it is
/// @param permissions permission bits with set-user-id, set-group-id and sticky: 0 to 07777
/// @param uid number of the owner, 0 to 2^32-1
/// @param gid number of the group, 0 to 2^32-1
/// @param size bytes of a file, or of a link's target
/// @param modified last change of the contents
/// @param changed last change of the inode
/// @param device number of the file system
/// @param inode number of the file in its file system, unsigned
/// @param links number of hard links
/// @param node what a device node stands for
/// @param nodump whether it carries the `d` flag of chattr(1)
public record FileStat(FileKind kind, int permissions, long uid, long gid, long size,
    Timestamp modified, Timestamp changed, long device, long inode, long links,
    DeviceNumber node, boolean nodump) {

  static FileStat of(Stat stat) {
    boolean isDevice = stat.deviceMajor() != 0 || stat.deviceMinor() != 0;
    return new FileStat(
        stat.kind(),
        stat.permissions(),
        stat.uid(),
        stat.gid(),
        stat.size(),
        stat.modified(),
        stat.changed(),
        stat.device(),
        stat.inode(),
        stat.links(),
        isDevice ? new DeviceNumber(stat.deviceMajor(), stat.deviceMinor()) : DeviceNumber.NONE,
        stat.nodump());
  }

  /// Whether both are of one file, under whatever names.
  public boolean isSameFile(FileStat other) {
    return device == other.device && inode == other.inode && kind == other.kind;
  }

  /// Whether nothing tells that the contents changed between the two: one file, equal in size and
  /// in both times.
  public boolean hasSameContents(FileStat other) {
    return isSameFile(other)
        && size == other.size
        && modified.equals(other.modified)
        && changed.equals(other.changed);
  }
}
