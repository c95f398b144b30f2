package dura.band.machine;

import java.util.List;

/// What a [RepairMachine] is told.
public sealed interface RepairEvent {
  /// The repair begins.
  record Started() implements RepairEvent {}

  /// An action is over.
  ///
  /// @param ticket of the effect
  /// @param results one for each path of the action
  record Performed(int ticket, List<RepairResult> results) implements RepairEvent {
    public Performed {
      results = List.copyOf(results);
    }
  }
}
