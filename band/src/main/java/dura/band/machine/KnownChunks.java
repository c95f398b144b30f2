package dura.band.machine;

import dura.band.model.FileExtent;
import dura.spec.BandName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gathers the chunks that the ancestors of a band have. For one thread.
public final class KnownChunks {
  private final Ancestry ancestry;
  private final Map<BandName, Integer> numbers = new HashMap<>();
  private ChunkTable table;

  private KnownChunks(BackupPlan plan) {
    this.ancestry = plan.ancestry();
    this.table = ChunkTable.empty(plan.salt(), plan.bounds().chunks());
    List<BandName> bands = ancestry.bands();
    for (int i = 0; i < bands.size(); i++) {
      numbers.put(bands.get(i), i + 1);
    }
  }

  /// None yet, for a backup by `plan`.
  public static KnownChunks of(BackupPlan plan) {
    return new KnownChunks(plan);
  }

  /// Adds an extent of a file, if its block can be referred to.
  public void add(FileExtent extent) {
    Integer band = numbers.get(extent.band());
    if (band != null && ancestry.groupOf(band, extent.block()).isPresent()
        && table.find(extent.sha256()).isEmpty()) {
      table = table.plus(extent.sha256(),
          new ChunkPlace(band, extent.block(), extent.rawOffset()));
    }
  }

  ChunkTable table() {
    return table;
  }
}
