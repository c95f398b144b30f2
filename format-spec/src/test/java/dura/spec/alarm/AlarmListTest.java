package dura.spec.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.spec.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of 90-alarms.md and the codes are one list.
class AlarmListTest {
  private static final Pattern DOCUMENTED = Pattern.compile("((?:  ///.*\n)+)  ([A-Z_]+)\\(Area");

  @Test
  void pageAndCodesAreTheSame() {
    List<List<String>> page = Page.tableRows("90-alarms.md")
        .stream()
        .map(row -> row.subList(0, 4))
        .toList();
    List<List<String>> codes = Arrays.stream(AlarmCode.values())
        .map(code -> List.of("`" + code.word() + "`", code.area().word(), code.condition().word(),
            switch (code.weight()) {
              case DAMAGE -> "yes";
              case NOTICE -> "no";
            }))
        .toList();
    assertEquals(page, codes);
  }

  @Test
  void pageAndCommentsSayTheSame() throws IOException {
    String source = Files.readString(Path.of("src/main/java/dura/spec/alarm/AlarmCode.java"));
    List<List<String>> comments = DOCUMENTED.matcher(source)
        .results()
        .map(match -> List.of(word(match.group(2)), plain(match.group(1))))
        .toList();
    List<List<String>> page = Page.tableRows("90-alarms.md")
        .stream()
        .map(row -> List.of(row.get(0), plain(row.get(4))))
        .toList();
    assertEquals(page, comments);
  }

  private static String word(String constant) {
    return "`" + constant.toLowerCase(Locale.ROOT).replace('_', '-') + "`";
  }

  /// The words of a comment or a cell, without the marks around them.
  private static String plain(String text) {
    Matcher m = Pattern.compile("[^A-Za-z0-9]+").matcher(text);
    return m.replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }
}
