package dura.band.machine;

/// What a [CheckMachine] asks for: the answer to a question. Effects may be performed at once and in
/// any order; they change nothing.
///
/// @param ticket comes back with the answer
public record CheckEffect(int ticket, CheckQuestion question) {}
