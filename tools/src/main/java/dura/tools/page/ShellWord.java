package dura.tools.page;

import java.util.regex.Pattern;

/// Words of a command that can be copied into a shell.
final class ShellWord {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9@%+=:,./_][A-Za-z0-9@%+=:,./_-]*");

  private ShellWord() {}

  /// `word` as one word of a POSIX shell.
  static String of(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// `path` as one word that no program takes for an option.
  static String ofPath(String path) {
    return of(path.startsWith("-") ? "./" + path : path);
  }
}
