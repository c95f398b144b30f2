package dura.band.run;

import dura.band.model.BandTail;
import dura.proto.Counters;

/// What a backup did.
///
/// @param tail of the finished band
/// @param counters what was backed up
/// @param alarms number of alarms on the way
public record BackupReport(BandTail tail, Counters counters, long alarms) {}
