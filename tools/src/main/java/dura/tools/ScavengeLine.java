package dura.tools;

import dura.band.scavenge.ScavengeReport;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;

/// What the search of an image came to.
///
/// @param image as the user named it
/// @param into where objects went, as the user named it
/// @param report of the search
record ScavengeLine(String image, String into, ScavengeReport report) implements Line {
  @Override
  public String text() {
    return Messages.text("scavenge.done", image, Amounts.bytes(report.bytes()),
        Amounts.count(report.whole()), Amounts.count(report.partial()),
        Amounts.count(report.headOnly()), Amounts.count(report.archives()),
        Amounts.count(report.written()), into)
        + (report.unreadable() == 0
            ? ""
            : Messages.text("scavenge.unread", Amounts.bytes(report.unreadable())));
  }

  /// `type` scavenged, `image`, `into`, `bytes`, `unreadable_bytes`, `archives`, `whole`, `partial`,
  /// `head_only`, `written`, `complete`.
  @Override
  public JsonObject json() {
    return JsonObject.of("scavenged")
        .put("image", image)
        .put("into", into)
        .put("bytes", report.bytes())
        .put("unreadable_bytes", report.unreadable())
        .put("archives", report.archives())
        .put("whole", report.whole())
        .put("partial", report.partial())
        .put("head_only", report.headOnly())
        .put("written", report.written())
        .put("complete", report.complete());
  }
}
