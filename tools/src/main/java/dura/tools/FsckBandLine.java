package dura.tools;

import dura.band.machine.BandSummary;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.Locale;

/// What was found of a band as a whole; only programs are told.
///
/// @param band and its counts
record FsckBandLine(BandSummary band) implements Line {
  @Override
  public String text() {
    return Messages.text("fsck.scope.band", band.name());
  }

  /// `type` band, `name`, `state` (finished, partial, pruned, abandoned), `objects`, `damaged`,
  /// `lost_groups`, `refers`: ranges of other bands' groups.
  @Override
  public JsonObject json() {
    return JsonObject.of("band")
        .put("name", band.name().toString())
        .put("state", band.state().name().toLowerCase(Locale.ROOT))
        .put("objects", band.objects())
        .put("damaged", band.damaged())
        .put("lost_groups", band.lostGroups().stream().map(String::valueOf).toList())
        .putObjects("refers", band.refers()
            .stream()
            .map(groups -> JsonObject.untyped()
                .put("band", groups.band().toString())
                .put("first", groups.first())
                .put("last", groups.last())
                .put("sha256", groups.listsSha256().toHex()))
            .toList());
  }
}
