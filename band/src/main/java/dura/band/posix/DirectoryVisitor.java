package dura.band.posix;

/// Takes the entries of a directory, in the order of the file system, without `.` and `..`.
@FunctionalInterface
public interface DirectoryVisitor {
  /// One entry.
  ///
  /// @param name one component, the receiver's to keep
  /// @param type the type as in [Stat#TYPE_MASK], 0 where the file system does not tell
  void entry(byte[] name, int type);
}
