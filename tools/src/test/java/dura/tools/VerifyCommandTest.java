package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dura verify`: what is told of live files, beside what was done to them.
class VerifyCommandTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void backUp() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    source = home.resolve("src");
    cli.file("src/a.txt", "the text");
    cli.file("src/dir/gone", "gone");
    cli.file("src/dir/grown", "short");
    cli.file("src/dir/mode", "mode");
    cli.file("src/rotten", "healthy");
    cli.file("src/type", "file");
    cli.file("src/empty", "");
    byte[] noise = new byte[5 << 20];
    new Random(5).nextBytes(noise);
    Files.write(source.resolve("noise"), noise);
    Files.createLink(source.resolve("zz-name"), source.resolve("noise"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("here"));
    try (var sparse = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
      sparse.setLength(1 << 20);
    }
    cli.dura("backup", archive, source, "--create").expect(0);
  }

  /// Other bytes, the same time.
  private void rot(String name, long offset) throws IOException {
    Path file = source.resolve(name);
    FileTime time = Files.getLastModifiedTime(file);
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(offset);
      open.write('#');
    }
    Files.setLastModifiedTime(file, time);
  }

  @Test
  void whatWasStoredIsEqual() {
    Cli.Outcome equal = cli.dura("verify", archive, source).expect(0);
    assertEquals("", equal.out());
    assertTrue(equal.err().contains("everything is equal"), equal.err());
    cli.dura("verify", archive, "--as", "src=" + source).expect(0);
    assertTrue(cli.dura("verify", archive, "--as", "other=" + source)
        .expect(2)
        .err()
        .contains("other: not in b000001-"));
    cli.dura("verify", archive).expect(64);
  }

  @Test
  void changeIsToldFromRot() throws IOException {
    rot("rotten", 3);
    rot("noise", 4_000_000);
    rot("sparse", 500_000);
    cli.file("src/a.txt", "the TEXT");
    Files.setLastModifiedTime(source.resolve("a.txt"), FileTime.fromMillis(1));
    cli.file("src/dir/grown", "longer than before");
    Files.setPosixFilePermissions(source.resolve("dir/mode"),
        PosixFilePermissions.fromString("r--r-----"));
    FileTime time = Files.getLastModifiedTime(source.resolve("dir"));
    Files.delete(source.resolve("dir/gone"));
    cli.file("src/dir/new", "new");
    Files.setLastModifiedTime(source.resolve("dir"), time);
    time = Files.getLastModifiedTime(source);
    Files.delete(source.resolve("type"));
    Files.createDirectory(source.resolve("type"));
    Files.delete(source.resolve("link"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("there"));
    Files.setLastModifiedTime(source, time);
    Cli.Outcome outcome = cli.dura("verify", archive, source).expect(1);
    assertEquals(List.of("M src/a.txt", "M src/link", "! src/noise", "! src/rotten",
        "! src/sparse", "T src/type", "- src/dir/gone", "M src/dir/grown", "U src/dir/mode",
        "+ src/dir/new"), outcome.lines());
    for (String name : List.of("rotten", "noise", "sparse")) {
      assertTrue(outcome.err().contains("alarm: source-rotten src/" + name + ": its bytes ARE NOT"),
          outcome.err());
    }
    assertTrue(outcome.err().contains("; 3 ROTTED"), outcome.err());
    List<String> json =
        cli.dura("verify", archive, source, "--ignore-new", "--json").expect(1).lines();
    JsonObject end = JsonParser.parseString(json.getLast()).getAsJsonObject();
    assertEquals(3, end.get("rotten").getAsInt());
    assertEquals(0, end.get("added").getAsInt());
  }

  @Test
  void theArchiveInsideTheSourceIsNotNew() {
    Path inside = source.resolve("own.dura");
    cli.dura("backup", inside, source, "--create").expect(0);
    assertEquals("", cli.dura("verify", inside, source).expect(0).out());
  }

  @Test
  void lostBytesAreAFailure() throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path object : files.filter(file -> file.toString().matches(".*/[dp]/.*\\.tar"))
          .toList()) {
        Files.delete(object);
      }
    }
    Cli.Outcome outcome = cli.dura("verify", archive, source).expect(2);
    assertTrue(outcome.err().contains("the archive lacks 5."), outcome.err());
    assertEquals("", outcome.out());
  }
}
