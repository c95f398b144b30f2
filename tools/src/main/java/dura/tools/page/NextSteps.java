package dura.tools.page;

import dura.band.machine.Finding.Outcome;
import dura.band.run.FsckReport;
import dura.spec.BandName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a person does after a check, with the commands as they are typed.
final class NextSteps {
  /// Bands whose restore is spelled out.
  private static final int MOST_BANDS = 5;

  /// A step.
  ///
  /// @param text what it is for
  /// @param command how
  record Step(String text, Optional<String> command) {}

  private NextSteps() {}

  static List<Step> of(CheckFacts facts, FsckReport report) {
    String place = ShellWord.ofPath(facts.place());
    var steps = new ArrayList<Step>();
    if (report.count(Outcome.REPAIRABLE) > 0) {
      steps.add(step(facts.repairAsked() ? "next.repair-again" : "next.repair",
          "dura-fsck --repair " + place));
    }
    if (report.count(Outcome.CONFLICT) > 0) {
      steps.add(step("next.conflict"));
    }
    if (report.count(Outcome.DENIED) > 0) {
      steps.add(step("next.denied", "sudo dura-fsck " + place));
    }
    if (report.isArchive() && report.count(Outcome.LOST) > 0) {
      steps.add(step("next.replica"));
      List<BandName> bands = List.copyOf(report.affectedBands());
      for (BandName band : bands.subList(0, Math.min(MOST_BANDS, bands.size()))) {
        steps.add(step("next.restore",
            "dura restore " + place + " TARGET --band " + band + " --accept-damage"));
      }
    }
    if (!facts.unknown().isEmpty()) {
      steps.add(step("next.key",
          "dura-fsck " + place + " --passphrase-file FILE --report report.html"));
    }
    if (report.count(Outcome.REPAIRED) > 0 || report.count(Outcome.COVERED) > 0) {
      steps.add(step("next.repaired", "dura-fsck " + place));
    }
    if (!report.isClean()) {
      steps.add(step("next.disk"));
    }
    if (report.isClean()) {
      steps.add(step("next.clean"));
    }
    return steps;
  }

  private static Step step(String key) {
    return new Step(PageTexts.of(key), Optional.empty());
  }

  private static Step step(String key, String command) {
    return new Step(PageTexts.of(key), Optional.of(command));
  }
}
