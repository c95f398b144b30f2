package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path gnupg = Path.of("");
  private Path passphrase = Path.of("");

  @BeforeAll
  static void makeSource() throws IOException {
    HandTools.requireAll();
    source = Files.createDirectory(shared.resolve("src"));
    HandTools.makeTree(source);
  }

  @BeforeEach
  void makeHome() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
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
    var outcome = HandTools.recover(gnupg, passphrase, arguments);
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
      readsEverything();
      HandTools.type(home, gnupg, "rm -r out");
    }
  }

  @Test
  void passphraseArchivesAreRead() throws IOException {
    backup("--passphrase-file", passphrase);
    readsEverything();
  }

  @Test
  void archivesForACertificateAreRead() throws IOException {
    HandTools.type(home, gnupg, "gpg --quick-gen-key keeper future-default default never"
        + " && gpg --armor --export keeper > keeper.asc"
        + " && gpg --armor --export-secret-keys keeper > secret.asc");
    backup("--encrypt-to", home.resolve("keeper.asc"));
    readsEverything("--key=" + home.resolve("secret.asc"));
  }

}
