package dura.band.machine;

/// What a check is asked for.
///
/// @param depth how closely to look
/// @param window effects under way at a time, at least 1
/// @param replaces whether the place can replace objects
/// @param portion which objects to look at
/// @param stepObjects so many objects of a band are looked at before conclusions are drawn and the check
///     may end; [#WHOLE_BANDS] where its plan is to be carried out, since what stands in another
///     group's place must be known before anything is written
public record CheckPlan(CheckDepth depth, int window, boolean replaces, CheckPortion portion,
    int stepObjects) {
  /// Conclusions are drawn for whole bands.
  public static final int WHOLE_BANDS = Integer.MAX_VALUE;

  /// A check of everything, whose plan can be carried out.
  public static CheckPlan whole(CheckDepth depth, int window, boolean replaces) {
    return new CheckPlan(depth, window, replaces, CheckPortion.WHOLE, WHOLE_BANDS);
  }
}
