package dura.band.machine;

/// What a [CheckMachine] is told.
public sealed interface CheckEvent {
  /// The check begins.
  record Started() implements CheckEvent {}

  /// An effect was performed.
  ///
  /// @param ticket of the effect
  record Answered(int ticket, CheckAnswer answer) implements CheckEvent {}

  /// The time that was given is over: the check ends behind the step it is in, but not before its
  /// first.
  record TimeOver() implements CheckEvent {}
}
