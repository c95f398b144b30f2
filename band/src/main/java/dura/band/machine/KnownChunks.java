package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.proto.Extent;
import dura.proto.IndexEntry;

/// Gathers the chunks that the ancestors of a band have. For one thread.
public final class KnownChunks {
  private ChunkTable table;

  private KnownChunks(ChunkTable table) {
    this.table = table;
  }

  /// None yet, for a backup by `plan`.
  public static KnownChunks of(BackupPlan plan) {
    return new KnownChunks(ChunkTable.empty(plan.salt(), plan.bounds().chunks()));
  }

  /// Adds the extents of an entry of the parent's index, as a [PastHunk] has it.
  public void add(IndexEntry entry) {
    for (Extent extent : entry.getExtentList()) {
      add(ByteSlice.of(extent.getSha256()), extent.getBand(), extent.getBlock(),
          extent.getRawOffset());
    }
  }

  /// Adds a chunk.
  ///
  /// @param sha256 extent SHA-256
  /// @param band its number in the [Ancestry]
  /// @param rawOffset in the raw bytes of the block
  public void add(ByteSlice sha256, int band, int block, long rawOffset) {
    if (table.find(sha256).isEmpty()) {
      table = table.plus(sha256, new ChunkPlace(band, block, rawOffset));
    }
  }

  ChunkTable table() {
    return table;
  }
}
