package dura.band.scavenge;

/// What became of an object of which something was found.
///
/// @param path where it was written below the target, or would have been
/// @param state how much of it there is
/// @param cells cells it has
/// @param missing cells of it that were not found
/// @param written whether a file was made; else the same bytes were there before, or nothing to write
public record Scavenged(String path, State state, long cells, long missing, boolean written) {
  /// How much of an object there is.
  public enum State {
    /// All of it, in one piece or put together.
    WHOLE,
    /// So much that its inner code gave the rest.
    REPAIRED,
    /// A part; what is missing is zero in the file, so that its group may give it back.
    PARTIAL,
    /// Its head, or a part of that: what it was is known, nothing of its contents.
    HEAD_ONLY
  }
}
