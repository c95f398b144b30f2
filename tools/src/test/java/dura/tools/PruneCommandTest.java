package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.tools.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dura prune` and `dura delete-band`, and what others say of an archive afterwards.
class PruneCommandTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");

  /// Five nightly backups; each replaces one of three files.
  @BeforeEach
  void makeBands() throws IOException {
    HandTools.requireAll();
    archive = home.resolve("a.dura");
    source = Files.createDirectory(home.resolve("src"));
    for (int f = 0; f < 3; f++) {
      write(f, f);
    }
    for (int day = 1; day <= 5; day++) {
      cli = new Cli(home).repeatable(Instant.parse("2026-03-0" + day + "T01:00:00Z"), "s" + day);
      write(day % 3, 10 + day);
      cli.dura("backup", archive, source, "--create").expect(0);
    }
  }

  private void write(int file, int seed) throws IOException {
    byte[] bytes = new byte[50_000];
    new Random(seed).nextBytes(bytes);
    Files.write(source.resolve("f" + file), bytes);
  }

  private List<String> bands(Object... options) {
    return cli.dura(Stream.concat(Stream.of("bands", archive), Stream.of(options)).toArray())
        .expect(0)
        .lines();
  }

  private long stored() throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void everybodyIsContent() throws IOException {
    cli.run(Program.DURA_FSCK, new DuraFsck(), "--deep", archive).expect(0);
    try (Stream<Path> folders = Files.list(archive)) {
      for (Path band : folders.filter(Files::isDirectory).toList()) {
        HandTools.type(home, home, "cd '" + band + "' && sha256sum --quiet -c SHA256SUMS");
      }
    }
    Path script = HandTools.SPEC.resolve("recover/recover.py").toAbsolutePath();
    String said =
        HandTools.typeText(home, home, "python3 '" + script + "' verify '" + archive + "'");
    assertTrue(said.endsWith("clean\n"), said);
    Path target = Files.createTempDirectory(home, "out");
    cli.dura("restore", archive, target.resolve("t")).expect(0);
    HandTools.type(home, home, "diff -r '" + source + "' '" + target.resolve("t/src") + "'");
  }

  @Test
  void aPolicyIsCarriedOut() throws IOException {
    long before = stored();
    Cli.Outcome dry = cli.dura("prune", archive, "--keep-daily", 2, "--dry-run").expect(0);
    assertTrue(dry.err().contains("would remove 3 backups"), dry.err());
    assertEquals(before, stored());
    assertEquals(5, bands().size());
    Cli.Outcome done = cli.dura("prune", archive, "--keep-daily", 2, "--json").expect(0);
    JsonObject summary = JsonParser.parseString(done.lines().getLast()).getAsJsonObject();
    assertEquals("pruned", summary.get("type").getAsString());
    assertEquals(3, summary.get("bands").getAsInt());
    assertTrue(summary.get("freed_bytes").getAsLong() > 0);
    assertEquals(2, bands().size());
    List<String> all = bands("--all");
    assertEquals(5, all.size());
    assertEquals(3, all.stream().filter(line -> line.endsWith("pruned")).count());
    everybodyIsContent();
    Cli.Outcome again = cli.dura("prune", archive, "--keep-daily", 2).expect(0);
    assertTrue(again.err().contains("removed 0 backups, 0 objects"), again.err());
  }

  /// What is left of a pruned band is there for others: they are who lost something.
  @Test
  void whatAPrunedBandLosesOthersLose() throws IOException {
    cli.dura("prune", archive, "--keep-last", 1).expect(0);
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path block : files.filter(file -> file.toString().matches(".*/[dp]/\\d\\d/.*\\.tar"))
          .toList()) {
        Files.delete(block);
      }
    }
    Cli.Outcome outcome = cli.run(Program.DURA_FSCK, new DuraFsck(), archive).expect(4);
    String left = bands().getFirst().split(" ", 2)[0];
    assertTrue(outcome.err().contains("bands that lost something: " + left + ";"), outcome.err());
  }

  @Test
  void oneBandIsRemoved() throws IOException {
    cli.dura("delete-band", archive, "b000002", "latest~3").expect(0);
    assertEquals(4, bands().size());
    everybodyIsContent();
    cli.dura("backup", archive, source).expect(0);
    everybodyIsContent();
    cli.dura("delete-band", archive, "b000009").expect(2);
  }

  @Test
  void withoutAPolicyNothingIsDone() {
    cli.dura("prune", archive).expect(64);
    cli.dura("prune", archive, "--keep-within", "soon").expect(64);
    cli.dura("prune", archive, "--keep-last", -1).expect(64);
    cli.dura("delete-band", archive).expect(64);
    assertEquals(5, bands().size());
  }

  @Test
  void aClientThatMayNotSignMayNotPrune() throws IOException {
    Files.delete(cli.config().resolve("signing-key.asc"));
    Cli.Outcome refused = cli.dura("prune", archive, "--keep-last", 1).expect(2);
    assertTrue(refused.err().contains("--sign-with"), refused.err());
    assertEquals(5, bands().size());
  }
}
