package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.model.Descriptions;
import dura.band.model.EncryptionMode;
import dura.band.run.Entropy;
import dura.codec.bytes.ByteSlice;
import dura.proto.Compression;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import dura.tools.cli.CommandContext;
import dura.tools.cli.CommandRunner;
import dura.tools.cli.Program;
import dura.tools.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line of `dura-dump`: what is shown of places, and what the exit code says.
class DuraDumpTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final BandName BAND = BandName.of(1, 1);

  @TempDir
  Path dir;

  private Path archive;
  private Path object;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void makeArchive() throws IOException {
    var header = new ArchiveHeader(ByteSlice.hex("00112233445566778899aabbccddeeff"), NOW, 1,
        List.of(), RedundancyProfile.LEAN, Compression.ZSTD, EncryptionMode.NONE, List.of(),
        List.of(), Optional.empty());
    var head = new BandHead(header.id(), BAND, List.of(), Optional.empty(), List.of(),
        RedundancyProfile.LEAN, NOW, header.render());
    archive = Files.createDirectory(dir.resolve("archive"));
    object = archive.resolve("archive.tar");
    byte[] bytes = Descriptions.archiveHeader(header).bytes().toByteArray();
    for (String copy : List.of("archive.tar", "archive-2.tar", "archive-3.tar")) {
      Files.write(archive.resolve(copy), bytes);
    }
    Path band = Files.createDirectory(archive.resolve(BAND.toString()));
    Files.write(band.resolve("head.tar"), Descriptions.bandHead(head).bytes().toByteArray());
  }

  private static Outcome run(Object... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String[] args =
        List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
    var context = new CommandContext(InputStream.nullInputStream(), out,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of(), Path.of("/nonexistent"), new Nobody(), Clock.fixed(NOW, ZoneOffset.UTC),
        () -> 0L, Entropy.system());
    int exitCode = CommandRunner.run(Program.DURA_DUMP, new DuraDump(), context, args);
    return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }

  private static final class Nobody implements Terminal {
    @Override
    public boolean interactive() {
      return false;
    }

    @Override
    public boolean showsOutput() {
      return false;
    }

    @Override
    public boolean showsProgress() {
      return false;
    }

    @Override
    public String ask(String question) {
      throw new AssertionError(question);
    }

    @Override
    public char[] askSecret(String question) {
      throw new AssertionError(question);
    }
  }

  @Test
  void objectIsShown() {
    Outcome outcome = run(object);
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains("dura-archive: 1"), outcome.out());
    assertEquals("", outcome.err());
  }

  @Test
  void archiveIsShown() {
    Outcome outcome = run(archive);
    assertEquals(0, outcome.exitCode(), outcome.out() + outcome.err());
    assertTrue(outcome.out().contains("state: partial"), outcome.out());
    assertTrue(outcome.out().contains("head.tar: "), outcome.out());
  }

  @Test
  void missingCopyIsDamage() throws IOException {
    Files.delete(archive.resolve("archive-2.tar"));
    Outcome outcome = run(archive);
    assertEquals(1, outcome.exitCode(), outcome.out());
    assertTrue(outcome.out().contains("\n!"), outcome.out());
  }

  @Test
  void jsonHasOneObjectForEachNode() {
    Outcome outcome = run(object, "--json", "--hex");
    List<JsonObject> nodes = outcome.out()
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
    assertEquals(run(object).out().lines().count(), nodes.size());
    JsonObject file = nodes.getFirst();
    assertEquals("node", file.get("type").getAsString());
    assertEquals(0, file.get("offset").getAsLong());
    assertEquals("good", file.get("mark").getAsString());
    JsonObject name = nodes.stream()
        .filter(
            node -> node.get("path").toString().endsWith("\"head1.txt\",\"tar header\",\"name\"]"))
        .findFirst()
        .orElseThrow();
    assertEquals("DURA1/archive/head1.txt", name.get("value").getAsString());
    assertTrue(name.get("hex").getAsString().startsWith("4455524131"));
  }

  @Test
  void hexIsShownOnlyWhenAskedFor() {
    String digits = "| 44 55 52 41 31";
    assertTrue(run(object, "--hex").out().contains(digits));
    assertFalse(run(object).out().contains(digits));
  }

  @Test
  void otherPlacesAreShownAfterOneThatCannotBeRead() {
    Outcome outcome = run(dir.resolve("nothing"), object);
    assertEquals(2, outcome.exitCode());
    assertTrue(outcome.out().contains("dura-archive: 1"), outcome.out());
    assertTrue(outcome.err().startsWith("dura-dump: error: "), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
  }

  @Test
  void fileThatIsNoObject() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "hello");
    assertEquals(1, run(file).exitCode());
    Files.writeString(file, "");
    assertEquals(1, run(file).exitCode());
  }

  @Test
  void folderThatIsNoArchive() throws IOException {
    assertEquals(2, run(Files.createDirectory(dir.resolve("folder"))).exitCode());
  }

  @Test
  void specialFilesAreNotRead() {
    assertEquals(2, run("/dev/zero").exitCode());
  }

  @Test
  void nothingToShow() {
    assertEquals(64, run().exitCode());
    assertEquals(64, run(object, "--no-such-option").exitCode());
  }

  @Test
  void helpIsThere() {
    Outcome outcome = run("--help");
    assertEquals(0, outcome.exitCode());
    assertTrue(outcome.out().contains("--hex"), outcome.out());
  }
}
