package dura.spec.alarm;

/// One statement that the world and the specification disagree. Text for people is made from it by
/// the user interface alone.
///
/// @param code what is wrong
/// @param where in which file, and where in it
/// @param expected what should be there; empty where the code says it all
/// @param found what is there; empty where the code says it all
public record Alarm(AlarmCode code, Location where, String expected, String found) {
  /// An alarm that needs no more words than its code has.
  public static Alarm of(AlarmCode code, Location where) {
    return new Alarm(code, where, "", "");
  }

  /// An alarm about all of `path`.
  public static Alarm of(AlarmCode code, String path) {
    return of(code, Location.of(path));
  }

  /// An alarm about all of `path` that says what was found there.
  public static Alarm found(AlarmCode code, String path, String found) {
    return new Alarm(code, Location.of(path), "", found);
  }
}
