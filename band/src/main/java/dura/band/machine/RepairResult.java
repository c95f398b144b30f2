package dura.band.machine;

/// What became of a path that a repair was to make whole.
///
/// @param path below the archive
/// @param kind what became of it
/// @param reason why not, for people; empty where all is well
public record RepairResult(String path, Kind kind, String reason) {
  /// What became of it.
  public enum Kind {
    /// It is whole, in its place; read back and compared.
    DONE,
    /// It is whole below `repair/`, since the place cannot replace.
    ASIDE,
    /// Something whole has come to stand there, which is not overwritten.
    KEPT,
    /// There is not enough left to make it of.
    UNRECOVERABLE,
    /// It could not be written; what was there before is still there.
    NOT_WRITTEN
  }
}
