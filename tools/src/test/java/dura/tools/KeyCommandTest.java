package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.codec.crypt.KeyMaker;
import dura.tools.cli.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dura key`: keys are listed and changed, and what was stored before stays readable.
class KeyCommandTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");
  private Path old = Path.of("");
  private Path other = Path.of("");

  @BeforeEach
  void makeSource() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    source = Files.createDirectory(home.resolve("src"));
    Files.writeString(source.resolve("a.txt"), "the text");
    old = cli.file("old", "first\n");
    other = cli.file("other", "second\n");
  }

  private List<JsonObject> keys(String role) {
    return cli.dura("key", archive, "--json")
        .expect(0)
        .lines()
        .stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(line -> line.get("role").getAsString().equals(role))
        .toList();
  }

  private String only(String role) {
    List<JsonObject> found = keys(role);
    assertEquals(1, found.size(), role);
    return found.getFirst().get("fingerprint").getAsString();
  }

  private String cat(Path passphrase) {
    return cli.dura("cat", archive, "src/a.txt", "--passphrase-file", passphrase).expect(0).out();
  }

  private Cli.Outcome fsck(Object... arguments) {
    return cli.run(Program.DURA_FSCK, new DuraFsck(), arguments);
  }

  private void backup() {
    cli.dura("backup", archive, source).expect(0);
  }

  private byte[] header() throws IOException {
    return Files.readAllBytes(archive.resolve("archive.tar"));
  }

  @Test
  void aNewPassphraseOpensOldAndNewBackups() throws IOException {
    cli.dura("init", archive, "--passphrase-file", old).expect(0);
    backup();
    String fingerprint = only("archive-key");
    Cli.Outcome changed = cli.dura("key", archive, "--passphrase-file", old,
        "--new-passphrase-file", other).expect(0);
    assertTrue(changed.err().contains("the old passphrase can still open it"), changed.err());
    assertEquals(fingerprint, only("archive-key"));
    assertEquals("the text", cat(other));
    assertTrue(cli.dura("cat", archive, "src/a.txt", "--passphrase-file", old)
        .expect(2)
        .err()
        .contains("or a wrong one"));
    assertEquals(0, fsck(archive).exitCode());
    backup();
    // The copies in the newest band bring the header back, under the new passphrase.
    for (String copy : List.of("archive.tar", "archive-2.tar", "archive-3.tar", "key.asc")) {
      Files.delete(archive.resolve(copy));
    }
    assertEquals(1, fsck("--repair", "-y", archive).exitCode());
    assertEquals("the text", cat(other));
  }

  @Test
  void aWrongPassphraseChangesNothing() throws IOException {
    cli.dura("init", archive, "--passphrase-file", old).expect(0);
    byte[] before = header();
    cli.dura("key", archive, "--passphrase-file", other, "--new-passphrase-file", old).expect(2);
    Cli.Outcome nobody = cli.dura("key", archive, "--change-passphrase").expect(2);
    assertTrue(nobody.err().contains("there is none"), nobody.err());
    assertArrayEquals(before, header());
  }

  @Test
  void recipientsAreAddedForWhatIsStoredFromThenOn() throws IOException {
    cli.dura("init", archive, "--passphrase-file", old).expect(0);
    backup();
    String archiveKey = only("archive-key");
    Path secret = cli.file("carol.asc", KeyMaker.archiveKey("00112233", "carol's".toCharArray(),
        1_700_000_000L, new SecureRandom()));
    cli.dura("key", archive, "--encrypt-to", secret).expect(0);
    assertFalse(Files.readString(archive.resolve("archive.tar"), StandardCharsets.ISO_8859_1)
        .contains(Files.readString(secret)));
    assertTrue(cli.dura("key", archive, "--encrypt-to", secret)
        .expect(2)
        .err()
        .contains("listed as certificate already"));
    Files.writeString(source.resolve("b.txt"), "more");
    backup();
    assertEquals("more",
        cli.dura("cat", archive, "src/b.txt", "--identity", secret, "--passphrase-file",
            cli.file("carol", "carol's")).expect(0).out());
    assertEquals("the text", cat(old));
    assertTrue(cli.dura("key", archive, "--drop-recipient", archiveKey)
        .expect(2)
        .err()
        .contains("has to stay"));
    cli.dura("key", archive, "--drop-recipient", only("recipient").substring(24)).expect(0);
    assertEquals(List.of(), keys("recipient"));
  }

  @Test
  void signersAreAddedAndDropped() throws IOException {
    cli.dura("init", archive, "--no-encryption").expect(0);
    backup();
    String own = only("signer");
    Path client = cli.file("client.asc",
        KeyMaker.clientKey("00112233", 1_700_000_000L, new SecureRandom()));
    cli.dura("key", archive, "--add-signer", client).expect(0);
    assertEquals(2, keys("signer").size());
    assertTrue(cli.dura("bands", archive).expect(0).out().contains("finished, signed,"));
    cli.dura("key", archive, "--drop-signer", own).expect(0);
    assertTrue(cli.dura("bands", archive).out().contains("signed by an unknown key"));
    for (String unknown : List.of(own, "0123", "x")) {
      assertTrue(cli.dura("key", archive, "--drop-signer", unknown)
          .expect(2)
          .err()
          .contains("not exactly one signer"), unknown);
    }
  }

  @Test
  void whatCannotBeChangedIsSaid() throws IOException {
    cli.dura("init", archive, "--no-encryption").expect(0);
    byte[] before = header();
    Path client = cli.file("client.asc",
        KeyMaker.clientKey("00112233", 1_700_000_000L, new SecureRandom()));
    assertTrue(cli.dura("key", archive, "--encrypt-to", client)
        .expect(2)
        .err()
        .contains("not encrypted, which cannot be changed"));
    assertTrue(cli.dura("key", archive, "--new-passphrase-file", other)
        .expect(2)
        .err()
        .contains("there is no passphrase"));
    assertArrayEquals(before, header());
  }
}
