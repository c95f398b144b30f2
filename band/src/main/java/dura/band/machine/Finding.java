package dura.band.machine;

import dura.spec.alarm.Alarm;
import java.util.List;

/// What is wrong with one file of the archive, or with a band, and what can be done about it.
///
/// @param path below the archive
/// @param alarms what is wrong; at least one
/// @param outcome what can be, or was, done
public record Finding(String path, List<Alarm> alarms, Outcome outcome) {
  /// What becomes of a finding.
  public enum Outcome {
    /// No damage; worth saying.
    NOTICE,
    /// Damaged; a repair can make it whole.
    REPAIRABLE,
    /// Damaged; a repair made it whole.
    REPAIRED,
    /// The original cannot be replaced; a whole one stands below `repair/` and readers take that.
    COVERED,
    /// Two things disagree, each whole in itself: which one is right is not for a program to say.
    CONFLICT,
    /// The system does not let it be read: whether it is damaged is not known.
    DENIED,
    /// Damaged beyond what the archive's redundancy can repair.
    LOST
  }

  public Finding {
    alarms = List.copyOf(alarms);
  }

  /// The same finding with another outcome.
  public Finding with(Outcome other) {
    return new Finding(path, alarms, other);
  }
}
