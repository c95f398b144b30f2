package dura.band.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where a repair is.
///
/// @param actions what is to be done, in order
/// @param next number of the action that is next asked for
/// @param running how many are under way
/// @param window how many may be
/// @param results of those that are over, by their number
public record RepairState(List<RepairAction> actions, int next, int running, int window,
    Chain<Result> results) {
  /// @param number of the action
  record Result(int number, List<RepairResult> results) {}

  /// A repair that has not begun.
  ///
  /// @param window actions under way at a time, at least 1
  public static RepairState initial(List<RepairAction> actions, int window) {
    return new RepairState(List.copyOf(actions), 0, 0, window, Chain.empty());
  }

  /// Whether every action is over.
  public boolean done() {
    return running == 0 && next == actions.size();
  }

  /// What became of the paths so far, in order of the actions.
  public List<RepairResult> allResults() {
    var all = new ArrayList<RepairResult>();
    results.toList()
        .stream()
        .sorted(Comparator.comparingInt(Result::number))
        .forEach(result -> all.addAll(result.results()));
    return all;
  }

  /// The findings after the repair.
  public List<Finding> after(List<Finding> findings) {
    Map<String, RepairResult> byPath = new HashMap<>();
    allResults().forEach(result -> byPath.put(result.path(), result));
    return findings.stream().map(finding -> {
      RepairResult result = byPath.get(finding.path());
      if (result == null || finding.outcome() == Finding.Outcome.NOTICE) {
        return finding;
      }
      return finding.with(switch (result.kind()) {
        case DONE -> Finding.Outcome.REPAIRED;
        case ASIDE -> Finding.Outcome.COVERED;
        case KEPT -> Finding.Outcome.CONFLICT;
        case UNRECOVERABLE -> Finding.Outcome.LOST;
        case NOT_WRITTEN -> Finding.Outcome.REPAIRABLE;
      });
    }).toList();
  }
}
