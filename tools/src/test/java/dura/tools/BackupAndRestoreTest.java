package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.tools.cli.Program;
import dura.tools.cli.SystemPath;
import dura.tools.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of files into an archive and back, by the commands.
class BackupAndRestoreTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");
  private Path target = Path.of("");

  @BeforeEach
  void makeSource() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    target = home.resolve("out");
    source = home.resolve("src");
    cli.file("src/a.txt", "the text");
    cli.file("src/dir/b.o", "object");
    cli.file("src/dir/empty", "");
    Files.createSymbolicLink(source.resolve("link"), Path.of("dir/b.o"));
  }

  private JsonObject last(Cli.Outcome outcome) {
    return JsonParser.parseString(outcome.lines().getLast()).getAsJsonObject();
  }

  @Test
  void everythingComesBack() throws IOException {
    Files.setPosixFilePermissions(source.resolve("a.txt"),
        PosixFilePermissions.fromString("rw-r-x--x"));
    FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
    Files.setLastModifiedTime(source.resolve("a.txt"), time);
    cli.dura("backup", archive, source, "--create").expect(0);
    Cli.Outcome restored = cli.dura("restore", archive, target).expect(0);
    assertTrue(restored.err().startsWith("restored 3 files ("), restored.err());
    assertEquals("the text", Files.readString(target.resolve("src/a.txt")));
    assertEquals(time, Files.getLastModifiedTime(target.resolve("src/a.txt")));
    assertEquals("rw-r-x--x", PosixFilePermissions
        .toString(Files.getPosixFilePermissions(target.resolve("src/a.txt"))));
    assertEquals(Path.of("dir/b.o"), Files.readSymbolicLink(target.resolve("src/link")));
    assertEquals(0, Files.size(target.resolve("src/dir/empty")));
  }

  @Test
  void createWithoutAChoiceSaysThatItIsNotEncrypted() throws IOException {
    Cli.Outcome outcome = cli.dura("backup", archive, source, "--create").expect(0);
    assertTrue(outcome.err().contains("not encrypted, which cannot be changed later"),
        outcome.err());
    assertFalse(cli.dura("backup", archive, source, "--create")
        .expect(0)
        .err()
        .contains("not encrypted"));
    assertEquals(2, cli.dura("bands", archive).expect(0).lines().size());
    assertTrue(cli.dura("backup", home.resolve("no/where"), source, "--create")
        .expect(2)
        .err()
        .contains("is the disk mounted?"));
    assertTrue(cli.dura("backup", home.resolve("none"), source)
        .expect(2)
        .err()
        .contains("there is no archive"));
    cli.file("full/x", "");
    assertTrue(cli.dura("backup", home.resolve("full"), source, "--create")
        .expect(2)
        .err()
        .contains("not an archive"));
    Path pw = cli.file("pw", "secret");
    assertTrue(cli.dura("backup", archive, source, "--create", "--passphrase-file", pw)
        .expect(2)
        .err()
        .contains("its encryption is another: none"));
  }

  @Test
  void filesThatAreThereAreKeptUnlessTold() throws IOException {
    cli.dura("backup", archive, source, "--create").expect(0);
    cli.file("out/src/a.txt", "newer");
    Cli.Outcome kept = cli.dura("restore", archive, target).expect(1);
    assertTrue(kept.err().contains("alarm: target-exists src/a.txt: "), kept.err());
    assertEquals("newer", Files.readString(target.resolve("src/a.txt")));
    cli.dura("restore", archive, target, "src/a.txt", "--overwrite").expect(0);
    assertEquals("the text", Files.readString(target.resolve("src/a.txt")));
    // What was restored already is no alarm, whatever the policy; what is something else is.
    cli.dura("restore", archive, target, "--on", "exists=abort").expect(0);
    cli.file("out/src/a.txt", "newer");
    cli.dura("restore", archive, target, "--on", "exists=suppress").expect(0);
    Cli.Outcome aborted = cli.dura("restore", archive, target, "--on", "exists=abort").expect(2);
    assertTrue(aborted.err().contains("stopped at the alarm target-exists"), aborted.err());
    FakeTerminal terminal = FakeTerminal.answering("n");
    cli.at(terminal).dura("restore", archive, target, "--on", "exists=ask").expect(2);
    assertEquals(1, terminal.questions.size());
    cli.at(FakeTerminal.none()).dura("restore", archive, target, "--on", "exists=ask").expect(1);
  }

  @Test
  void pathsAreRestoredWithWhatIsBelow() {
    cli.dura("backup", archive, source, "--create").expect(0);
    cli.dura("restore", archive, target, "./src/dir/").expect(0);
    assertTrue(Files.exists(target.resolve("src/dir/b.o")));
    assertFalse(Files.exists(target.resolve("src/a.txt")));
    Cli.Outcome missing = cli.dura("restore", archive, target, "src/link", "src/nope").expect(2);
    assertTrue(missing.err().contains("src/nope: not in b000001-"), missing.err());
    assertTrue(Files.isSymbolicLink(target.resolve("src/link")));
    JsonObject told = last(cli.dura("restore", archive, target, "nope", "--json").expect(2));
    assertEquals("nope", told.getAsJsonArray("not_found").get(0).getAsString());
    assertFalse(told.get("complete").getAsBoolean());
  }

  @Test
  void dryRunsWriteNothing() throws IOException {
    Cli.Outcome backup = cli.dura("backup", archive, source, "--create", "--dry-run").expect(0);
    assertEquals("would store 3 files (14 B) and 3 other entries\n", backup.err());
    assertFalse(Files.exists(archive));
    cli.dura("backup", archive, source, "--create").expect(0);
    cli.dura("backup", archive, source, "-n").expect(0);
    assertEquals(1, cli.dura("bands", archive).lines().size());
    Cli.Outcome restore = cli.dura("restore", archive, target, "--dry-run").expect(0);
    assertTrue(restore.err().startsWith("would restore 3 files"), restore.err());
    assertFalse(Files.exists(target));
  }

  @Test
  void bandsAreChosen() throws IOException {
    cli.dura("backup", archive, source, "--create").expect(0);
    Files.writeString(source.resolve("a.txt"), "changed");
    cli.dura("backup", archive, source).expect(0);
    assertEquals("changed", cli.dura("cat", archive, "src/a.txt").expect(0).out());
    assertEquals("the text",
        cli.dura("cat", archive, "src/a.txt", "--band", "latest~1").expect(0).out());
    assertEquals("the text",
        cli.dura("cat", archive, "src/a.txt", "--band", "b000001").expect(0).out());
    for (String none : List.of("latest~2", "b000003", "2001-01-01", "x")) {
      assertTrue(cli.dura("cat", archive, "src/a.txt", "--band", none)
          .expect(2)
          .err()
          .contains("no finished backup is meant by " + none));
    }
    assertTrue(cli.dura("ls", archive, "--band", "b0").expect(2).err().contains("more than one"));
    List<JsonObject> bands = cli.dura("bands", archive, "--json")
        .expect(0)
        .lines()
        .stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
    assertEquals(List.of("finished", "finished"),
        bands.stream().map(band -> band.get("state").getAsString()).toList());
    assertEquals("good", bands.getFirst().get("signature").getAsString());
  }

  @Test
  void archiveWithoutBands() {
    cli.dura("init", archive, "--no-encryption").expect(0);
    Cli.Outcome bands = cli.dura("bands", archive).expect(0);
    assertEquals(new Cli.Outcome(0, "", "note: no backups yet\n"), bands);
    assertTrue(cli.dura("ls", archive).expect(2).err().contains("no finished backup"));
  }

  @Test
  void patternsLeaveOut() {
    Path patterns = cli.file("patterns", "# objects\n*.o\n/a.txt\n");
    cli.dura("backup", archive, source, "--create", "--exclude-from", patterns, "--exclude",
        "!/a.txt", "--exclude", "src").expect(0);
    assertEquals("src\nsrc/a.txt\nsrc/dir\nsrc/link\nsrc/dir/empty\n",
        cli.dura("ls", archive).expect(0).out());
    assertTrue(cli.dura("backup", archive, source, "--exclude-from", home.resolve("none"))
        .expect(2)
        .err()
        .contains("cannot read the patterns in"));
  }

  @Test
  void archiveInsideItsSourceIsLeftOut() {
    Path inside = source.resolve("backups.dura");
    for (int i = 0; i < 2; i++) {
      Cli.Outcome outcome = cli.dura("backup", inside, source, "--create").expect(0);
      assertTrue(outcome.err().contains("the archive itself is left out: src/backups.dura"),
          outcome.err());
      assertFalse(cli.dura("ls", inside).expect(0).out().contains("backups.dura"));
    }
    assertTrue(cli.dura("backup", inside, inside)
        .expect(64)
        .err()
        .contains("the archive itself cannot be a source"));
  }

  @Test
  void sourcesAreNamed() throws IOException {
    Files.createSymbolicLink(home.resolve("way"), Path.of("src/dir"));
    Cli.Outcome outcome = cli.dura("backup", archive, source + "/dir/..", "--as",
        "other=" + source + "/dir", home.resolve("way"), "--create").expect(0);
    assertTrue(outcome.err().contains("way is a link and is stored as one"), outcome.err());
    assertEquals("""
        other
        src
        way
        other/b.o
        other/empty
        src/a.txt
        src/dir
        src/link
        src/dir/b.o
        src/dir/empty
        """, cli.dura("ls", archive).expect(0).out());
    cli.dura("backup", archive, home.resolve("way") + "/").expect(0);
    assertEquals("way\nway/b.o\nway/empty\n", cli.dura("ls", archive).expect(0).out());
  }

  @Test
  void missingSourceIsAnAlarmAndMissingAllIsAFailure() {
    Cli.Outcome some =
        cli.dura("backup", archive, home.resolve("none"), source, "--create").expect(1);
    assertTrue(some.err().contains("alarm: source-missing " + home.resolve("none") + ": "),
        some.err());
    Path other = home.resolve("b");
    Cli.Outcome all = cli.dura("backup", other, home.resolve("none"), "--create").expect(2);
    assertTrue(all.err().contains("none of the sources can be read; nothing was stored"),
        all.err());
    assertFalse(Files.exists(other));
    cli.dura("backup", archive, home.resolve("none"), source, "--on", "missing=abort").expect(2);
    assertEquals(1, cli.dura("bands", archive).lines().size());
  }

  @Test
  void namesAreBytes() throws IOException {
    byte[] odd = {'n', '\n', (byte) 0xFF, 0x1B, '[', '\\', '\t'};
    Path folder = Files.createDirectory(home.resolve("odd"));
    byte[] path = (folder + "/" + new String(odd, StandardCharsets.ISO_8859_1))
        .getBytes(StandardCharsets.ISO_8859_1);
    Files.writeString(SystemPath.of(path), "found");
    cli.dura("backup", archive, folder, "--create").expect(0);
    assertEquals("odd\nodd/n\\n\\xFF\\x1B[\\\\\\t\n", cli.dura("ls", archive).expect(0).out());
    JsonObject entry = last(cli.dura("ls", archive, "--json").expect(0));
    assertEquals("odd/n\\n\\xFF\\x1B[\\\\\\t", entry.get("path").getAsString());
    byte[] inArchive = Base64.getDecoder().decode(entry.get("path_base64").getAsString());
    String argument = ByteText.of(inArchive);
    assertEquals("found", cli.dura("cat", archive, argument).expect(0).out());
    var raw = new ByteArrayOutputStream();
    cli.run(Program.DURA, new Dura(), raw, new ByteArrayOutputStream(),
        "ls", archive, argument, "-0");
    assertArrayEquals(Arrays.copyOf(inArchive, inArchive.length + 1), raw.toByteArray());
    cli.dura("restore", archive, target, argument).expect(0);
    byte[] there = (target + "/").getBytes(StandardCharsets.UTF_8);
    byte[] full = Arrays.copyOf(there, there.length + inArchive.length);
    System.arraycopy(inArchive, 0, full, there.length, inArchive.length);
    assertEquals("found", Files.readString(SystemPath.of(full)));
    cli.dura("backup", archive, ByteText.of(path)).expect(0);
    assertEquals("n\\n\\xFF\\x1B[\\\\\\t\n", cli.dura("ls", archive).expect(0).out());
  }

  @Test
  void detailsAreThoseOfTheFiles() throws IOException {
    Files.setPosixFilePermissions(source.resolve("a.txt"),
        PosixFilePermissions.fromString("rw-r-x--x"));
    Files.setLastModifiedTime(source.resolve("a.txt"),
        FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    Files.createLink(source.resolve("z-same"), source.resolve("a.txt"));
    cli.dura("backup", archive, source, "--create").expect(0);
    List<String> lines = cli.dura("ls", archive, "src", "-l").expect(0).lines();
    assertTrue(lines.get(1).matches("-rw-r-x--x \\S+ +\\S+ +8 2001-02-0\\d \\d\\d:05:06 src/a.txt"),
        lines.get(1));
    assertTrue(lines.get(3).startsWith("lrwxrwxrwx ") && lines.get(3)
        .endsWith(" src/link -> dir/b.o"), lines.get(3));
    assertEquals(lines.get(1).replace("src/a.txt", "src/z-same"), lines.get(4));
  }

  @Test
  void catIsForFiles() throws IOException {
    cli.dura("backup", archive, source, "--create").expect(0);
    for (String path : List.of("src", "src/link", ".")) {
      assertTrue(cli.dura("cat", archive, path).expect(2).err().contains(": not a file"), path);
    }
    assertTrue(cli.dura("cat", archive, "src/no").expect(2).err().contains("src/no: not in b0"));
    JsonObject content = last(cli.dura("cat", archive, "src/a.txt", "--json").expect(0));
    assertEquals("the text", new String(
        Base64.getDecoder().decode(content.get("base64").getAsString()), StandardCharsets.UTF_8));
  }

  @Test
  void passphraseOpensAndTheWrongOneDoesNot() {
    Path right = cli.file("right", "secret\n");
    Path wrong = cli.file("wrong", "sceret\n");
    cli.dura("init", archive, "--passphrase-file", right).expect(0);
    cli.dura("backup", archive, source).expect(0);
    cli.dura("bands", archive).expect(0);
    assertEquals("the text", cli.dura("cat", archive, "src/a.txt", "--passphrase-file", right)
        .expect(0)
        .out());
    Cli.Outcome refused = cli.dura("cat", archive, "src/a.txt", "--passphrase-file", wrong);
    assertTrue(refused.expect(2).err().contains("needs its passphrase: none was given"),
        refused.err());
    assertEquals("", refused.out());
    assertTrue(cli.dura("ls", archive).expect(2).err().contains("hint: give the right one with"));
    assertTrue(cli.dura("ls", archive, "--passphrase-file", home.resolve("none"))
        .expect(2)
        .err()
        .contains("cannot read the passphrase file"));
    FakeTerminal terminal = FakeTerminal.answering("sceret", "secret");
    cli.at(terminal).dura("ls", archive).expect(0);
    assertEquals(2, terminal.questions.size());
    cli.at(FakeTerminal.none()).with("DURA_PASSPHRASE_FILE", right.toString());
    cli.dura("restore", archive, target).expect(0);
  }

  @Test
  void secondClientAddsItsKey() throws IOException {
    cli.dura("backup", archive, source, "--create").expect(0);
    Cli other = new Cli(Files.createDirectory(home.resolve("other")));
    Cli.Outcome added = other.dura("backup", archive, source).expect(0);
    assertTrue(added.err().contains("is now listed in the archive"), added.err());
    assertFalse(other.dura("backup", archive, source).expect(0).err().contains("now listed"));
    List<String> bands = cli.dura("bands", archive).expect(0).lines();
    assertEquals(3, bands.stream().filter(line -> line.contains("finished, signed, ")).count());
  }

  @Test
  void damageIsAnAlarm() throws IOException {
    cli.dura("backup", archive, source, "--create").expect(0);
    Files.delete(archive.resolve("archive.tar"));
    Path block;
    try (Stream<Path> files = Files.walk(archive)) {
      block = files.filter(file -> file.toString().endsWith("/d0000000.tar"))
          .findFirst()
          .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(block);
    bytes[bytes.length / 2] ^= 4;
    Files.write(block, bytes);
    Cli.Outcome outcome = cli.dura("cat", archive, "src/a.txt");
    assertEquals("the text", outcome.out());
    assertTrue(outcome.expect(1).err().contains("alarm: archive-header-missing archive.tar: "),
        outcome.err());
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : files.filter(each -> each.toString().matches(".*/d[0-9]{7}\\.tar"))
          .toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : files.filter(each -> each.toString().matches(".*/p[0-9]{7}-.*\\.tar"))
          .toList()) {
        Files.delete(file);
      }
    }
    Cli.Outcome lost = cli.dura("restore", archive, target).expect(2);
    assertTrue(lost.err().contains("alarm: extent-lost src/a.txt@0+8: "), lost.err());
    assertTrue(Files.isSymbolicLink(target.resolve("src/link")));
    Cli.Outcome cat = cli.dura("cat", archive, "src/a.txt").expect(2);
    assertEquals("\0".repeat(8), cat.out());
  }

  @Test
  void everyLineOfJsonIsAnObject() throws IOException {
    for (List<Object> command : List.<List<Object>>of(
        List.of("backup", archive, source, home.resolve("none"), "--create", "-v"),
        List.of("bands", archive), List.of("ls", archive), List.of("cat", archive, "src/a.txt"),
        List.of("restore", archive, target), List.of("restore", archive, target),
        List.of("ls", archive, "nope"))) {
      Cli.Outcome outcome = cli.dura(Stream.concat(command.stream(), Stream.of("--json"))
          .toArray());
      assertFalse(outcome.lines().isEmpty());
      for (String line : outcome.lines()) {
        assertTrue(JsonParser.parseString(line).getAsJsonObject().has("type"), line);
      }
      assertTrue(outcome.err().isEmpty() || outcome.err().startsWith("dura: error: "),
          outcome.err());
    }
  }

  @Test
  void quietBackupSaysNothing() {
    cli.dura("init", archive, "--no-encryption").expect(0);
    assertEquals(new Cli.Outcome(0, "", ""), cli.dura("backup", archive, source, "-q"));
  }

  @Test
  void targetsThatCannotBe() throws IOException {
    cli.dura("backup", archive, source, "--create").expect(0);
    Path file = cli.file("file", "");
    assertEquals("dura: error: " + file + ": not a directory\n",
        cli.dura("restore", archive, file).expect(2).err());
    assertEquals("dura: error: " + home.resolve("no/where") + ": no such file or directory\n",
        cli.dura("restore", archive, home.resolve("no/where")).expect(2).err());
  }

  @Test
  void placesThatAreNoArchives() throws IOException {
    Path folder = Files.createDirectory(home.resolve("folder"));
    Path file = cli.file("file", "text");
    for (String command : List.of("bands", "ls")) {
      assertTrue(cli.dura(command, folder).expect(2).err().contains("not an archive\nhint: "));
      assertTrue(cli.dura(command, file).expect(2).err().contains("file: not a folder"));
      assertTrue(cli.dura(command, home.resolve("none"))
          .expect(2)
          .err()
          .contains("there is no archive\nhint: "));
      assertTrue(cli.dura(command, "gopher://x/y")
          .expect(2)
          .err()
          .contains("nothing here opens places of this kind"));
    }
  }
}
