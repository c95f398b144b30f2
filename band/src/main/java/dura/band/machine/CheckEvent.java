package dura.band.machine;

/// What a [CheckMachine] is told.
public sealed interface CheckEvent {
  /// The check begins.
  record Started() implements CheckEvent {}

  /// An effect was performed.
  ///
  /// @param ticket of the effect
  record Answered(int ticket, CheckAnswer answer) implements CheckEvent {}
}
