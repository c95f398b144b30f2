package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.testdata.Damage;
import dura.tools.cli.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The second reader, `recover.py`, agrees with the programs about archives and their damage.
class RecoverScriptTest {
  @TempDir
  static Path shared;

  @TempDir
  Path home;

  private static Path source = Path.of("");
  private static Path release = Path.of("");

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path gnupg = Path.of("");
  private Path passphrase = Path.of("");
  private Path script = Path.of("");

  @BeforeAll
  static void makeSource() throws IOException {
    HandTools.requireAll();
    source = Files.createDirectory(shared.resolve("src"));
    HandTools.makeTree(source);
    release = HandTools.release(shared.resolve("release"));
  }

  @BeforeEach
  void makeHome() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    script = release;
    passphrase = cli.file("pw", HandTools.PASSPHRASE);
    gnupg = HandTools.gnupg(home.resolve("gnupg"), passphrase);
  }

  @AfterEach
  void endGpg() {
    HandTools.endGpg(gnupg);
  }

  private void backup(Object... options) {
    var arguments = new ArrayList<Object>(List.of("backup", archive, source, "--create"));
    arguments.addAll(List.of(options));
    cli.dura(arguments.toArray()).expect(0);
  }

  private String recover(int code, Object... arguments) {
    var outcome = HandTools.recover(script, gnupg, passphrase, arguments);
    String said = new String(outcome.stdout(), StandardCharsets.UTF_8);
    assertEquals(code, outcome.exitCode(), () -> said + outcome.stderr());
    return said;
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

  private static void assertSame(Map<String, byte[]> whole, Path folder) throws IOException {
    Map<String, byte[]> now = files(folder);
    assertEquals(whole.keySet(), now.keySet());
    for (Map.Entry<String, byte[]> file : whole.entrySet()) {
      assertArrayEquals(file.getValue(), now.get(file.getKey()), file.getKey());
    }
  }

  private void copy(Path from, Path to) {
    HandTools.type(home, gnupg, "rm -rf '" + to + "' && cp -a '" + from + "' '" + to + "'");
  }

  /// The files of an archive whose names match, in order.
  private static List<String> named(Map<String, byte[]> whole, String pattern) {
    return whole.keySet()
        .stream()
        .filter(path -> path.substring(path.lastIndexOf('/') + 1).matches(pattern))
        .toList();
  }

  @Test
  void rootFilesAreTheMasters() throws IOException, NoSuchAlgorithmException {
    String script = Files.readString(HandTools.SPEC.resolve("recover/recover.py"));
    for (Path master : List.of(HandTools.SPEC.resolve("recover/README.txt"),
        HandTools.SPEC.resolve("src/main/protobuf/dura.proto"))) {
      String sum = ByteSlice.of(MessageDigest.getInstance("SHA-256")
          .digest(Files.readAllBytes(master))).toHex();
      assertTrue(script.contains("\"" + master.getFileName() + "\": \"" + sum + "\","),
          () -> "recover.py knows another " + master.getFileName() + " than " + sum);
    }
  }

  private void readsEverything(Object... options) throws IOException {
    String listed = recover(0, "list", archive, options.length == 0 ? "--band=b0" : options[0]);
    assertTrue(listed.contains("  finished  "), listed);
    assertTrue(listed.contains("src/dir/sub/b.o"), listed);
    assertTrue(recover(0, "verify", archive).endsWith("clean\n"));
    extractsEverything(options);
  }

  private void extractsEverything(Object... options) throws IOException {
    Path target = Files.createDirectory(home.resolve("out"));
    var arguments = new ArrayList<Object>(List.of("extract", archive, target));
    arguments.addAll(List.of(options));
    recover(0, arguments.toArray());
    assertEquals(HandTools.whole(source), HandTools.whole(target.resolve("src")));
  }

  @Test
  void plainArchivesAreRead() throws IOException {
    backup("--no-encryption");
    readsEverything();
  }

  @Test
  void everyCompressionIsRead() throws IOException {
    for (String compression : List.of("none", "gzip", "xz", "bzip2")) {
      archive = home.resolve(compression + ".dura");
      backup("--no-encryption", "--compression", compression);
      extractsEverything();
      HandTools.type(home, gnupg, "rm -r out");
    }
  }

  @Test
  void laterBandsAreReadThroughTheirAncestors() throws IOException {
    backup("--no-encryption");
    Path moved = home.resolve("src");
    copy(source, moved);
    Files.writeString(moved.resolve("a.txt"), "changed");
    Files.delete(moved.resolve("dir/many"));
    cli.dura("backup", archive, moved).expect(0);
    for (Map.Entry<String, Path> band : Map.of("b000001", source, "b000002", moved).entrySet()) {
      Path target = Files.createDirectory(home.resolve(band.getKey()));
      recover(0, "extract", archive, target, "--band", band.getKey());
      assertEquals(HandTools.whole(band.getValue()), HandTools.whole(target.resolve("src")));
    }
  }

  @Test
  void passphraseArchivesAreRead() throws IOException {
    backup("--passphrase-file", passphrase);
    readsEverything();
  }

  @Test
  void archivesForACertificateAreRead() throws IOException {
    HandTools.endGpg(gnupg);
    passphrase = cli.file("empty", "");
    gnupg = HandTools.gnupg(home.resolve("keeper"), passphrase);
    HandTools.type(home, gnupg, "gpg --quick-gen-key keeper future-default default never"
        + " && gpg --armor --export keeper > keeper.asc"
        + " && gpg --armor --export-secret-keys keeper > secret.asc");
    backup("--encrypt-to", home.resolve("keeper.asc"));
    readsEverything("--key=" + home.resolve("secret.asc"));
  }

  private void harm(String pattern, int first, int count, Damage damage) throws IOException {
    for (String name : some(pattern, first, count)) {
      Path file = archive.resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      byte[] harmed = damage.of(bytes);
      assertFalse(Arrays.equals(bytes, harmed), () -> damage + " leaves " + name + " as it is");
      Files.write(file, harmed);
    }
  }

  private void delete(String pattern, int first, int count) throws IOException {
    for (String name : some(pattern, first, count)) {
      Files.delete(archive.resolve(name));
    }
  }

  private List<String> some(String pattern, int first, int count) throws IOException {
    List<String> names = named(files(archive), pattern);
    assertTrue(names.size() > first, () -> "nothing matches " + pattern);
    return names.subList(first, Math.min(first + count, names.size()));
  }

  /// Both readers see what is damaged and write the same bytes again.
  private void assertMended(Map<String, byte[]> whole) throws IOException {
    Path twin = home.resolve("twin.dura");
    copy(archive, twin);
    Map<String, byte[]> damaged = files(archive);
    recover(1, "verify", archive);
    recover(1, "repair", archive, "-n");
    assertSame(damaged, archive);
    recover(1, "repair", archive);
    assertSame(whole, archive);
    recover(0, "verify", archive);
    cli.run(Program.DURA_FSCK, new DuraFsck(), "--repair", twin).expect(1);
    assertSame(whole, twin);
  }

  @Test
  void damageInsideObjectsIsMendedAlike() throws IOException {
    backup("--no-encryption");
    Map<String, byte[]> whole = files(archive);
    harm("[dip]\\d.*", 0, 99, new Damage.Flip(5, 2));
    harm("(archive|head|tail)\\.tar", 0, 3, new Damage.Flip(6, 3));
    assertMended(whole);
    harm("[dip]\\d.*", 0, 99, new Damage.Zero(8192, 4096));
    assertMended(whole);
  }

  @Test
  void endsAndObjectsThatAreGoneAreMendedAlike() throws IOException {
    backup("--no-encryption");
    Map<String, byte[]> whole = files(archive);
    String block = named(whole, "d\\d.*").getFirst();
    int length = Objects.requireNonNull(whole.get(block)).length;
    harm("d\\d.*", 0, 1, new Damage.Truncate(length - 2500));
    harm("d\\d.*", 1, 1, new Damage.Truncate(9000));
    harm("tail-3.tar", 0, 1, new Damage.Truncate(0));
    harm("i\\d.*", 0, 1, new Damage.Truncate(700));
    assertMended(whole);
    delete("i\\d.*", 0, 1);
    delete("d\\d.*", 0, 2);
    assertMended(whole);
    delete("p\\d.*", 0, 1);
    delete("head.tar|archive(-2)?.tar|tail(-3)?.tar|SHA256SUMS|README.txt|dura.proto", 0, 99);
    assertMended(whole);
  }

  /// Without parity, objects of two bands in one another's places: each says which it is.
  @Test
  void objectsInOthersPlacesAreFoundAcrossBands() throws IOException {
    backup("--no-encryption", "--redundancy", "none");
    Path more = Files.write(source.resolve("more"), new Damage.Garbage(5).of(new byte[700_000]));
    try {
      cli.dura("backup", archive, source).expect(0);
      Map<String, byte[]> whole = files(archive);
      for (String pattern : List.of("d0000000.tar", "i0000000.tar")) {
        List<String> two = named(whole, pattern);
        assertEquals(2, two.size());
        for (int at = 0; at < 2; at++) {
          Files.write(archive.resolve(two.get(at)), whole.get(two.get(1 - at)));
        }
      }
      Path target = Files.createDirectory(home.resolve("out"));
      assertEquals(1, cli.dura("restore", archive, home.resolve("restored")).exitCode());
      assertEquals(HandTools.whole(source), HandTools.whole(home.resolve("restored/src")));
      recover(1, "extract", archive, target);
      assertEquals(HandTools.whole(source), HandTools.whole(target.resolve("src")));
      assertMended(whole);
    } finally {
      Files.delete(more);
    }
  }

  @Test
  void encryptedArchivesAreMendedWithoutAKey() throws IOException {
    backup("--passphrase-file", passphrase);
    Map<String, byte[]> whole = files(archive);
    harm("i\\d.*", 0, 1, new Damage.Burst(3, 5000, 100));
    delete("d\\d.*", 0, 2);
    delete("head.tar|tail-2.tar|SHA256SUMS", 0, 3);
    passphrase = home.resolve("no such passphrase");
    assertMended(whole);
  }

  @Test
  void bothSayWhatIsBeyondThePromise() throws IOException {
    backup("--no-encryption");
    delete("d\\d.*", 0, 99);
    // Two parity objects of every group: the blocks have none left. (With one, a long block comes
    // back from beside a short one: both codes together.)
    delete("p\\d{7}-[01].*", 0, 99);
    Path twin = home.resolve("twin.dura");
    copy(archive, twin);
    recover(4, "verify", archive);
    recover(4, "repair", archive);
    cli.run(Program.DURA_FSCK, new DuraFsck(), "--repair", twin).expect(4);
    assertSame(files(archive), twin);
  }

  @Test
  void masterThatIsNowhereIsToBeTakenFromARelease() throws IOException {
    backup("--no-encryption");
    Files.delete(archive.resolve("dura.proto"));
    script = archive;
    assertTrue(recover(1, "verify", archive)
        .contains("dura.proto: root-file-missing: it is not there; take it from a release"));
    assertTrue(recover(1, "repair", archive).contains("all damage mended, but for dura.proto"));
  }
}
