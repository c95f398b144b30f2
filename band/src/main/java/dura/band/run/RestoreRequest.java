package dura.band.run;

import dura.band.machine.RestoreMachine.Purpose;
import dura.band.model.ArchivePath;
import dura.band.source.Existing;
import java.util.List;

/// What to restore.
///
/// @param contents of the band
/// @param paths what of it, with all that is below; none for everything
/// @param existing what to do where a name is taken
/// @param purpose whether to write
/// @param jobs how many threads decode, at least 1
public record RestoreRequest(BandContents contents, List<ArchivePath> paths, Existing existing,
    Purpose purpose, int jobs) {
  public RestoreRequest {
    paths = List.copyOf(paths);
    if (jobs < 1) {
      throw new IllegalArgumentException(jobs + " jobs");
    }
  }
}
