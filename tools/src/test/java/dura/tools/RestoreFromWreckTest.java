package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.testdata.SplitMix64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that read while objects are gone: what the outer code gives back is there, and the exit
/// code tells the difference between damage and loss.
class RestoreFromWreckTest {
  /// Files of which each is about half a block.
  private static final int FILES = 12;

  private static final int FILE_BYTES = 400_000;

  /// Parity objects of a group of blocks, and of one of index objects.
  private static final int OF_DATA = 2;
  private static final int OF_INDEX = 3;

  private static final Pattern LOST =
      Pattern.compile("alarm: extent-lost (\\S+)@([0-9]+)\\+([0-9]+): .*");

  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");
  private int targets;

  @BeforeEach
  void makeSource() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    source = Objects.requireNonNull(cli.file("src/a.txt", "the text").getParent());
    for (int i = 0; i < FILES; i++) {
      Files.write(source.resolve("noise" + (char) ('a' + i)),
          new SplitMix64(i).bytes(FILE_BYTES));
    }
  }

  private void backup(Object... options) {
    var arguments = new ArrayList<Object>(List.of("backup", archive, source, "--create"));
    arguments.addAll(Arrays.asList(options));
    cli.dura(arguments.toArray()).expect(0);
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

  /// The objects whose names begin so, in order.
  private List<Path> named(String prefix) throws IOException {
    try (Stream<Path> paths = Files.walk(archive)) {
      return paths.filter(Files::isRegularFile)
          .filter(path -> path.getFileName().toString().matches(prefix + "[0-9-]*\\.tar"))
          .sorted()
          .toList();
    }
  }

  /// The parity objects of the only group that has so many.
  private List<Path> parity(int count) throws IOException {
    return Stream.of(named("p0000000-"), named("p0000001-"))
        .filter(paths -> paths.size() == count)
        .findFirst()
        .orElseThrow();
  }

  private Path nextTarget() {
    targets++;
    return home.resolve("out" + targets);
  }

  private Cli.Outcome everythingComesBack(Object... options) throws IOException {
    Path target = nextTarget();
    var arguments = new ArrayList<Object>(List.of("restore", archive, target, "--json"));
    arguments.addAll(Arrays.asList(options));
    Cli.Outcome outcome = cli.dura(arguments.toArray()).expect(1);
    JsonObject told = JsonParser.parseString(outcome.lines().getLast()).getAsJsonObject();
    assertTrue(told.get("complete").getAsBoolean(), outcome.out());
    Map<String, byte[]> found = files(target.resolve("src"));
    Map<String, byte[]> expected = files(source);
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((path, bytes) -> assertArrayEquals(bytes, found.get(path), path));
    return outcome;
  }

  @Test
  void twoLostBlocksCostNothing() throws IOException {
    backup();
    List<Path> blocks = named("d");
    assertTrue(blocks.size() > 3, blocks.toString());
    Files.delete(blocks.get(0));
    byte[] bytes = Files.readAllBytes(blocks.get(2));
    Arrays.fill(bytes, bytes.length / 10, bytes.length * 9 / 10, (byte) 0);
    Files.write(blocks.get(2), bytes);
    Cli.Outcome outcome = everythingComesBack();
    assertTrue(outcome.out().contains("recreated in memory from group "), outcome.out());
    assertArrayEquals(bytes, Files.readAllBytes(blocks.get(2)));
    assertEquals(blocks.size() - 1, named("d").size());
  }

  @Test
  void aBlockAndParityCostNothing() throws IOException {
    backup("--passphrase-file", cli.file("pw", "secret"));
    Files.delete(named("d").getLast());
    Files.delete(parity(OF_DATA).getFirst());
    Files.delete(named("i").getFirst());
    for (Path path : parity(OF_INDEX).subList(1, OF_INDEX)) {
      Files.delete(path);
    }
    everythingComesBack("--passphrase-file", home.resolve("pw"));
  }

  @Test
  void listsAndSingleFilesAreReadToo() throws IOException {
    backup();
    String listed = cli.dura("ls", archive).expect(0).out();
    Files.delete(named("i").getLast());
    for (Path block : named("d").subList(0, 2)) {
      Files.write(block, new byte[3]);
    }
    Cli.Outcome list = cli.dura("ls", archive).expect(1);
    assertEquals(listed, list.out());
    assertTrue(list.err().contains("alarm: object-missing "), list.err());
    assertEquals("the text", cli.dura("cat", archive, "src/a.txt").expect(1).out());
  }

  @Test
  void threeLostBlocksCostWhatTheyHeld() throws IOException {
    backup();
    List<Path> blocks = named("d");
    for (Path block : List.of(blocks.get(0), blocks.get(1), blocks.get(3))) {
      Files.delete(block);
    }
    Path target = nextTarget();
    Cli.Outcome outcome = cli.dura("restore", archive, target).expect(2);
    Map<String, byte[]> expected = files(source);
    var lost = new TreeSet<String>();
    for (String line : outcome.err().lines().toList()) {
      Matcher matcher = LOST.matcher(line);
      if (matcher.matches()) {
        String path = matcher.group(1).substring("src/".length());
        int from = Integer.parseInt(matcher.group(2));
        byte[] bytes = Objects.requireNonNull(expected.get(path));
        Arrays.fill(bytes, from, from + Integer.parseInt(matcher.group(3)), (byte) 0);
        lost.add(path);
      }
    }
    assertTrue(lost.size() > 2 && lost.size() < expected.size(), lost.toString());
    Map<String, byte[]> found = files(target.resolve("src"));
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((path, bytes) -> assertArrayEquals(bytes, found.get(path), path));
  }

  @Test
  void anIndexBeyondItsParityIsSaid() throws IOException {
    backup();
    for (Path path : Stream.concat(named("i").stream(), parity(OF_INDEX).stream()).toList()) {
      Files.delete(path);
    }
    assertTrue(cli.dura("ls", archive).expect(2).err().contains("alarm: index-lost "));
  }

  /// Deletes all that tells of the index of the band whose name begins so.
  private void deleteIndex(String band) throws IOException {
    for (Path path : named("[ip]")) {
      if (path.toString().contains("/" + band)) {
        Files.delete(path);
      }
    }
  }

  private static Map<String, byte[]> of(Map<String, byte[]> files, String folder) {
    var below = new TreeMap<String, byte[]>();
    files.forEach((path, bytes) -> {
      if (path.startsWith(folder)) {
        below.put(path.substring(folder.length()), bytes);
      }
    });
    return below;
  }

  private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((path, bytes) -> assertArrayEquals(bytes, found.get(path), path));
  }

  @Test
  void withoutAnyIndexTheBlocksGiveTheFiles() throws IOException {
    backup("--passphrase-file", cli.file("pw", "secret"));
    deleteIndex("b000001");
    Path target = nextTarget();
    Cli.Outcome refused = cli
        .dura("restore", archive, target, "--passphrase-file", home.resolve("pw"))
        .expect(2);
    assertTrue(refused.err().contains("--accept-damage"), refused.err());
    assertEquals(0, Files.exists(target) ? files(target).size() : 0);
    cli.dura("restore", archive, target, "--accept-damage", "--passphrase-file",
        home.resolve("pw")).expect(2);
    assertSame(files(source), of(files(target), "src/"));
    Path one = nextTarget();
    Cli.Outcome some = cli.dura("restore", archive, one, "src/a.txt", "src/none",
        "--accept-damage", "--passphrase-file", home.resolve("pw")).expect(2);
    assertEquals(List.of("src/a.txt"), List.copyOf(files(one).keySet()));
    assertTrue(some.err().contains("src/none"), some.err());
  }

  @Test
  void ofSeveralBandsEachHasItsFolder() throws IOException {
    backup();
    Map<String, byte[]> first = files(source);
    Files.write(source.resolve("new"), new SplitMix64(99).bytes(FILE_BYTES));
    Files.writeString(source.resolve("a.txt"), "the second text");
    backup();
    deleteIndex("b00000");
    Path target = nextTarget();
    cli.dura("restore", archive, target, "--accept-damage").expect(2);
    Map<String, byte[]> found = files(target);
    List<String> bands = found.keySet()
        .stream()
        .map(path -> path.substring(0, path.indexOf('/')))
        .distinct()
        .toList();
    assertEquals(2, bands.size(), bands.toString());
    assertSame(first, of(found, bands.get(0) + "/src/"));
    Map<String, byte[]> second = of(found, bands.get(1) + "/src/");
    assertArrayEquals(Files.readAllBytes(source.resolve("new")), second.get("new"));
    assertArrayEquals("the second text".getBytes(StandardCharsets.UTF_8),
        second.get("a.txt"));
    Path named = nextTarget();
    cli.dura("restore", archive, named, "--accept-damage", "--band", bands.get(0)).expect(2);
    assertSame(first, of(files(named), "src/"));
  }

  @Test
  void aBandWithoutATailIsRestoredFromWhatItsIndexObjectsSay() throws IOException {
    backup();
    for (Path path : Stream.concat(named("tail").stream(),
        Stream.concat(named("head").stream(), named("archive").stream())).toList()) {
      Files.delete(path);
    }
    Path target = nextTarget();
    cli.dura("restore", archive, target).expect(2);
    Cli.Outcome outcome = cli.dura("restore", archive, target, "--accept-damage").expect(1);
    assertSame(files(source), of(files(target), "src/"));
    assertEquals(Files.getLastModifiedTime(source.resolve("a.txt")),
        Files.getLastModifiedTime(target.resolve("src/a.txt")), outcome.err());
  }

  @Test
  void aWholeBandIsRestoredAsEver() throws IOException {
    backup();
    Path target = nextTarget();
    cli.dura("restore", archive, target, "--accept-damage").expect(0);
    assertSame(files(source), of(files(target), "src/"));
  }
}
