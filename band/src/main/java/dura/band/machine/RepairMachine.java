package dura.band.machine;

import java.util.ArrayList;
import java.util.List;

/// A repair as a pure function: (state, event) to (state, effects). The actions are those that a
/// [CheckMachine] planned, and each of them only ever puts whole objects where damaged ones or none
/// are: a repair may end after any of them, or in the middle of one, and can be begun again.
///
/// Actions that take objects from one place to another, those that need what others wrote, and those
/// that write over what others are made from run
/// alone and in their order; inner and outer code run several at a time. Sources that are damaged
/// themselves are repaired in memory, so no action waits for the object of another.
public final class RepairMachine {
  /// What follows from an event.
  public record Step(RepairState state, List<RepairEffect> effects) {}

  private RepairMachine() {}

  /// One step.
  public static Step step(RepairState state, RepairEvent event) {
    return switch (event) {
      case RepairEvent.Started _ -> ask(state);
      case RepairEvent.Performed performed -> ask(new RepairState(state.actions(), state.next(),
          state.running() - 1, state.window(), state.results()
              .plus(new RepairState.Result(performed.ticket(), performed.results()))));
    };
  }

  private static Step ask(RepairState state) {
    var effects = new ArrayList<RepairEffect>();
    int next = state.next();
    int running = state.running();
    boolean barred = running > 0 && next > 0 && runsAlone(state.actions().get(next - 1));
    while (!barred && next < state.actions().size() && running < state.window()) {
      RepairAction action = state.actions().get(next);
      if (runsAlone(action) && running > 0) {
        break;
      }
      effects.add(new RepairEffect(next, action));
      next++;
      running++;
      barred = runsAlone(action);
    }
    return new Step(
        new RepairState(state.actions(), next, running, state.window(), state.results()),
        effects);
  }

  private static boolean runsAlone(RepairAction action) {
    return switch (action) {
      case RepairAction.Copy _,RepairAction.Discard _,RepairAction.WriteSums _ -> true;
      case RepairAction.Mend mend -> mend.isOfSheet();
      case RepairAction.Write _,RepairAction.Recreate _ -> false;
    };
  }
}
