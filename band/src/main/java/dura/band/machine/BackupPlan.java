package dura.band.machine;

import dura.band.model.BandHead;
import dura.codec.bytes.ByteSlice;
import dura.codec.compress.FrameCodec;
import dura.proto.IndexRoot;
import java.util.List;

/// What a backup is to do, and how much it may have under way at once.
///
/// @param head of the band to be written
/// @param codec compresses hunks (blocks are compressed outside, with the same codec)
/// @param root what the root hunk says of sources, host and tags; the rest is filled in at the end
/// @param ancestry what may be referred to
/// @param covered blocks of interrupted bands that become members of the band's first data groups, in
///     order
/// @param trust whether unchanged times and sizes say that a file need not be read, nor an object
/// @param bounds how much may be under way
/// @param sequence in which contents are stored
public record BackupPlan(BandHead head, FrameCodec codec, IndexRoot root, Ancestry ancestry,
    List<TakenBlock> covered, Trust trust, Bounds bounds, Sequence sequence) {
  public BackupPlan {
    covered = List.copyOf(covered);
  }

  /// In which order contents are stored; the order of the index is the same.
  public enum Sequence {
    /// In that of the index.
    INDEX,
    /// Those of the pass [BackupEffect.Pass#FIRST] before all others, which takes a second walk.
    FIRST_FILES
  }

  /// What is taken for granted.
  public enum Trust {
    /// Files that are as the parent's index has them are not read, nor are objects of other bands.
    METADATA,
    /// All files are read, and all objects of other bands that may be referred to.
    NOTHING
  }

  /// Salt of the table of chunks: secret, as the chunker's seed is.
  ByteSlice salt() {
    return ByteSlice.of(root.getChunkerSeed());
  }

  /// Bounds of what is under way at once; but for the last they decide memory, never the result.
  ///
  /// @param files opened ahead of the one being packed
  /// @param readBytes asked for and not yet packed
  /// @param frames being compressed
  /// @param objects being stored
  /// @param chunks remembered to be recognised, 24 to 48 bytes each; it alone decides over what is
  ///     stored: beyond it chunks are stored again
  public record Bounds(int files, long readBytes, int frames, int objects, long chunks) {
    /// Chunks remembered: about 1 TiB of large files, at most 192 MiB of memory.
    private static final long CHUNKS = 1L << 22;

    /// Bounds for this many workers.
    public static Bounds of(int jobs) {
      return new Bounds(64, 16L << 20, 4 * jobs, jobs + 1, CHUNKS);
    }
  }
}
