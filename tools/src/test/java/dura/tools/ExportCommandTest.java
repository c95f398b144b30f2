package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.tools.cli.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dura export`, with GNU tar as judge.
class ExportCommandTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeSource() throws IOException, InterruptedException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    source = home.resolve("src");
    cli.file("src/a.txt", "the text");
    cli.file("src/b/x/deep", "deep");
    cli.file("src/b-c/z", "");
    Files.createDirectories(source.resolve("b/empty"));
    String part = "n".repeat(90);
    cli.file("src/" + part + "/" + part + "/" + part + "/" + part + "-end", "long");
    cli.file("src/" + "name".repeat(50), "101 and more");
    Files.createSymbolicLink(source.resolve("link"), Path.of("b/x/deep"));
    Files.createSymbolicLink(source.resolve("long-link"), Path.of("t/".repeat(80)));
    Files.createLink(source.resolve("zz-name"), source.resolve("a.txt"));
    byte[] noise = new byte[700_001];
    new Random(3).nextBytes(noise);
    Files.write(source.resolve("noise"), noise);
    try (var sparse = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
      sparse.setLength(1 << 20);
      sparse.seek(600_000);
      sparse.write(noise, 0, 5000);
    }
    // Names that are no UTF-8, short and long; made by a shell, since Java cannot say them.
    run("bash", "-c", "cd \"$1\" && printf x > $'caf\\xe9' && printf y > $'\\xff'"
        + "\"$(printf 'w%.0s' {1..150})\" && mkfifo fifo", "bash", source.toString());
    Files.setPosixFilePermissions(source.resolve("a.txt"),
        PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(source.resolve("a.txt"),
        FileTime.from(Instant.parse("1965-02-03T04:05:06.250Z")));
    Files.setLastModifiedTime(source.resolve("b/x"),
        FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
    Files.setLastModifiedTime(source.resolve("b"),
        FileTime.from(Instant.parse("2002-02-03T04:05:06Z")));
    Files.setLastModifiedTime(source.resolve("b-c"), FileTime.fromMillis(77));
    cli.dura("backup", archive, source, "--create").expect(0);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(),
        StandardCharsets.ISO_8859_1);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + output);
    return output;
  }

  private Path export(Object... arguments) throws IOException {
    Path tar = home.resolve("out.tar");
    var err = new ByteArrayOutputStream();
    try (OutputStream out = Files.newOutputStream(tar)) {
      int code = cli.run(Program.DURA, new Dura(), out, err,
          Stream.concat(Stream.of("export", archive), Stream.of(arguments)).toArray());
      assertEquals(0, code, () -> err.toString(StandardCharsets.UTF_8));
    }
    return tar;
  }

  /// Everything but contents: times to the nanosecond, owners, numbers of names.
  private static String listed(Path folder) throws IOException, InterruptedException {
    return run("bash", "-c",
        "cd \"$1\" && find . -printf '%p %y %m %U %G %T@ %n %l\\n' | LC_ALL=C sort", "bash",
        folder.toString());
  }

  @Test
  void tarTakesOutWhatWasStored() throws Exception {
    Path out = Files.createDirectory(home.resolve("out"));
    // GNU tar says that it does not know the word for names that are no UTF-8; it needs none.
    String told = run("tar", "-xpf", export().toString(), "-C", out.toString());
    assertTrue(told.lines().allMatch(line -> line.contains("'hdrcharset'")), told);
    assertEquals(listed(source), listed(out.resolve("src")));
    // A fifo would be waited for.
    run("diff", "-r", "--no-dereference", "-x", "fifo", source.toString(), out + "/src");
    assertEquals(Files.getLastModifiedTime(source.resolve("b/x")),
        Files.getLastModifiedTime(out.resolve("src/b/x")));
  }

  @Test
  void aPartHasTheWayToIt() throws Exception {
    String listed = run("tar", "-tf", export("src/b").toString());
    assertEquals(List.of("src/", "src/b/", "src/b/empty/", "src/b/x/", "src/b/x/deep"),
        listed.lines().toList());
    // The entry with the fields of the linked file is not among them.
    Path out = Files.createDirectory(home.resolve("out"));
    run("tar", "-xpf", export("src/zz-name").toString(), "-C", out.toString());
    assertEquals("the text", Files.readString(out.resolve("src/zz-name")));
    cli.dura("export", archive, "src/nope").expect(2);
  }

  @Test
  void lostBytesAreZeroAndNamed() throws Exception {
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path object : files.filter(file -> file.toString().matches(".*/[dp]/.*\\.tar"))
          .toList()) {
        Files.delete(object);
      }
    }
    var tar = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    assertEquals(2, cli.run(Program.DURA, new Dura(), tar, err, "export", archive, "src/noise"));
    String told = err.toString(StandardCharsets.UTF_8);
    assertTrue(told.contains("alarm: extent-lost src/noise"), told);
    assertTrue(told.contains("are lost and zero in the tar"), told);
    Path file = Files.write(home.resolve("out.tar"), tar.toByteArray());
    assertTrue(run("tar", "-tvf", file.toString()).contains(" 700001 "));
  }

  @Test
  void neitherTerminalNorJson() {
    cli.dura("export", archive, "--json").expect(64);
    cli.at(FakeTerminal.answering()).dura("export", archive).expect(64);
  }
}
