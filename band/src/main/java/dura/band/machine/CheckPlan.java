package dura.band.machine;

/// What a check is asked for.
///
/// @param depth how closely to look
/// @param window effects under way at a time, at least 1
/// @param replaces whether the place can replace objects
public record CheckPlan(CheckDepth depth, int window, boolean replaces) {}
