package dura.band.machine;

import dura.spec.alarm.Alarm;
import java.util.List;

/// A check of an archive as a pure function: (state, event) to (state, effects, alarms). It asks
/// questions and never changes anything; what a repair could do is part of its result.
///
/// | stages | look at | then |
/// |---|---|---|
/// | ROOT, HEADERS | the root, the header's copies | SEEK_… where no copy can be read |
/// | SEEK_… | what bands carry of the header | ROOT_FILES |
/// | ROOT_FILES | files for people | the first band |
/// | BAND, BAND_KINDS, BAND_FOLDERS | names of a band | BAND_SHEETS |
/// | BAND_SHEETS | head, tails, SHA256SUMS | BAND_PARITY where a member list is not proven |
/// | BAND_PARITY | heads of parity objects | BAND_OBJECTS |
/// | BAND_OBJECTS | a slice of the objects | BAND_STRAYS where a group cannot do without some |
/// | BAND_STRAYS | whether these stand in others' places | BAND_ASIDE where there is `repair/` |
/// | BAND_ASIDE | what was put aside | the next slice, the next band, or DONE |
///
/// Answers may come in any order and are taken in the order of the questions, so that alarms and
/// findings never depend on timing. Of a band its lists are kept while it is checked; of the bands
/// before it only what is wrong.
public final class CheckMachine {
  /// What follows from an event.
  public record Step(CheckState state, List<CheckEffect> effects, List<Alarm> alarms) {}

  private CheckMachine() {}

  /// One step.
  public static Step step(CheckState state, CheckEvent event) {
    var turn = new CheckTurn(state);
    switch (event) {
      case CheckEvent.Started _ -> turn.started();
      case CheckEvent.TimeOver _ -> turn.timeOver();
      case CheckEvent.Answered answered -> turn.answered(answered.ticket(), answered.answer());
    }
    return turn.finish();
  }
}
