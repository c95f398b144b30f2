package dura.tools;

import dura.band.machine.Finding.Outcome;
import dura.spec.alarm.AlarmCode;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;

/// Findings of one kind that are not named one by one.
///
/// @param code of the alarm
/// @param outcome of the findings
/// @param count how many more there are
record FsckMoreLine(AlarmCode code, Outcome outcome, int count) implements Line {
  @Override
  public String text() {
    return Messages.text("fsck.more",
        FsckFindingLine.column(outcome), count, code.word());
  }

  /// `type` more, `outcome`, `code`, `count`.
  @Override
  public JsonObject json() {
    return JsonObject.of("more")
        .put("outcome", FsckFindingLine.word(outcome))
        .put("code", code.word())
        .put("count", count);
  }
}
