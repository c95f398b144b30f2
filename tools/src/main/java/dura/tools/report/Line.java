package dura.tools.report;

/// One line of a command's result, in the form that is asked for.
public interface Line {
  /// For people: printable, without line end.
  String text();

  /// For programs.
  JsonObject json();
}
