package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.codec.oracle.Program;
import dura.testdata.SplitMix64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives out of images of disks whose file system is gone.
class ScavengeTest {
  private static final int SECTOR = 4096;
  private static final int STEP = 512;

  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");
  private Path found = Path.of("");
  private Path image = Path.of("");

  @BeforeEach
  void makeArchive() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("disk/a.dura");
    Files.createDirectory(home.resolve("disk"));
    found = home.resolve("found");
    image = home.resolve("image");
    source = Objects.requireNonNull(cli.file("src/a.txt", "the text").getParent());
    for (int i = 0; i < 12; i++) {
      Files.write(source.resolve("noise" + i), new SplitMix64(i).bytes(200_000));
    }
    cli.dura("backup", archive, source, "--create").expect(0);
  }

  private Cli.Outcome fsck(Object... arguments) {
    return cli.run(dura.tools.cli.Program.DURA_FSCK, new DuraFsck(), arguments);
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

  private static void assertSame(Path expected, Path actual) throws IOException {
    Map<String, byte[]> one = files(expected);
    Map<String, byte[]> other = files(actual);
    assertEquals(one.keySet(), other.keySet());
    one.forEach((path, bytes) -> assertArrayEquals(bytes, other.get(path), path));
  }

  private JsonObject scavenge(int exitCode) {
    Cli.Outcome outcome = fsck("--scavenge", image, "--into", found, "--json").expect(exitCode);
    return JsonParser.parseString(outcome.lines().getLast()).getAsJsonObject();
  }

  /// The archive as it was, and the files in it.
  private void assertComesBack(Path repaired) throws IOException {
    fsck("--repair", repaired).expect(1);
    assertSame(archive, repaired);
    cli.dura("restore", repaired, home.resolve("out")).expect(0);
    assertSame(source, home.resolve("out/src"));
  }

  private List<byte[]> shuffledFiles(Random random) throws IOException {
    var all = new ArrayList<>(files(archive).values());
    Collections.shuffle(all, random);
    return all;
  }

  @Test
  void objectsInOnePieceAtOddPlaces() throws IOException {
    var random = new Random(1);
    try (OutputStream out = Files.newOutputStream(image)) {
      int number = 0;
      for (byte[] file : shuffledFiles(random)) {
        byte[] noise = new byte[512 * random.nextInt(20) + (number++ % 5 == 3 ? 77 : 0)];
        random.nextBytes(noise);
        out.write(noise);
        out.write(file);
      }
    }
    JsonObject told = scavenge(0);
    assertEquals(0, told.get("partial").getAsInt());
    assertEquals(1, told.get("archives").getAsInt());
    JsonObject again = scavenge(0);
    assertEquals(0, again.get("written").getAsInt());
    assertComesBack(found);
  }

  /// Runs of sectors of all files in any order.
  private void shuffleRuns(Random random, double lossRate) throws IOException {
    var runs = new ArrayList<byte[]>();
    for (byte[] file : shuffledFiles(random)) {
      byte[] padded = Arrays.copyOf(file, Math.ceilDiv(file.length, SECTOR) * SECTOR);
      for (int at = 0; at < padded.length;) {
        int end = Math.min(padded.length, at + SECTOR * (1 + random.nextInt(12)));
        runs.add(Arrays.copyOfRange(padded, at, end));
        at = end;
      }
    }
    Collections.shuffle(runs, random);
    var all = new ByteArrayOutputStream();
    all.write(new byte[3 * 512]);
    byte[] noise = new byte[SECTOR];
    for (byte[] run : runs) {
      for (int at = 0; at < run.length; at += SECTOR) {
        random.nextBytes(noise);
        if (random.nextDouble() < lossRate) {
          all.write(noise);
        } else {
          all.write(run, at, SECTOR);
        }
      }
    }
    Files.write(image, all.toByteArray());
  }

  @Test
  void fragmentsInAnyOrderWithSectorsLost() throws IOException {
    shuffleRuns(new Random(2), 0.005);
    JsonObject told = scavenge(0);
    assertTrue(told.get("whole").getAsInt() > 10, told.toString());
    assertComesBack(found);
  }

  @Test
  void whatIsFoundInPartKeepsItsCellsAndTellsWhatIsMissing() throws IOException {
    shuffleRuns(new Random(3), 0.3);
    JsonObject told = scavenge(4);
    assertTrue(told.get("partial").getAsInt() > 0, told.toString());
    Map<String, byte[]> whole = files(archive);
    int same = 0;
    for (Map.Entry<String, byte[]> file : files(found).entrySet()) {
      byte[] expected = Objects.requireNonNull(whole.get(file.getKey()), file.getKey());
      assertEquals(expected.length, file.getValue().length, file.getKey());
      for (int at = 0; at < expected.length; at += STEP) {
        byte[] part = Arrays.copyOfRange(file.getValue(), at, at + STEP);
        boolean equal = Arrays.equals(part, Arrays.copyOfRange(expected, at, at + STEP));
        same += equal ? 1 : 0;
        assertTrue(equal || Arrays.equals(part, new byte[STEP]), file.getKey() + "@" + at);
      }
    }
    assertTrue(same > 1000, "parts: " + same);
  }

  @Test
  void severalArchivesComeToFoldersOfTheirOwn() throws IOException {
    Path other = home.resolve("disk/b.dura");
    cli.dura("backup", other, cli.file("src2/b.txt", "another"), "--create").expect(0);
    var all = new ByteArrayOutputStream();
    for (Path folder : List.of(archive, other)) {
      for (byte[] file : files(folder).values()) {
        all.write(Arrays.copyOf(file, Math.ceilDiv(file.length, SECTOR) * SECTOR));
      }
    }
    Files.write(image, all.toByteArray());
    assertEquals(2, scavenge(0).get("archives").getAsInt());
    try (Stream<Path> folders = Files.list(found)) {
      for (Path folder : folders.toList()) {
        fsck("--repair", folder).expect(1);
        boolean first = files(folder).keySet().equals(files(archive).keySet());
        assertSame(first ? archive : other, folder);
      }
    }
  }

  @Test
  void filesDeletedFromAFileSystem() throws IOException {
    var program = new Program("/usr/sbin/mkfs.ext4", "e2fsprogs");
    assertEquals(0, program
        .run(home, new byte[0], "-q", "-b", "4096", "-d", home.resolve("disk").toString(),
            image.toString(),
            "48m")
        .exitCode());
    var debugfs = new Program("/usr/sbin/debugfs", "e2fsprogs");
    for (String path : files(archive).keySet()) {
      if (path.contains("/d/")) {
        assertEquals(0, debugfs.run(home, new byte[0], "-w", "-R", "rm /a.dura/" + path,
            image.toString()).exitCode());
      }
    }
    assertEquals(0, scavenge(0).get("partial").getAsInt());
    assertComesBack(found);
  }

  @Test
  void anImageOfNothing() throws IOException {
    Files.write(image, new SplitMix64(1).bytes(3_000_000));
    assertTrue(fsck("--scavenge", image, "--into", found).expect(8)
        .err()
        .contains("nothing of an archive"));
    Files.write(image, new byte[0]);
    fsck("--scavenge", image, "--into", found).expect(8);
    fsck("--scavenge", home.resolve("none"), "--into", found).expect(8);
    fsck("--scavenge", image).expect(16);
    fsck("--scavenge", image, "--into", found, archive).expect(16);
  }
}
