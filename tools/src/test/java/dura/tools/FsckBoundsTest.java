package dura.tools;

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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deep and bounded checks by the command.
class FsckBoundsTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeArchive() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    cli.file("src/a.txt", "the text");
    source = home.resolve("src");
    Files.write(source.resolve("noise"), new SplitMix64(1).bytes(1_000_000));
    cli.dura("backup", archive, source, "--create", "--no-encryption", "--redundancy", "lean")
        .expect(0);
    Files.write(source.resolve("noise"), new SplitMix64(2).bytes(700_000));
    cli.dura("backup", archive, source).expect(0);
  }

  private Cli.Outcome fsck(Object... arguments) {
    return cli.run(Program.DURA_FSCK, new DuraFsck(), arguments);
  }

  private List<Path> named(String prefix) throws IOException {
    try (Stream<Path> paths = Files.walk(archive)) {
      return paths.filter(path -> path.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  /// Blocks of both bands damaged, one beyond repair.
  private void damage() throws IOException {
    List<Path> blocks = named("d0");
    Files.delete(blocks.get(0));
    Files.delete(blocks.get(1));
    Path last = blocks.getLast();
    Files.write(last, new Damage.FlipAt(9000, 1).of(Files.readAllBytes(last)));
    Files.delete(archive.resolve("README.txt"));
  }

  private static JsonObject checked(Cli.Outcome outcome) {
    JsonObject last = JsonParser.parseString(outcome.lines().getLast()).getAsJsonObject();
    assertEquals("checked", last.get("type").getAsString());
    return last;
  }

  @Test
  void deepIsCleanAndSaysSo() throws IOException {
    assertTrue(fsck(archive, "--deep").expect(0).err().endsWith(", no damage\n"));
    assertEquals("deep", checked(fsck(archive, "--deep", "--json").expect(0)).get("depth")
        .getAsString());
    Cli.Outcome both = fsck(archive, "--deep", "--quick").expect(16);
    assertTrue(both.err().contains("exclude each other"), both.err());
  }

  @Test
  void deepNeedsTheKey() throws IOException {
    Path pass = cli.file("pass", "a long passphrase\n");
    Path secret = home.resolve("s.dura");
    cli.dura("backup", secret, source, "--create", "--passphrase-file", pass).expect(0);
    fsck(secret, "--deep", "--passphrase-file", pass).expect(0);
    fsck(secret, "--deep").expect(8);
    fsck(secret).expect(0);
  }

  @Test
  void reportsOfShardsAreTheReportOfTheWhole() throws IOException {
    damage();
    for (String depth : List.of("--quick", "--deep")) {
      JsonObject whole = checked(fsck(archive, depth, "--json").expect(4));
      var reports = new ArrayList<Object>(List.of("--merge"));
      for (int shard = 1; shard <= 3; shard++) {
        reports.add(cli.file("report" + shard + ".json",
            fsck(archive, depth, "--json", "--shard", shard + "/3").out()));
      }
      assertEquals(fsck(archive, depth).expect(4).err().lines().toList().getLast(),
          fsck(reports.toArray()).expect(4).err().lines().toList().getLast());
      reports.add("--json");
      assertEquals(whole, checked(fsck(reports.toArray()).expect(4)));
    }
  }

  @Test
  void aMissingReportIsSaid() throws IOException {
    Path one = cli.file("one.json", fsck(archive, "--json", "--shard", "1/2").expect(0).out());
    Cli.Outcome merged = fsck("--merge", one).expect(0);
    assertTrue(merged.err().contains("of 2 parts 1 have no report"), merged.err());
    fsck("--merge", one, "--quick").expect(16);
    Path quick = cli.file("q.json", fsck(archive, "--json", "--quick").expect(0).out());
    fsck("--merge", one, quick).expect(16);
    fsck("--merge", cli.file("no.json", "x")).expect(8);
    fsck("--merge", home.resolve("none")).expect(8);
  }

  @Test
  void samplesTakeTurnsByTheirState() throws IOException {
    Path state = home.resolve("state");
    long objects = checked(fsck(archive, "--json").expect(0)).get("objects").getAsLong();
    long seen = 0;
    var parts = new ArrayList<String>();
    for (int night = 0; night < 4; night++) {
      JsonObject run = checked(
          fsck(archive, "--json", "--sample", "25%", "--state", state).expect(0));
      seen += run.get("objects").getAsLong();
      parts.add(run.get("sample").getAsString());
    }
    assertEquals(objects, seen);
    assertEquals(4, parts.stream().distinct().count(), parts::toString);
    fsck(archive, "--sample", "1/3", "--state", state).expect(16);
    Files.writeString(state, "nothing");
    fsck(archive, "--sample", "25%", "--state", state).expect(8);
  }

  @Test
  void samplesByNumberAreTheWhole() throws IOException {
    long objects = checked(fsck(archive, "--json").expect(0)).get("objects").getAsLong();
    long seen = 0;
    for (int part = 1; part <= 3; part++) {
      Cli.Outcome run = fsck(archive, "--json", "--sample", "1/3", "--sample-part", part);
      seen += checked(run.expect(0)).get("objects").getAsLong();
    }
    assertEquals(objects, seen);
    assertTrue(fsck(archive, "--sample", "1/3").expect(0).err().contains("/3 of the rotation"));
  }

  @Test
  void timeOverIsSaidAndTheNextRunGoesOn() throws IOException {
    damage();
    cli.with("XDG_STATE_HOME", home.resolve("st").toString());
    Cli.Outcome whole = fsck(archive, "--json").expect(4);
    var reports = new ArrayList<Object>(List.of("--merge", "--json"));
    JsonObject last;
    int runs = 0;
    do {
      // No time at all: one step each.
      Cli.Outcome run = new Cli(home).with("XDG_STATE_HOME", home.resolve("st").toString())
          .after(1_000_000_000_000L)
          .run(Program.DURA_FSCK, new DuraFsck(), archive, "--json", "--max-duration", "1s");
      last = checked(run);
      reports.add(cli.file("run" + runs + ".json", run.out()));
      runs++;
      assertTrue(runs < 20);
    } while (last.has("stopped_after"));
    assertEquals(checked(whole), checked(fsck(reports.toArray()).expect(4)));
    try (Stream<Path> files = Files.walk(home.resolve("st"))) {
      assertEquals(1, files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    for (List<Object> options : List.of(List.<Object>of("--shard", "3/2"),
        List.<Object>of("--shard", "x"), List.<Object>of("--sample", "2/3"),
        List.<Object>of("--sample", "0%"), List.<Object>of("--sample", "1/0"),
        List.<Object>of("--max-duration", "5"), List.<Object>of("--sample-part", "2"),
        List.<Object>of("--shard", "1/2", "--repair"))) {
      var all = new ArrayList<Object>(options);
      all.add(archive);
      Cli.Outcome outcome = fsck(all.toArray()).expect(16);
      assertFalse(outcome.err().contains("unexpected"), outcome.err());
    }
  }
}
