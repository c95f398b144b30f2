package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import dura.tools.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checking and repairing by the command.
class DuraFsckTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Map<String, byte[]> whole = Map.of();

  @BeforeEach
  void makeArchive() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    Path source = Objects.requireNonNull(cli.file("src/a.txt", "the text").getParent());
    Files.write(source.resolve("noise"), new SplitMix64(1).bytes(4_000_000));
    cli.dura("backup", archive, source, "--create").expect(0);
    whole = files();
  }

  private Cli.Outcome fsck(Object... arguments) {
    return cli.run(Program.DURA_FSCK, new DuraFsck(), arguments);
  }

  private Map<String, byte[]> files() throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> paths = Files.walk(archive)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(archive.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  private void assertWhole() throws IOException {
    Map<String, byte[]> now = files();
    assertEquals(whole.keySet(), now.keySet());
    for (Map.Entry<String, byte[]> file : whole.entrySet()) {
      assertArrayEquals(file.getValue(), now.get(file.getKey()), file.getKey());
    }
  }

  /// The files of the archive whose names begin so, in order.
  private List<String> named(String prefix) {
    return whole.keySet()
        .stream()
        .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith(prefix))
        .toList();
  }

  private Path damage(String path, Damage damage) throws IOException {
    Path file = archive.resolve(path);
    return Files.write(file, damage.of(Files.readAllBytes(file)));
  }

  @Test
  void anArchiveWithoutDamageIsClean() throws IOException {
    for (List<Object> options : List.of(List.<Object>of(archive),
        List.<Object>of(archive, "--quick"), List.<Object>of("--repair", archive))) {
      Cli.Outcome outcome = fsck(options.toArray()).expect(0);
      assertEquals("", outcome.out());
      assertEquals("checked " + archive + ": " + (named("d0").size() + named("i0").size()
          + named("p0").size()) + " objects in 1 bands, no damage\n", outcome.err());
    }
    assertWhole();
  }

  @Test
  void damageIsNamedAndRepaired() throws IOException {
    damage(named("d0").get(0), new Damage.FlipAt(9000, 1));
    Files.delete(archive.resolve(named("i0").getFirst()));
    damage("README.txt", new Damage.Extend(1, 3));
    Map<String, byte[]> damaged = files();
    Cli.Outcome found = fsck(archive).expect(4);
    assertEquals(3, found.lines().size(), found.out());
    assertTrue(found.lines().stream().allMatch(line -> line.startsWith("repairable  ")),
        found.out());
    assertTrue(found.err().contains("'dura-fsck --repair " + archive + "'"), found.err());
    assertTrue(found.err().endsWith(", 3 repairable\n"), found.err());
    Cli.Outcome planned = fsck(archive, "--repair", "--dry-run").expect(4);
    assertEquals(3,
        planned.lines().stream().filter(line -> line.startsWith("would write  ")).count());
    assertEquals(damaged.keySet(), files().keySet());
    Cli.Outcome repaired = fsck(archive, "--repair").expect(1);
    assertTrue(repaired.err().endsWith(", 3 repaired\n"), repaired.err());
    assertWhole();
    fsck(archive, "--repair").expect(0);
  }

  @Test
  void onATerminalARepairIsAskedFor() throws IOException {
    Files.delete(archive.resolve("README.txt"));
    FakeTerminal no = FakeTerminal.answering("n");
    cli.at(no);
    fsck("--repair", archive).expect(4);
    assertEquals(List.of("carry out these 1 steps? [y/n] "), no.questions);
    assertFalse(Files.exists(archive.resolve("README.txt")));
    cli.at(FakeTerminal.answering("y"));
    fsck("--repair", archive).expect(1);
    assertWhole();
    Files.delete(archive.resolve("README.txt"));
    cli.at(FakeTerminal.answering());
    fsck("--repair", "-y", archive).expect(1);
    assertWhole();
  }

  @Test
  void whatIsLostIsNamed() throws IOException {
    for (String path : named("d0")) {
      Files.delete(archive.resolve(path));
    }
    Files.delete(archive.resolve("archive-2.tar"));
    Cli.Outcome outcome = fsck("--repair", archive).expect(4);
    assertEquals(named("d0"), outcome.lines()
        .stream()
        .filter(line -> line.startsWith("lost        "))
        .map(line -> line.substring(12, line.indexOf(": ")))
        .toList());
    assertTrue(outcome.err().contains("bands that lost something: b000001-"), outcome.err());
    assertTrue(Files.exists(archive.resolve("archive-2.tar")));
    assertEquals(List.of("src/a.txt", "src/noise"), outcome.lines()
        .stream()
        .filter(line -> line.startsWith("affected    "))
        .map(line -> line.substring(line.indexOf('/') + 1, line.indexOf(": ")))
        .toList());
  }

  @Test
  void programsReadLines() throws IOException {
    damage(named("d0").getFirst(), new Damage.Burst(1, 20_000, 5000));
    Files.delete(archive.resolve(named("tail-2").getFirst()));
    Cli.Outcome outcome = fsck(archive, "--json", "--repair").expect(1);
    List<JsonObject> lines = outcome.lines()
        .stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
    List<String> types = lines.stream().map(line -> line.get("type").getAsString()).toList();
    assertTrue(types.containsAll(List.of("alarm", "planned", "finding", "checked")),
        outcome.out());
    JsonObject last = lines.getLast();
    assertEquals("checked", last.get("type").getAsString());
    assertEquals(2, last.get("repaired").getAsInt());
    assertFalse(last.get("damage_left").getAsBoolean());
    assertEquals("", outcome.err());
  }

  @Test
  void manyFindingsOfOneKindAreToldTogether() throws IOException {
    List<String> copies = named("archive");
    for (String path : copies) {
      Files.delete(archive.resolve(path));
    }
    for (String name : List.of("README.txt", "dura.proto", "recover.py")) {
      Files.delete(archive.resolve(name));
    }
    damage(named("tail").get(0), new Damage.FlipAt(700, 1));
    for (String path : named("d0")) {
      damage(path, new Damage.FlipAt(700, 1));
    }
    Cli.Outcome outcome = fsck(archive).expect(4);
    assertTrue(outcome.out().contains(" more with head-damaged; -v names all"), outcome.out());
    Cli.Outcome all = fsck(archive, "-v").expect(4);
    assertFalse(all.out().contains(" more with "), all.out());
    fsck(archive, "--repair").expect(1);
    assertWhole();
  }

  @Test
  void singleObjectsAreCheckedAndRepairedWhereverTheyAre() throws IOException {
    String path = named("d0").getFirst();
    byte[] intact = Objects.requireNonNull(whole.get(path));
    Path object = Files.write(home.resolve("an object é.bin"), intact);
    assertTrue(fsck(object).expect(0).err().endsWith(", no damage\n"));
    Files.write(object, new Damage.Zero(16_384, 4096).of(intact));
    assertTrue(fsck(object).expect(4).out().startsWith("repairable  "));
    assertTrue(fsck(object, "--repair").expect(1).out().startsWith("repaired    "));
    assertArrayEquals(intact, Files.readAllBytes(object));
    try (Stream<Path> left = Files.list(home)) {
      assertTrue(left.noneMatch(file -> file.toString().endsWith(".part")));
    }
    Files.write(object, new Damage.Truncate(5000).of(intact));
    assertTrue(fsck(object, "--repair").expect(4).out().startsWith("lost        "));
    assertEquals(5000, Files.size(object));
    Path letter = cli.file("letter", "hello");
    assertTrue(fsck(letter).expect(4).out().contains("not an object"));
  }

  @Test
  void ofSeveralPlacesTheWorstCounts() throws IOException {
    Path letter = cli.file("letter", "hello");
    fsck(archive, letter).expect(4);
    fsck(archive, archive).expect(0);
  }

  @Test
  void whatCannotBeCheckedIsAnError() throws IOException {
    assertTrue(fsck(home.resolve("nowhere")).expect(8)
        .err()
        .contains("there is no archive"));
    Path empty = Files.createDirectory(home.resolve("empty"));
    assertTrue(fsck(empty).expect(8).err().contains("not an archive"));
    assertTrue(fsck().expect(16).err().contains("no archive given"));
    cli.with("DURA_ARCHIVE", archive.toString());
    fsck().expect(0);
  }

  @Test
  void anAlarmCanEndTheCheck() throws IOException {
    damage(named("d0").getFirst(), new Damage.FlipAt(9000, 1));
    fsck(archive, "--on", "corrupt=abort").expect(8);
  }

  @Test
  void helpTeaches() {
    String help = fsck("--help").expect(0).out();
    for (String part : List.of("Usage: dura-fsck", "\nArguments:\n", "\nOptions:\n",
        "\nExit codes:\n", "\nExamples:\n", "\n   4 ", "\n  16 ", "--quick", "--repair")) {
      assertTrue(help.contains(part), () -> part + " is missing in\n" + help);
    }
    assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
  }

  @Test
  void theReportIsAPageThatReplacesTheFormerOne() throws IOException {
    Path page = Files.writeString(home.resolve("a report.html"), "the former");
    damage(named("d0").get(0), new Damage.FlipAt(9000, 1));
    fsck(archive, "--report", page).expect(4);
    String text = Files.readString(page);
    assertTrue(text.contains("<code>dura-fsck --repair " + archive + "</code>"), text);
    assertTrue(text.contains(named("d0").get(0)), text);
    assertTrue(text.contains("<dd>standard</dd>"), text);
    fsck(archive, "--report", page, "--repair").expect(1);
    assertTrue(Files.readString(page).contains("All damage was repaired."));
    Path object = archive.resolve(named("d0").get(0));
    fsck(object, "--report", page).expect(0);
    assertTrue(Files.readString(page).contains("No damage."));
    assertTrue(fsck(archive, archive, "--report", page).expect(16).err().contains("of one"));
    fsck(archive, "--report", "").expect(16);
    fsck(archive, "--report", home).expect(8);
    assertTrue(fsck(archive, "--report", home.resolve("no/such.html")).expect(8)
        .err()
        .contains("cannot write the report"));
    try (Stream<Path> left = Files.list(home)) {
      assertEquals(List.of(), left.filter(path -> path.toString().endsWith(".part")).toList());
    }
  }
}
