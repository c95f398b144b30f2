package dura.tools.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.tools.Cli;
import dura.tools.Cli.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Archives made to hurt their reader x every command: a typed alarm or a clear error, the exit code
/// of `hostile-matrix.txt`, an end in time, and nothing touched outside the target.
class HostileArchiveTest {
  private static final int NAME_WIDTH = 28;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  Path home;

  @ParameterizedTest
  @EnumSource
  void attacksHaveTheOutcomesOfTheTable(Attack attack) {
    String found = assertTimeoutPreemptively(PATIENCE, () -> row(attack));
    assertEquals(rows().stream()
        .filter(row -> row.startsWith(Attack.words(attack) + "  "))
        .findFirst()
        .orElse(""), found);
  }

  @Test
  void theTableHasARowForEveryAttack() {
    assertEquals(Arrays.stream(Attack.values()).map(Attack::words).toList(),
        rows().stream().map(row -> row.substring(0, NAME_WIDTH).strip()).toList());
  }

  private String row(Attack attack) throws IOException {
    var cli = new Cli(home);
    Path source = Objects.requireNonNull(cli.file("src/mine", "mine").getParent());
    Path box = Files.createDirectories(home.resolve("box"));
    Path archive = box.resolve("a.dura");
    Files.createDirectory(box.resolve("outside"));
    attack.write(archive);
    var commands = new Commands(cli);
    var row = new StringBuilder(
        String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", Attack.words(attack)));
    code(row, commands.dura("bands", archive), 5);
    code(row, commands.dura("ls", archive), 2);
    code(row, commands.dura("cat", archive, "good"), 3);
    code(row, commands.dura("restore", archive, box.resolve("target")), 7);
    code(row, commands.dump(archive), 4);
    row.append("| ").append(commands.takeCodes()).append(" | ");
    code(row, commands.fsck(archive, "--quick"), 5);
    code(row, commands.fsck(archive), 4);
    code(row, commands.fsck(archive, "--repair", "-y"), 6);
    code(row, commands.dura("backup", archive, source), 6);
    row.append("| ").append(commands.takeCodes());
    assertNothingOutside(box);
    return row.toString().strip();
  }

  private static void code(StringBuilder row, Outcome outcome, int width) {
    row.append(String.format(Locale.ROOT, "%-" + width + "s ", outcome.exitCode()));
    if (outcome.exitCode() != 0) {
      assertTrue(!outcome.err().isEmpty() || outcome.out().contains("\"alarm\"")
          || outcome.out().contains("\"finding\"") || outcome.out().contains("bad"), "no reason");
    }
  }

  private static void assertNothingOutside(Path box) throws IOException {
    for (Map.Entry<String, byte[]> file : SampleArchive.filesIn(box).entrySet()) {
      String top = file.getKey().substring(0, file.getKey().indexOf('/') + 1);
      assertTrue(Set.of("a.dura/", "target/").contains(top), file.getKey());
    }
    assertTrue(Files.notExists(Path.of("/tmp/dura-escaped")));
  }

  private static List<String> rows() {
    try (
        InputStream in = Objects.requireNonNull(
            HostileArchiveTest.class.getResourceAsStream("hostile-matrix.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(row -> !row.isEmpty() && !row.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
