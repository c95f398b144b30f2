package dura.tools;

import dura.band.machine.RestoreCounts;
import dura.band.model.ArchivePath;
import dura.band.run.RestoreReport;
import dura.spec.BandName;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;

/// What a restore came to.
///
/// @param report of the restore
/// @param band it came from
/// @param target where it went, as the user named it
/// @param dryRun whether nothing was written
record RestoreLine(RestoreReport report, BandName band, String target, boolean dryRun)
    implements Line {
  @Override
  public String text() {
    RestoreCounts counts = report.counts();
    var text = new StringBuilder(Messages.text(dryRun ? "restore.would" : "restore.done",
        Amounts.count(counts.files()), Amounts.bytes(counts.bytes()),
        Amounts.count(counts.entries() - counts.files()), target, band));
    if (counts.present() > 0) {
      text.append(Messages.text("restore.present", Amounts.count(counts.present())));
    }
    if (counts.kept() > 0) {
      text.append(Messages.text("restore.kept", Amounts.count(counts.kept())));
    }
    if (counts.failed() > 0) {
      text.append(Messages.text("restore.failed", Amounts.count(counts.failed())));
    }
    if (counts.damaged() > 0) {
      text.append(Messages.text("restore.damaged", Amounts.count(counts.damaged()),
          Amounts.bytes(counts.lostBytes())));
    }
    return text.toString();
  }

  /// `type` restored, `band`, `target`, `dry_run`, `complete`, counts as in [RestoreCounts], and
  /// `not_found`: paths that are not in the band.
  @Override
  public JsonObject json() {
    RestoreCounts counts = report.counts();
    return JsonObject.of("restored")
        .put("band", band.toString())
        .put("target", target)
        .put("dry_run", dryRun)
        .put("complete", report.complete())
        .put("files", counts.files())
        .put("directories", counts.directories())
        .put("links", counts.links())
        .put("others", counts.others())
        .put("bytes", counts.bytes())
        .put("present", counts.present())
        .put("kept", counts.kept())
        .put("failed", counts.failed())
        .put("damaged", counts.damaged())
        .put("lost_bytes", counts.lostBytes())
        .put("not_found", report.notFound().stream().map(ArchivePath::toString).toList());
  }
}
