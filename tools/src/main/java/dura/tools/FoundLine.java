package dura.tools;

import dura.band.run.FileSearch.Match;
import dura.spec.BandName;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.List;

/// A version of a file and the bands that have it.
record FoundLine(Match match) implements Line {
  /// As `ls -l`, behind the bands.
  @Override
  public String text() {
    return String.format("%s  %s", bands(match.bands()),
        new EntryLine.Details(match.entry()).text());
  }

  private static String bands(List<BandName> bands) {
    String first = bands.getFirst().toString();
    return bands.size() == 1
        ? first
        : Messages.text("find.bands", first, bands.getLast(), bands.size());
  }

  /// As of [EntryLine], with `bands`.
  @Override
  public JsonObject json() {
    return new EntryLine.Details(match.entry()).json()
        .put("bands", match.bands().stream().map(BandName::toString).toList());
  }
}
