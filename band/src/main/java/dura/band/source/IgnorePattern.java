package dura.band.source;

import dura.band.model.ArchivePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// One pattern of gitignore(5), bytes against bytes.
///
/// A pattern with a slash at its beginning or inside is anchored: it is compared with the whole path
/// below its base. Any other is compared with the last component. A slash at the end means
/// directories only; `!` in front takes paths back in.
///
/// @param glob what is compared
/// @param anchored whether with the whole path
/// @param directoriesOnly whether it means directories alone
/// @param negated whether what matches is taken back in
record IgnorePattern(Glob glob, boolean anchored, boolean directoriesOnly, boolean negated) {
  /// The pattern that `text` spells; there is no comment in it.
  static IgnorePattern of(byte[] text) {
    int from = 0;
    int to = text.length;
    boolean negated = to > 0 && text[0] == '!';
    if (negated) {
      from++;
    }
    boolean directoriesOnly = to > from && text[to - 1] == '/';
    if (directoriesOnly) {
      to--;
    }
    boolean anchored = false;
    for (int i = from; i < to; i++) {
      anchored |= text[i] == '/';
    }
    if (from < to && text[from] == '/') {
      from++;
    }
    return new IgnorePattern(Glob.of(Arrays.copyOfRange(text, from, to)), anchored,
        directoriesOnly, negated);
  }

  /// The pattern on a line of a file; empty where the line is empty or a comment. Spaces at its end
  /// do not count, unless a backslash stands before them.
  static Optional<IgnorePattern> ofLine(byte[] line) {
    int length = line.length;
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    if (length == 0 || line[0] == '#') {
      return Optional.empty();
    }
    byte[] trimmed = Arrays.copyOf(line, endWithoutSpaces(line, length));
    return trimmed.length == 0 ? Optional.empty() : Optional.of(of(trimmed));
  }

  private static int endWithoutSpaces(byte[] line, int length) {
    int end = 0;
    for (int i = 0; i < length; i++) {
      if (line[i] == '\\') {
        i++;
        end = Math.min(i + 1, length);
      } else if (line[i] != ' ') {
        end = i + 1;
      }
    }
    return end;
  }

  /// Whether the pattern is about this entry.
  ///
  /// @param path below the base of the pattern
  boolean matches(ArchivePath path, boolean directory) {
    if (directoriesOnly && !directory) {
      return false;
    }
    return glob.matches(anchored ? path.bytes() : path.name().bytes());
  }

  @Override
  public String toString() {
    return (negated ? "!" : "") + new String(glob.text(), StandardCharsets.ISO_8859_1);
  }
}
