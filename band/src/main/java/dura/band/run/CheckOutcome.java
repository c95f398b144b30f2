package dura.band.run;

import dura.band.machine.CheckUnit;
import java.util.Optional;

/// How a check of a portion of an archive ended.
///
/// @param report of what was looked at
/// @param stoppedAfter the last unit that was looked at, where time was over before the end
public record CheckOutcome(FsckReport report, Optional<CheckUnit> stoppedAfter) {}
