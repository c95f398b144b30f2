package dura.tools;

import dura.band.run.TreeExport.Outcome;
import dura.spec.BandName;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;

/// What an export came to.
record ExportLine(Outcome outcome, BandName band) implements Line {
  @Override
  public String text() {
    String done = Messages.text("export.done", Amounts.count(outcome.members()), band,
        Amounts.bytes(outcome.bytes()));
    return outcome.lostBytes() == 0
        ? done
        : done + Messages.text("export.lost", Amounts.bytes(outcome.lostBytes()));
  }

  /// `type` exported, `band`, `members`, `sockets`, `bytes`, `lost_bytes`.
  @Override
  public JsonObject json() {
    return JsonObject.of("exported")
        .put("band", band.toString())
        .put("members", outcome.members())
        .put("sockets", outcome.sockets())
        .put("bytes", outcome.bytes())
        .put("lost_bytes", outcome.lostBytes());
  }
}
