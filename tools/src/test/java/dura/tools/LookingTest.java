package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dura diff` and `dura find`: what bands have, beside what was done to the files.
class LookingTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeTwoBands() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    source = home.resolve("src");
    cli.file("src/kept.txt", "as it was");
    cli.file("src/dir/other.txt", "before");
    cli.file("src/dir/gone.txt", "gone");
    cli.file("src/mode.txt", "mode");
    cli.file("src/type", "a file");
    Files.createLink(source.resolve("zz-name"),
        source.resolve("aa-name").resolveSibling("kept.txt"));
    for (String file : List.of("kept.txt", "mode.txt")) {
      Files.setLastModifiedTime(source.resolve(file),
          FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    }
    Files.createSymbolicLink(source.resolve("link"), Path.of("here"));
    cli.dura("backup", archive, source, "--create").expect(0);
    cli.file("src/dir/other.txt", "behind");
    cli.file("src/dir/new file.txt", "new");
    Files.delete(source.resolve("dir/gone.txt"));
    Files.setPosixFilePermissions(source.resolve("mode.txt"),
        PosixFilePermissions.fromString("r--r-----"));
    Files.delete(source.resolve("type"));
    Files.createDirectory(source.resolve("type"));
    Files.delete(source.resolve("link"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("there"));
    cli.dura("backup", archive, source).expect(0);
  }

  private static JsonObject json(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  @Test
  void everyChangeIsTold() {
    Cli.Outcome outcome = cli.dura("diff", archive, "latest~1", "latest").expect(1);
    assertEquals(List.of("U src", "U src/dir", "M src/link", "U src/mode.txt", "T src/type",
        "- src/dir/gone.txt", "+ src/dir/new file.txt", "M src/dir/other.txt"),
        outcome.lines());
    assertTrue(outcome.err()
        .contains(
            "1 added, 1 removed, 2 with other contents, 3 with other metadata, 1 of another type"),
        outcome.err());
    assertEquals(
        outcome.lines()
            .stream()
            .map(line -> line.replace('+', '~')
                .replace('-', '+')
                .replace('~', '-'))
            .toList(),
        cli.dura("diff", archive, "latest", "latest~1").expect(1).lines());
  }

  @Test
  void equalBandsAreEqual() {
    assertTrue(cli.dura("diff", archive, "latest", "latest").expect(0).err().contains("are equal"));
    cli.dura("backup", archive, source, "--force-read").expect(0);
    assertEquals("", cli.dura("diff", archive, "latest~1", "latest").expect(0).out());
    cli.dura("diff", archive, "latest").expect(64);
    cli.dura("diff", archive, "latest", "b99").expect(2);
  }

  @Test
  void programsAreToldSizesAndTimes() {
    List<String> lines =
        cli.dura("diff", archive, "latest~1", "latest", "--json").expect(1).lines();
    JsonObject mode = json(lines.get(3));
    assertEquals("metadata", mode.get("change").getAsString());
    assertEquals("0440", mode.getAsJsonObject("after").get("mode").getAsString());
    assertEquals("2001-02-03T04:05:06Z", mode.getAsJsonObject("before").get("mtime").getAsString());
    JsonObject end = json(lines.getLast());
    assertEquals("compared", end.get("type").getAsString());
    assertEquals(2, end.get("contents").getAsInt());
  }

  /// The name that carries the fields of a linked file goes; the file stays.
  @Test
  void aLinkedFileThatLosesANameIsNotChanged() throws IOException {
    Files.delete(source.resolve("kept.txt"));
    cli.dura("backup", archive, source).expect(0);
    assertEquals(List.of("U src", "- src/kept.txt"),
        cli.dura("diff", archive, "latest~1", "latest").expect(1).lines());
  }

  /// Bands of two archives' worth of different cuts: the bytes decide.
  @Test
  void filesCutInOtherWaysAreCompared() throws IOException {
    byte[] large = new byte[3 << 20];
    new java.util.Random(7).nextBytes(large);
    Path file = Files.write(source.resolve("large"), large);
    cli.dura("backup", archive, "--as", "x=" + source).expect(0);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    Path other = Files.createDirectory(home.resolve("other"));
    Files.move(file, other.resolve("large"));
    cli.file("other/a", "moves all cuts");
    cli.dura("backup", archive, "--as", "x=" + other).expect(0);
    List<String> lines = cli.dura("diff", archive, "latest~1", "latest").expect(1).lines();
    assertTrue(lines.contains("U x/large"), lines.toString());
    assertTrue(lines.contains("+ x/a"), lines.toString());
  }

  @Test
  void aVersionIsFoundOnceWithItsBands() {
    List<String> kept = cli.dura("find", archive, "kept.txt").expect(0).lines();
    assertEquals(1, kept.size());
    assertTrue(
        kept.getFirst().matches("b000001-\\w+\\.\\.b000002-\\w+ \\(2\\)  -rw.* src/kept.txt"),
        kept.getFirst());
    List<String> other = cli.dura("find", archive, "oth*").expect(0).lines();
    assertEquals(2, other.size());
    assertTrue(other.getFirst().startsWith("b000001-"), other.toString());
    assertTrue(other.getLast().startsWith("b000002-"), other.toString());
    JsonObject gone = json(cli.dura("find", archive, "gone.txt", "--json").expect(0).out());
    assertEquals(1, gone.getAsJsonArray("bands").size());
    assertEquals(4, gone.get("size").getAsInt());
    assertEquals("", cli.dura("find", archive, "gone.txt", "--band", "latest").expect(0).out());
  }

  @Test
  void furtherNamesHaveTheFieldsOfTheFile() {
    JsonObject name = json(cli.dura("find", archive, "zz-name", "--json").expect(0).out());
    assertEquals(9, name.get("size").getAsInt());
    assertEquals(2, name.getAsJsonArray("bands").size());
  }

  private List<String> found(Object... arguments) {
    var all = new java.util.ArrayList<Object>(List.of("find", archive, "--band", "latest", "-0"));
    all.addAll(List.of(arguments));
    String out = cli.dura(all.toArray()).expect(0).out();
    return out.isEmpty() ? List.of() : List.of(out.split("\0"));
  }

  @Test
  void conditionsHold() {
    assertEquals(List.of("src/dir/new file.txt"), found("src/**/*new*"));
    assertEquals(List.of(), found("dir/*new*"));
    assertEquals(List.of("src/kept.txt", "src/mode.txt", "src/zz-name"),
        found("--older-than", "2001-02-04", "--type", "f"));
    assertEquals(List.of("src/dir/new file.txt", "src/dir/other.txt"),
        found("--newer-than", "2w", "--type", "f"));
    assertEquals(List.of("src/kept.txt", "src/zz-name"), found("--larger", "8"));
    assertEquals(List.of("src/dir/new file.txt"), found("--smaller", "4"));
    assertEquals(List.of("src/link"), found("--type", "l"));
    assertEquals(List.of("src/dir", "src/link"), found("link", "dir/"));
    cli.dura("find", archive, "--larger", "8Q").expect(64);
    cli.dura("find", archive, "--newer-than", "2001-13-01").expect(64);
    cli.dura("find", archive, "--type", "x").expect(64);
  }
}
