package dura.tools;

import dura.band.model.BandTail;
import dura.band.run.BackupReport;
import dura.proto.Counters;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;

/// What a backup did.
///
/// @param report of the backup
/// @param location of the archive
record BackupLine(BackupReport report, String location) implements Line {
  /// Everything that is in the band now.
  long entries() {
    return report.counters().getFiles() + others();
  }

  private long others() {
    Counters counters = report.counters();
    return counters.getDirectories() + counters.getLinks() + counters.getOthers();
  }

  @Override
  public String text() {
    Counters counters = report.counters();
    String text = Messages.text("backup.done", report.tail().head().band(),
        Amounts.count(counters.getFiles()), Amounts.bytes(counters.getFileBytes()),
        Amounts.count(others()), Amounts.bytes(report.tail().storedBytes()));
    return report.alarms() == 0
        ? text
        : text + Messages.text("backup.alarms", Amounts.count(report.alarms()));
  }

  /// `type` backup, `archive`, `band`, `parent` (empty where the backup is full), `started`, `ended`, `files`, `directories`, `links`,
  /// `others`, `bytes` of files, `new_bytes`, `stored_bytes`, `blocks`, `index_objects`,
  /// `parity_objects`, `alarms`.
  @Override
  public JsonObject json() {
    Counters counters = report.counters();
    BandTail tail = report.tail();
    return JsonObject.of("backup")
        .put("archive", location)
        .put("band", tail.head().band().toString())
        .put("parent", tail.head().parent().map(parent -> parent.band().toString()).orElse(""))
        .put("started", tail.head().started().toString())
        .put("ended", tail.ended().toString())
        .put("files", counters.getFiles())
        .put("directories", counters.getDirectories())
        .put("links", counters.getLinks())
        .put("others", counters.getOthers())
        .put("bytes", counters.getFileBytes())
        .put("new_bytes", counters.getNewBytes())
        .put("stored_bytes", tail.storedBytes())
        .put("blocks", tail.objects().blocks())
        .put("index_objects", tail.objects().indexObjects())
        .put("parity_objects", tail.objects().parityObjects())
        .put("alarms", report.alarms());
  }
}
