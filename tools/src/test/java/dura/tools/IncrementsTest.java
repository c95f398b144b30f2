package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups one after the other: each version is read by `dura` and by the second reader.
class IncrementsTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path source = Path.of("");
  private Path archive = Path.of("");
  private Path passphrase = Path.of("");
  private Path gnupg = Path.of("");
  private final List<String> versions = new ArrayList<>();

  @BeforeEach
  void makeSource() throws IOException {
    HandTools.requireAll();
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    source = Files.createDirectory(home.resolve("src"));
    HandTools.makeTree(source);
    passphrase = cli.file("pw", HandTools.PASSPHRASE);
    gnupg = HandTools.gnupg(home.resolve("gnupg"), passphrase);
  }

  @AfterEach
  void endGpg() {
    HandTools.endGpg(gnupg);
  }

  /// @return the summary line
  private String backup(Object... options) {
    var arguments = new ArrayList<Object>(List.of("backup", archive, source, "--json"));
    arguments.addAll(List.of(options));
    String summary = cli.dura(arguments.toArray())
        .expect(0)
        .lines()
        .stream()
        .filter(line -> line.startsWith("{\"type\":\"backup\""))
        .findFirst()
        .orElseThrow();
    versions.add(HandTools.whole(source));
    return summary;
  }

  @Test
  void whoHasNoKeyIsToldThatTheCacheCannotBeUsed() throws IOException {
    cli.dura("init", archive, "--passphrase-file", passphrase).expect(0);
    cli.with("XDG_CACHE_HOME", cli.file("in-the-way", "").toString());
    String err = cli.dura("backup", archive, source).expect(0).err();
    assertTrue(err.contains("the cache of this client cannot be used"), err);
  }

  private void change() throws IOException {
    Files.writeString(source.resolve("dir/new"), "something new");
    Files.move(source.resolve("odd"), source.resolve("even odder"));
    Files.delete(source.resolve("empty"));
  }

  private void everyVersionComesBack(Object... options) throws IOException {
    Path release = HandTools.release(home.resolve("release"));
    for (int back = 0; back < versions.size(); back++) {
      Path target = home.resolve("dura" + back);
      var arguments =
          new ArrayList<Object>(List.of("restore", archive, target, "--band", "latest~" + back));
      arguments.addAll(List.of(options));
      cli.dura(arguments.toArray()).expect(0);
      String band = cli.dura("bands", archive)
          .expect(0)
          .lines()
          .reversed()
          .get(back)
          .replaceAll(" .*", "");
      Path other = Files.createDirectory(home.resolve("recovered" + back));
      var outcome = HandTools.recover(release, gnupg, passphrase, "extract", archive, other,
          "--band", band);
      assertEquals(0, outcome.exitCode(), outcome.stderr());
      String version = versions.reversed().get(back);
      assertEquals(version, HandTools.whole(target.resolve("src")));
      assertEquals(version, HandTools.whole(other.resolve("src")));
    }
    var verified = HandTools.recover(release, gnupg, passphrase, "verify", archive);
    assertTrue(new String(verified.stdout(), StandardCharsets.UTF_8).endsWith("clean\n"));
  }

  @Test
  void aPlainArchive() throws IOException {
    assertTrue(backup("--create", "--no-encryption").contains("\"parent\":\"\""));
    String second = backup();
    assertTrue(second.contains("\"parent\":\"b000001-"), second);
    assertTrue(second.contains("\"new_bytes\":0,"), second);
    assertTrue(second.contains("\"blocks\":0,\"index_objects\":0,\"parity_objects\":0"), second);
    change();
    assertTrue(backup().contains("\"new_bytes\":13,"));
    assertTrue(backup("--force-read").contains("\"new_bytes\":0,"));
    everyVersionComesBack();
  }

  @Test
  void withAPassphraseFile() throws IOException {
    backup("--create", "--passphrase-file", passphrase);
    change();
    assertTrue(backup("--passphrase-file", passphrase).contains("\"new_bytes\":13,"));
    everyVersionComesBack("--passphrase-file", passphrase);
  }

  @Test
  void withoutThePassphraseTheCacheServes() throws IOException {
    Path cache = home.resolve(".cache/dura");
    backup("--create", "--passphrase-file", passphrase);
    change();
    assertTrue(backup().contains("\"new_bytes\":13,"));
    assertEquals("rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
            .endsWith("r--"), file::toString);
        Files.delete(file);
      }
    }
    assertTrue(backup().contains("\"parent\":\"\""));
    everyVersionComesBack("--passphrase-file", passphrase);
  }
}
