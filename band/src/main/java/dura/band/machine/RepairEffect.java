package dura.band.machine;

/// What a [RepairMachine] asks for. Effects that are under way together do not disturb one another.
///
/// @param ticket comes back with the result
public record RepairEffect(int ticket, RepairAction action) {}
