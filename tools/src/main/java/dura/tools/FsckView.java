package dura.tools;

import dura.band.machine.BandSummary;
import dura.band.machine.Finding;
import dura.band.machine.Finding.Outcome;
import dura.band.machine.RepairAction;
import dura.band.machine.RepairResult;
import dura.band.run.FsckReport;
import dura.spec.BandName;
import dura.spec.alarm.AlarmCode;
import dura.tools.cli.Session;
import dura.tools.report.JsonReport;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a check found, for people in groups and for programs one by one, and what can be done next.
final class FsckView {
  /// Paths of a group that are named where nobody asked for all.
  private static final int NAMED = 3;

  private final String place;
  private final Session session;
  private final FsckReport report;
  private final FsckScope scope;
  private final boolean all;

  /// @param place as the user named it
  /// @param scope how much was checked
  /// @param all whether every finding is shown
  FsckView(String place, Session session, FsckReport report, FsckScope scope, boolean all) {
    this.place = place;
    this.session = session;
    this.report = report;
    this.scope = scope;
    this.all = all;
  }

  /// Shows what a repair would write.
  void showPlan() throws IOException {
    for (RepairAction action : report.plan()) {
      for (String path : action.paths()) {
        session.report().line(new FsckPlanLine(path, action));
      }
    }
  }

  /// Shows the findings.
  void showFindings() throws IOException {
    for (Outcome outcome : Outcome.values()) {
      show(outcome);
    }
  }

  /// Shows what could not be written, what to do next, and the summary.
  ///
  /// @param repaired whether a repair was asked for
  void showEnd(boolean repaired) throws IOException {
    if (session.report() instanceof JsonReport) {
      for (BandSummary band : report.bands()) {
        session.report().line(new FsckBandLine(band));
      }
    }
    for (RepairResult result : report.results()) {
      if (!result.reason().isEmpty()) {
        session.report().note(Message.of("fsck.not-written", result.path(), result.reason()));
      }
    }
    advise(repaired);
    session.report().summary(new FsckSummaryLine(place, report, scope));
  }

  private void show(Outcome outcome) throws IOException {
    List<Finding> findings =
        report.findings().stream().filter(finding -> finding.outcome() == outcome).toList();
    boolean each = all || switch (outcome) {
      case LOST, CONFLICT, DENIED -> true;
      case NOTICE, REPAIRABLE, REPAIRED, COVERED -> false;
    };
    if (each) {
      for (Finding finding : findings) {
        session.report().line(FsckFindingLine.of(finding));
      }
      return;
    }
    Map<AlarmCode, List<Finding>> groups = new EnumMap<>(AlarmCode.class);
    findings.forEach(finding -> groups
        .computeIfAbsent(FsckFindingLine.main(finding).code(), _ -> new ArrayList<>())
        .add(finding));
    for (List<Finding> group : groups.values()) {
      for (Finding finding : group.subList(0, Math.min(NAMED, group.size()))) {
        session.report().line(FsckFindingLine.of(finding));
      }
      if (group.size() > NAMED) {
        session.report()
            .line(new FsckMoreLine(FsckFindingLine.main(group.getFirst()).code(), outcome,
                group.size() - NAMED));
      }
    }
  }

  private void advise(boolean repaired) {
    if (report.count(Outcome.REPAIRABLE) > 0 && !repaired) {
      session.report().note(Message.of("fsck.next.repair", place));
    }
    if (report.count(Outcome.CONFLICT) > 0) {
      session.report().note(Message.of("fsck.next.conflict"));
    }
    if (report.count(Outcome.DENIED) > 0) {
      session.report().note(Message.of("fsck.next.denied"));
    }
    if (report.count(Outcome.LOST) > 0 && !report.affectedBands().isEmpty()) {
      session.report()
          .note(Message.of("fsck.next.lost", report.affectedBands()
              .stream()
              .map(BandName::toString)
              .collect(Collectors.joining(", "))));
    }
  }
}
