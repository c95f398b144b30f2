package dura.band.machine;

import dura.band.model.BandHead;
import dura.codec.compress.FrameCodec;
import dura.proto.IndexRoot;

/// What a backup is to do, and how much it may have under way at once.
///
/// @param head of the band to be written
/// @param codec compresses hunks (blocks are compressed outside, with the same codec)
/// @param root what the root hunk says of sources, host and tags; the rest is filled in at the end
/// @param bounds how much may be under way
public record BackupPlan(BandHead head, FrameCodec codec, IndexRoot root, Bounds bounds) {
  /// Bounds of what is under way at once; they decide memory, never the result.
  ///
  /// @param files opened ahead of the one being packed
  /// @param readBytes asked for and not yet packed
  /// @param frames being compressed
  /// @param objects being stored
  public record Bounds(int files, long readBytes, int frames, int objects) {
    /// Bounds for this many workers.
    public static Bounds of(int jobs) {
      return new Bounds(64, 16L << 20, 4 * jobs, jobs + 1);
    }
  }
}
