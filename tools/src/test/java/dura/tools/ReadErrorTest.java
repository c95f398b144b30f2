package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.oracle.Program;
import dura.testdata.SplitMix64;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sectors that a disk does not give back. The programs run as processes, and the C library's
/// functions for reading fail under them.
class ReadErrorTest {
  private static final int SECTOR = 4096;
  private static final Program GCC = new Program("gcc", "gcc");
  private static final Program ENV = new Program("env", "coreutils");

  @TempDir
  static Path shared;

  @TempDir
  Path home;

  private static Path shim = Path.of("");
  private static Path program = Path.of("");

  private Path source = Path.of("");
  private Path archive = Path.of("");
  private Path bad = Path.of("");
  private Map<String, byte[]> whole = Map.of();
  private final List<String> lines = new ArrayList<>();

  @BeforeAll
  static void compile() throws IOException {
    Path code = shared.resolve("bad-sectors.c");
    try (
        InputStream resource = Objects.requireNonNull(
            ReadErrorTest.class.getResourceAsStream("bad-sectors.c"))) {
      Files.copy(resource, code);
    }
    shim = shared.resolve("bad-sectors.so");
    GCC.output(shared, new byte[0], "-O1", "-shared", "-fPIC", "-o", shim.toString(),
        code.toString(), "-ldl");
    program = PackagedProgram.in(shared.resolve("program"));
  }

  @BeforeEach
  void backup() throws IOException {
    var cli = new Cli(home);
    source = Objects.requireNonNull(cli.file("src/a.txt", "the text").getParent());
    Files.write(source.resolve("noise"), new SplitMix64(3).bytes(5_500_000));
    archive = home.resolve("a.dura");
    cli.dura("backup", archive, source, "--create", "--no-encryption").expect(0);
    whole = files(archive);
    bad = home.resolve("bad");
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  private List<String> named(String prefix) {
    return whole.keySet()
        .stream()
        .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith(prefix))
        .toList();
  }

  /// Sectors of a file that cannot be read from now on. The file is kept under a second name, so that
  /// no new file gets its inode.
  private void unreadable(String path, int... sectors) throws IOException {
    Path file = archive.resolve(path);
    Files.createLink(home.resolve("kept-" + path.replace('/', '-')), file);
    for (int sector : sectors) {
      lines.add(Files.getAttribute(file, "unix:dev") + " " + Files.getAttribute(file, "unix:ino")
          + " " + sector * SECTOR + " " + (sector + 1) * SECTOR);
    }
    Files.write(bad, lines);
  }

  private static int[] range(int from, int end) {
    int[] sectors = new int[end - from];
    Arrays.setAll(sectors, i -> from + i);
    return sectors;
  }

  private Program.Outcome run(int code, String... command) {
    var all = new ArrayList<String>(List.of("LD_PRELOAD=" + shim, "BAD_SECTORS=" + bad,
        "HOME=" + home, "PATH=/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE=1",
        "DURA_JAVA_HOME=" + System.getProperty("java.home")));
    all.addAll(List.of(command));
    Program.Outcome outcome = ENV.run(home, new byte[0], all.toArray(String[]::new));
    assertEquals(code, outcome.exitCode(), () -> String.join(" ", command) + "\n"
        + new String(outcome.stdout(), StandardCharsets.UTF_8) + outcome.stderr());
    return outcome;
  }

  private static String launcher(String name) {
    return program.resolve("bin").resolve(name).toString();
  }

  /// Of everything something; of five blocks more than their own parity repairs.
  private void spoil() throws IOException {
    unreadable("archive.tar", 0);
    unreadable("README.txt", 0);
    unreadable(named("SHA256SUMS").getFirst(), 0);
    unreadable(named("tail.tar").getFirst(), 1);
    unreadable(named("head.tar").getFirst(), range(0, 40));
    unreadable(named("i0").getFirst(), 0, 1);
    List<String> blocks = named("d0");
    assertTrue(blocks.size() > 8, blocks::toString);
    unreadable(blocks.get(0), 0, 3, 17, 30);
    unreadable(blocks.get(1), range(0, 200));
    for (int block = 2; block < 6; block++) {
      unreadable(blocks.get(block), range(1 + 12 * (block - 2), 13 + 12 * (block - 2)));
    }
    // The shim works: somebody else's program fails as well.
    String said = run(1, "dd", "if=" + archive.resolve(blocks.get(5)), "of=/dev/null").stderr();
    assertTrue(said.contains("Input/output error"), said);
  }

  private void assertWhole() throws IOException {
    Map<String, byte[]> now = files(archive);
    assertEquals(whole.keySet(), now.keySet());
    whole.forEach((path, bytes) -> assertArrayEquals(bytes, now.get(path), path));
  }

  @Test
  void readErrorsAreErasuresForTheWholeArchive() throws IOException {
    spoil();
    Path target = home.resolve("out");
    run(1, launcher("dura"), "restore", archive.toString(), target.toString());
    files(source).forEach((path, bytes) -> assertArrayEquals(bytes,
        read(target.resolve("src").resolve(path)), path));

    Program.Outcome checked = run(4, launcher("dura-fsck"), archive.toString(), "--json");
    String said = new String(checked.stdout(), StandardCharsets.UTF_8);
    assertTrue(said.contains("object-ioerror"), said);
    // What the disk gives is read: only a few cells of that block are damaged.
    assertTrue(said.contains("cell-damaged"), said);
    run(1, launcher("dura-fsck"), archive.toString(), "--repair", "-y");
    assertWhole();
    run(0, launcher("dura-fsck"), archive.toString());
  }

  /// Bad sectors of the source: all else is stored, and what was read of the file as well.
  @Test
  void badSectorsOfASourceAreHolesOfOneFile() throws IOException {
    Path victim = source.resolve("noise");
    // Another file, so that nothing of it is stored yet.
    byte[] noise = new SplitMix64(8).bytes(3_000_000);
    Files.write(victim, noise);
    int page = SECTOR;
    for (int sector : new int[] {300, 301, 500}) {
      lines.add(Files.getAttribute(victim, "unix:dev") + " "
          + Files.getAttribute(victim, "unix:ino") + " " + sector * page + " "
          + (sector + 1) * page);
    }
    Files.write(bad, lines);
    Files.writeString(source.resolve("z.txt"), "behind");
    Program.Outcome backup = run(1, launcher("dura"), "backup", archive.toString(),
        source.toString(), "--json");
    String said = new String(backup.stdout(), StandardCharsets.UTF_8);
    assertEquals(1, said.split("source-ioerror", -1).length - 1, said);
    assertTrue(said.contains("src/noise"), said);
    Path target = home.resolve("out");
    new Cli(home).dura("restore", archive, target).expect(0);
    byte[] expected = noise.clone();
    Arrays.fill(expected, 300 * page, 302 * page, (byte) 0);
    Arrays.fill(expected, 500 * page, 501 * page, (byte) 0);
    assertArrayEquals(expected, read(target.resolve("src/noise")));
    assertEquals("the text", Files.readString(target.resolve("src/a.txt")));
    assertEquals("behind", Files.readString(target.resolve("src/z.txt")));
    // Where the disk gives it again, it is read again, whole.
    new Cli(home).dura("backup", archive, source).expect(0);
    Path again = home.resolve("again");
    new Cli(home).dura("restore", archive, again).expect(0);
    assertArrayEquals(noise, read(again.resolve("src/noise")));
  }

  @Test
  void recoverScriptReadsRoundThemAsWell() throws IOException {
    spoil();
    Path release = HandTools.release(home.resolve("release"));
    String script = release.resolve("recover.py").toString();
    run(1, "python3", script, "repair", archive.toString());
    assertWhole();
    run(0, "python3", script, "verify", archive.toString());
  }

  @Test
  void aSingleObjectIsReadSectorBySector() throws IOException {
    String block = named("d0").getFirst();
    unreadable(block, 2, 5);
    String path = archive.resolve(block).toString();
    run(4, launcher("dura-fsck"), path);
    run(1, launcher("dura-fsck"), path, "--repair", "-y");
    run(0, launcher("dura-fsck"), path);
    assertWhole();
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new AssertionError(path + " was not restored", e);
    }
  }
}
