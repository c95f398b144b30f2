package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import dura.tools.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows about damage of the table of what an archive of profile `standard` survives: restoring
/// from the wreck gives everything back, a repair makes the archive byte for byte what it was, and a
/// second check finds nothing. Each with an archive in the clear and an encrypted one.
class WreckRowsTest {
  private static final int SECTOR = 4096;

  @TempDir
  static Path shared;

  @TempDir
  Path home;

  private static Path source = Path.of("");
  private static Path passphrase = Path.of("");
  private static final Map<String, Map<String, byte[]>> ARCHIVES = new TreeMap<>();

  private Map<String, byte[]> whole = Map.of();
  private Map<String, byte[]> wreck = Map.of();

  @BeforeAll
  static void makeArchives() throws IOException {
    var cli = new Cli(shared);
    source = Objects.requireNonNull(cli.file("src/a.txt", "the text").getParent());
    for (int file = 0; file < 5; file++) {
      Files.write(source.resolve("noise" + file), new SplitMix64(file).bytes(400_000));
    }
    passphrase = cli.file("pw", "secret");
    Path plain = shared.resolve("plain");
    cli.dura("backup", plain, source, "--create", "--no-encryption").expect(0);
    ARCHIVES.put("plain", files(plain));
    Path encrypted = shared.resolve("encrypted");
    cli.dura("backup", encrypted, source, "--create", "--passphrase-file", passphrase).expect(0);
    ARCHIVES.put("encrypted", files(encrypted));
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

  private void take(String kind) {
    whole = Objects.requireNonNull(ARCHIVES.get(kind));
    wreck = new TreeMap<>(whole);
  }

  private List<String> named(String prefix) {
    List<String> paths = whole.keySet()
        .stream()
        .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith(prefix))
        .toList();
    assertTrue(!paths.isEmpty(), prefix);
    return paths;
  }

  private List<String> objects() {
    return whole.keySet().stream().filter(path -> path.endsWith(".tar")).toList();
  }

  private void damage(String path, Damage damage) {
    wreck.put(path, damage.of(Objects.requireNonNull(whole.get(path))));
  }

  private void delete(List<String> paths) {
    paths.forEach(wreck::remove);
  }

  private Path laidOut() throws IOException {
    Path archive = home.resolve("a.dura");
    for (Map.Entry<String, byte[]> file : wreck.entrySet()) {
      Path path = archive.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return archive;
  }

  private void restored(Path archive) throws IOException {
    Path target = home.resolve("out");
    Cli.Outcome outcome = new Cli(home).dura("restore", archive, target, "--passphrase-file",
        passphrase);
    assertTrue(outcome.exitCode() <= 1, () -> outcome.out() + outcome.err());
    assertSame(files(source), files(target.resolve("src")));
  }

  private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((path, bytes) -> assertArrayEquals(bytes, found.get(path), path));
  }

  private Cli.Outcome fsck(Path archive, Object... options) {
    var arguments = new ArrayList<Object>(List.of(archive));
    arguments.addAll(List.of(options));
    return new Cli(home).run(Program.DURA_FSCK, new DuraFsck(), arguments.toArray());
  }

  /// Restore, what a repair would do, the repair, a second check.
  private void everythingComesBack() throws IOException {
    Path archive = laidOut();
    restored(archive);
    fsck(archive, "--repair", "--dry-run").expect(4);
    assertSame(wreck, files(archive));
    fsck(archive, "--repair", "-y").expect(1);
    assertSame(whole, files(archive));
    fsck(archive).expect(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void aBadBitInAnyObjectOfAnyKind(String kind) throws IOException {
    take(kind);
    var random = new SplitMix64(1);
    for (String path : whole.keySet()) {
      damage(path, new Damage.FlipAt(random.below(
          Objects.requireNonNull(whole.get(path)).length), 1 << random.below(8)));
    }
    everythingComesBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void aBadSectorInAnyObjectOfAnyKind(String kind) throws IOException {
    take(kind);
    var random = new SplitMix64(2);
    for (String path : objects()) {
      int sectors = Objects.requireNonNull(whole.get(path)).length / SECTOR;
      damage(path, new Damage.Burst(3, SECTOR * random.below(sectors), SECTOR));
    }
    everythingComesBack();
  }

  /// Four sectors are within the code's share of every block, and one is of every other object.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void aContiguousBurstUpToTheCodesShareInAnyObject(String kind) throws IOException {
    take(kind);
    var random = new SplitMix64(4);
    for (String path : objects()) {
      int length = Objects.requireNonNull(whole.get(path)).length;
      int burst = length > 200_000 ? 4 * SECTOR : SECTOR / 2;
      damage(path, new Damage.Burst(5, random.below(length - burst), burst));
    }
    everythingComesBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void onePercentOfAllSectorsOverTheWholeArchive(String kind) throws IOException {
    take(kind);
    for (String path : whole.keySet()) {
      damage(path, new Damage.Sectors(path.hashCode(), 100));
    }
    // At least one: the seeds hit the small files seldom.
    damage(named("d0").getFirst(), new Damage.Burst(6, 9 * SECTOR, SECTOR));
    everythingComesBack();
  }

  /// Of every group the first two objects: of blocks, of index objects and their parity.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void anyTwoObjectsOfAGroupDeletedOrReplacedByGarbage(String kind) throws IOException {
    take(kind);
    List<String> blocks = named("d0");
    delete(blocks.subList(0, 1));
    damage(blocks.getLast(), new Damage.Garbage(7));
    delete(named("i0").subList(0, 1));
    damage(named("p0000000-").getFirst(), new Damage.Garbage(8));
    everythingComesBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void headersKeysHeadsAndFilesForPeopleDeletedAndAllButOneTail(String kind) throws IOException {
    take(kind);
    for (String prefix : List.of("archive", "head", "README.txt", "recover.py", "dura.proto",
        "tail.tar", "tail-3")) {
      delete(named(prefix));
    }
    wreck.remove("key.asc");
    everythingComesBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void everyIndexObjectDeletedAsWell(String kind) throws IOException {
    take(kind);
    for (String prefix : List.of("archive", "head", "i0", "README.txt", "recover.py")) {
      delete(named(prefix));
    }
    everythingComesBack();
  }

  /// What nothing can give back is named, nothing else is lost, and no repair touches what is left.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void anIndexWithoutItsParityIsNamedAndTheRestRepaired(String kind) throws IOException {
    take(kind);
    List<String> lost = new ArrayList<>(named("i0"));
    lost.addAll(named(indexParity()));
    delete(lost);
    delete(named("head"));
    delete(named("d0").subList(0, 2));
    Path archive = laidOut();
    Cli.Outcome planned = fsck(archive, "--repair", "--dry-run").expect(4);
    Cli.Outcome repaired = fsck(archive, "--repair", "-y").expect(4);
    for (String path : lost) {
      assertTrue(planned.out().contains(path) && repaired.out().contains(path),
          () -> path + " in\n" + planned.out() + repaired.out());
    }
    var expected = new TreeMap<>(whole);
    lost.forEach(expected::remove);
    assertSame(expected, files(archive));
    fsck(archive).expect(4);
  }

  /// The parity of index objects: of the group that has three.
  private String indexParity() {
    return named("p0000000-").size() == 3 ? "p0000000-" : "p0000001-";
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void theLastPartOfAnyObjectCutOff(String kind) throws IOException {
    take(kind);
    for (String path : objects()) {
      int length = Objects.requireNonNull(whole.get(path)).length;
      damage(path, new Damage.Truncate(length - length / 20));
    }
    everythingComesBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void anyObjectTruncatedFurther(String kind) throws IOException {
    take(kind);
    for (String path : List.of(named("d0").getFirst(), named("i0").getFirst(), "archive.tar",
        named("head").getFirst(), named("tail.tar").getFirst(),
        named("p0000000-").getLast(), named("p0000001-").getLast())) {
      damage(path, new Damage.Truncate(Objects.requireNonNull(whole.get(path)).length / 3));
    }
    everythingComesBack();
  }

  /// Beyond what each object repairs by itself, and more objects of the group than it has parity.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "encrypted"})
  void badSectorsInMoreObjectsThanTheGroupHasParity(String kind) throws IOException {
    take(kind);
    int number = 0;
    for (String path : named("d0").subList(0, 5)) {
      damage(path, new Damage.Burst(number, SECTOR * (2 + 12 * number), 12 * SECTOR));
      number++;
    }
    everythingComesBack();
  }
}
