package dura.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The pages of the specification, as tests read them.
public final class Page {
  private Page() {}

  /// The cells of every row of the tables of page `name`, without heads and rulers.
  public static List<List<String>> tableRows(String name) {
    return lines(name).stream()
        .filter(line -> line.startsWith("| ") && line.endsWith(" |"))
        .map(line -> Arrays.stream(line.substring(2, line.length() - 2).split(" \\| ", -1))
            .map(String::strip)
            .toList())
        .skip(1)
        .toList();
  }

  /// The lines of page `name`.
  static List<String> lines(String name) {
    try {
      return Files.readAllLines(Path.of(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
