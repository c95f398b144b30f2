package dura.tools.page;

import dura.band.run.AffectedFiles.Affected;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a page tells besides the findings.
///
/// @param place as the user named it
/// @param program name and version of what checked
/// @param end when the check ended
/// @param profile of the archive, where a header was found
/// @param full whether every byte was read
/// @param repairAsked whether a repair was asked for
/// @param affected files that lack bytes, the first of them
/// @param affectedCount all files that lack bytes
/// @param unknown bands of which not all affected files are known
public record CheckFacts(String place, String program, Instant end,
    Optional<RedundancyProfile> profile, boolean full, boolean repairAsked,
    List<Affected> affected, long affectedCount, List<BandName> unknown) {
  /// Files that a page names at most.
  public static final int MOST_AFFECTED = 500;

  public CheckFacts {
    affected = List.copyOf(affected);
    unknown = List.copyOf(unknown);
  }
}
