package dura.band.run;

import dura.band.machine.RestoreCounts;
import dura.band.model.ArchivePath;
import java.util.List;

/// What a restore came to.
///
/// @param counts what was restored, kept, lost
/// @param notFound paths that were asked for and are not in the band
public record RestoreReport(RestoreCounts counts, List<ArchivePath> notFound) {
  public RestoreReport {
    notFound = List.copyOf(notFound);
  }

  /// Whether everything that was asked for is there now, whole.
  public boolean complete() {
    return counts.failed() == 0 && counts.damaged() == 0 && notFound.isEmpty();
  }
}
