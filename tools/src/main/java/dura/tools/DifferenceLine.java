package dura.tools;

import dura.band.machine.EntryChange;
import dura.band.model.TreeEntry;
import dura.band.run.BandDifferences.Difference;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import java.util.Locale;

/// A difference between two bands.
record DifferenceLine(Difference difference) implements Line {
  /// The sign of a change, as it stands in front of a path.
  static char sign(EntryChange change) {
    return switch (change) {
      case ADDED -> '+';
      case REMOVED -> '-';
      case TYPE -> 'T';
      case CONTENTS -> 'M';
      case METADATA -> 'U';
      case UNDECIDED, NONE -> ' ';
    };
  }

  @Override
  public String text() {
    return sign(difference.change()) + " " + difference.path();
  }

  /// `type` difference, `path`, `change`; `before` and `after` where there is something, each with
  /// `kind`, `size`, `mtime`, `mode`.
  @Override
  public JsonObject json() {
    JsonObject json = JsonObject.of("difference")
        .putBytes("path", difference.path().bytes())
        .put("change", difference.change().name().toLowerCase(Locale.ROOT));
    difference.former().ifPresent(entry -> json.put("before", facts(entry)));
    difference.latter().ifPresent(entry -> json.put("after", facts(entry)));
    return json;
  }

  private static JsonObject facts(TreeEntry entry) {
    return JsonObject.untyped()
        .put("kind", EntryLine.kind(entry.kind()))
        .put("size", entry.size())
        .put("mtime", EntryLine.mtime(entry.modified()))
        .put("mode", EntryLine.mode(entry));
  }
}
