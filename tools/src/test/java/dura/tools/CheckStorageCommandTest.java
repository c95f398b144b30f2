package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dura check-storage`.
class CheckStorageCommandTest {
  @TempDir
  Path home;
  private Path place = Path.of("");
  private Cli cli = new Cli(Path.of(""));

  @BeforeEach
  void makePlace() throws IOException {
    place = Files.createDirectory(home.resolve("place"));
    cli = new Cli(home);
  }

  private List<JsonObject> json(Cli.Outcome outcome) {
    return outcome.lines()
        .stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  @Test
  void aFolderPromisesAll() throws IOException {
    Cli.Outcome outcome = cli.dura("check-storage", place, "--size", 1).expect(0);
    assertEquals(11, outcome.lines().size());
    assertTrue(outcome.lines().stream().allMatch(line -> line.startsWith("yes  ")), outcome.out());
    assertTrue(outcome.err().contains("place: fit for an archive"), outcome.err());
    try (Stream<Path> left = Files.list(place)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /// A module of band's tests, found by its scheme; it cannot replace and promises no agreement.
  @Test
  void aPlaceWithLimitsIsTold() {
    Cli.Outcome outcome = cli.dura("check-storage", "shelf://" + place, "--size", 1).expect(1);
    List<String> limits =
        outcome.lines().stream().filter(line -> line.startsWith("no   ")).toList();
    assertEquals(2, limits.size(), outcome.out());
    assertTrue(limits.getFirst().contains("repairs go below repair/"), outcome.out());
    assertTrue(limits.getLast().contains("--no-other-writers"), outcome.out());
  }

  @Test
  void jsonTellsPromisesAndPlace() {
    List<JsonObject> lines =
        json(cli.dura("check-storage", "shelf://" + place, "--size", 1, "--json").expect(1));
    JsonObject first = lines.getFirst();
    assertEquals("promise", first.get("type").getAsString());
    assertEquals("keeps-bytes", first.get("promise").getAsString());
    assertEquals("kept", first.get("verdict").getAsString());
    JsonObject last = lines.getLast();
    assertEquals("storage", last.get("type").getAsString());
    assertEquals("limit", last.get("weight").getAsString());
    assertTrue(last.get("sequential").getAsBoolean());
  }

  @Test
  void aPlaceThatIsNotThereFails() {
    assertTrue(cli.dura("check-storage", home.resolve("none")).expect(2).err().contains("none"));
    String err = cli.dura("check-storage", "ipfs://x").expect(2).err();
    assertTrue(err.contains("the schemes there are: file, "), err);
  }

  @Test
  void nonsenseIsUsage() {
    cli.dura("check-storage").expect(64);
    cli.dura("check-storage", place, "--size", 0).expect(64);
    cli.dura("check-storage", place, "--size", 257).expect(64);
    cli.dura("check-storage", place, place).expect(64);
  }
}
