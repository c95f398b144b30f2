package dura.tools;

import dura.band.scavenge.Scavenged;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.Locale;

/// An object that was found in an image.
///
/// @param found what was found of it
record ScavengedLine(Scavenged found) implements Line {
  private String word() {
    return found.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String text() {
    return Messages.text("scavenge.found." + word(), found.path(),
        Amounts.count(found.missing()), Amounts.count(found.cells()));
  }

  /// `type` scavenged-object, `path`, `state`: whole, repaired, partial or head-only; `cells`,
  /// `missing`, `written`.
  @Override
  public JsonObject json() {
    return JsonObject.of("scavenged-object")
        .put("path", found.path())
        .put("state", word())
        .put("cells", found.cells())
        .put("missing", found.missing())
        .put("written", found.written());
  }
}
