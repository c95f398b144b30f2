package dura.tools;

import dura.band.machine.Finding.Outcome;
import dura.band.run.FsckReport;
import dura.spec.BandName;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;

/// What a check, or a repair, came to.
///
/// @param place as the user named it
/// @param report of it
/// @param scope how much was checked
record FsckSummaryLine(String place, FsckReport report, FsckScope scope) implements Line {
  @Override
  public String text() {
    var text = new StringBuilder(report.isArchive()
        ? Messages.text("fsck.checked", place, Amounts.count(report.objects()),
            Amounts.count(report.bands().size()))
        : Messages.text("fsck.checked-object", place)).append(scope.text());
    if (report.isClean()) {
      return text.append(Messages.text("fsck.clean")).toString();
    }
    for (Outcome outcome : Outcome.values()) {
      long count = report.count(outcome);
      if (count > 0 && outcome != Outcome.NOTICE) {
        text.append(
            Messages.text("fsck.count." + FsckFindingLine.word(outcome), Amounts.count(count)));
      }
    }
    return text.toString();
  }

  /// `type` checked, `place`, `archive`: its id, `depth` (quick, full, deep), `shard`, `sample`,
  /// `resumed_after` and `stopped_after` where not all was checked, `objects`, `bands`, `clean`,
  /// `damage_left`, the numbers of findings by outcome, `affected_bands`.
  @Override
  public JsonObject json() {
    JsonObject json = JsonObject.of("checked")
        .put("place", place);
    report.archiveId().ifPresent(id -> json.put("archive", id.toHex()));
    scope.into(json);
    json.put("objects", report.objects())
        .put("bands", report.bands().size())
        .put("clean", report.isClean())
        .put("damage_left", report.isDamageLeft());
    for (Outcome outcome : Outcome.values()) {
      json.put(FsckFindingLine.word(outcome), report.count(outcome));
    }
    return json.put("affected_bands",
        report.affectedBands().stream().map(BandName::toString).toList());
  }
}
