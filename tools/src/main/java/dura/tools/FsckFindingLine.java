package dura.tools;

import dura.band.machine.Finding;
import dura.band.machine.Finding.Outcome;
import dura.spec.alarm.Alarm;
import dura.tools.report.AlarmLine;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.ByteText;
import dura.tools.text.Messages;
import java.util.Locale;

/// A finding of a check.
///
/// @param finding what is wrong with one file or band
record FsckFindingLine(Finding finding) implements Line {
  static FsckFindingLine of(Finding finding) {
    return new FsckFindingLine(finding);
  }

  /// The alarm that says most: of what is lost the last, which is about the whole.
  static Alarm main(Finding finding) {
    return finding.outcome() == Outcome.LOST
        ? finding.alarms().getLast()
        : finding.alarms().getFirst();
  }

  static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /// The word for people, as wide as the widest.
  static String column(Outcome outcome) {
    return String.format(Locale.ROOT, "%-10s",
        Messages.text("fsck.outcome." + word(outcome)));
  }

  @Override
  public String text() {
    Alarm main = main(finding);
    String detail = main.found().isEmpty() ? "" : Messages.text("fsck.detail", main.found());
    return ByteText.line(Messages.text("fsck.finding",
        column(finding.outcome()), finding.path(),
        Messages.text(main.code()) + detail));
  }

  /// `type` finding, `path`, `outcome`, `codes`: of its alarms, each once; `alarms`: each with `code`,
  /// `path`, `offset`, `length`, `expected`, `found`, as far as there is something to say.
  @Override
  public JsonObject json() {
    return JsonObject.of("finding")
        .put("path", finding.path())
        .put("outcome", word(finding.outcome()))
        .put("codes",
            finding.alarms().stream().map(alarm -> alarm.code().word()).distinct().toList())
        .putObjects("alarms",
            finding.alarms().stream().map(alarm -> new AlarmLine(alarm).inner()).toList());
  }
}
