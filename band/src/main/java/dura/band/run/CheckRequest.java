package dura.band.run;

import dura.band.machine.CheckDepth;
import dura.band.machine.CheckPlan;
import dura.band.machine.CheckPortion;
import dura.band.machine.CheckUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What a check is to do.
///
/// @param depth how closely to look
/// @param keys for the deepest check of an encrypted archive
/// @param portion which objects to look at
/// @param stepObjects as in [CheckPlan]
/// @param timeOver whether the check is to end; asked again and again
/// @param checkpoint is told how far the check came
public record CheckRequest(CheckDepth depth, Keys keys, CheckPortion portion, int stepObjects,
    BooleanSupplier timeOver, Checkpoint checkpoint) {
  /// Objects of one step: enough to keep the workers busy.
  private static final int STEP_OBJECTS = 64;

  /// Is told how far a check came, so that another can go on from there.
  public interface Checkpoint {
    /// All units of the portion up to `unit` are concluded.
    ///
    /// @param soFar what was found of them
    void reached(CheckUnit unit, Supplier<FsckReport> soFar);
  }

  /// A check of everything, whose plan can be carried out.
  public static CheckRequest whole(CheckDepth depth) {
    return new CheckRequest(depth, Keys.none(), CheckPortion.WHOLE, CheckPlan.WHOLE_BANDS,
        () -> false,
        (_, _) -> {});
  }

  /// A check of a portion, in steps of some groups.
  public static CheckRequest of(CheckDepth depth, CheckPortion portion, BooleanSupplier timeOver,
      Checkpoint checkpoint) {
    return new CheckRequest(depth, Keys.none(), portion, STEP_OBJECTS, timeOver, checkpoint);
  }

  /// The same check with keys.
  public CheckRequest with(Keys others) {
    return new CheckRequest(depth, others, portion, stepObjects, timeOver, checkpoint);
  }

  CheckPlan plan(int window, boolean replaces) {
    return new CheckPlan(depth, window, replaces, portion, stepObjects);
  }
}
