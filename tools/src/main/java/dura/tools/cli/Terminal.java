package dura.tools.cli;

import java.io.IOException;

/// Who sits in front of the program, if anybody does.
public interface Terminal {
  /// Whether the user can be asked: the standard input and the standard error are terminals.
  boolean interactive();

  /// Whether the standard output is a terminal.
  boolean showsOutput();

  /// Whether the standard error is a terminal that can write over a line.
  boolean showsProgress();

  /// Asks a question and reads a line.
  ///
  /// @return the answer, empty at the end of the input
  String ask(String question) throws IOException;

  /// As [#ask], and what is typed is not seen.
  char[] askSecret(String question) throws IOException;
}
