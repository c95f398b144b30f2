package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dura.codec.oracle.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  private static final Program GPG = new Program("gpg", "gnupg");

  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");

  @BeforeEach
  void makeCli() {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void plainArchiveIsMadeAndSaysWhatCannotBeChanged() throws IOException {
    Cli.Outcome outcome = cli.dura("init", archive, "--no-encryption").expect(0);
    assertEquals("", outcome.out());
    assertTrue(
        outcome.err().contains("note: the archive is not encrypted, which cannot be changed"),
        outcome.err());
    assertTrue(outcome.err()
        .endsWith(
            "made the archive " + archive + ": not encrypted, redundancy standard\n"),
        outcome.err());
    assertEquals(List.of("README.txt", "archive-2.tar", "archive-3.tar", "archive.tar",
        "dura.proto", "recover.py"), names(archive));
  }

  @Test
  void signingKeyIsMadeOnceForItsOwnerAlone() throws IOException {
    cli.dura("init", archive, "--no-encryption").expect(0);
    Path key = cli.config().resolve("signing-key.asc");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    assertEquals("rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(cli.config())));
    byte[] first = Files.readAllBytes(key);
    cli.dura("init", home.resolve("b"), "--no-encryption").expect(0);
    assertArrayEquals(first, Files.readAllBytes(key));
    assertEquals(List.of("signing-key.asc"), names(cli.config()));
  }

  @Test
  void configurationFolderThatCannotBeWrittenMeansUnsigned() {
    cli.file("file", "");
    cli.with("XDG_CONFIG_HOME", home.resolve("file").toString());
    Cli.Outcome outcome = cli.dura("init", archive, "--no-encryption").expect(2);
    assertTrue(outcome.err().contains("cannot read " + home.resolve("file")), outcome.err());
    cli.with("XDG_CONFIG_HOME", "/proc/none");
    outcome = cli.dura("init", archive, "--no-encryption").expect(0);
    assertTrue(outcome.err().contains("note: backups of this archive are not signed"),
        outcome.err());
  }

  @Test
  void placeThatIsNotEmptyIsLeftAlone() throws IOException {
    cli.file("a.dura/x", "precious");
    Cli.Outcome outcome =
        cli.at(FakeTerminal.answering()).dura("init", archive, "--passphrase-file", "none");
    assertEquals("dura: error: " + archive + ": not empty\n"
        + "hint: an archive needs a new or empty folder; nothing was changed\n",
        outcome.expect(2).err());
    assertEquals(List.of("x"), names(archive));
    cli.dura("init", home.resolve("b"), "--no-encryption").expect(0);
    cli.dura("init", home.resolve("b"), "--no-encryption").expect(2);
  }

  @Test
  void folderAboveMustExist() {
    Cli.Outcome outcome =
        cli.dura("init", home.resolve("no/where"), "--no-encryption").expect(2);
    assertTrue(outcome.err().contains("is the disk mounted?"), outcome.err());
    assertFalse(Files.exists(home.resolve("no")));
    Path file = cli.file("file", "");
    String refused = cli.dura("init", file, "--no-encryption").expect(2).err();
    assertTrue(refused.startsWith("dura: error: " + file + ": not a folder\n"), refused);
    assertTrue(refused.contains("hint: an archive is a folder"), refused);
  }

  @Test
  void emptyFolderIsGoodEnough() throws IOException {
    Files.createDirectory(archive);
    cli.dura("init", archive, "--no-encryption", "-q").expect(0);
    assertTrue(names(archive).contains("archive.tar"));
  }

  @Test
  void passphraseKeyOpensWithGpg() throws IOException {
    Path passphrase = cli.file("pw", "pass \u00e4 phrase\n");
    cli.dura("init", archive, "--passphrase-file", passphrase).expect(0);
    Path gnupg = Files.createDirectory(home.resolve("gnupg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    GPG.output(home, new byte[0], "--homedir", gnupg.toString(), "--batch", "--import",
        archive.resolve("key.asc").toString());
    // Without the line feed at the end of the file, the passphrase is what gpg reads from it.
    byte[] sealed = GPG.output(home, "x".getBytes(StandardCharsets.UTF_8),
        "--homedir", gnupg.toString(), "--batch", "--trust-model", "always", "--encrypt",
        "--recipient", "Dura archive");
    assertEquals("x", new String(GPG.output(home, sealed, "--homedir", gnupg.toString(),
        "--batch", "--pinentry-mode", "loopback", "--passphrase-file", passphrase.toString(),
        "--decrypt"), StandardCharsets.UTF_8));
    new Program("gpgconf", "gnupg").output(home, new byte[0], "--homedir", gnupg.toString(),
        "--kill", "all");
  }

  @Test
  void environmentStandsInForThePassphraseFile() {
    cli.with("DURA_PASSPHRASE_FILE", cli.file("pw", "secret").toString());
    assertTrue(cli.dura("init", archive).expect(0).err().contains("opened by the passphrase"));
    assertTrue(cli.dura("init", home.resolve("b"), "--no-encryption")
        .expect(0)
        .err()
        .contains("not encrypted"));
  }

  @Test
  void badPassphraseFiles() {
    for (var bad : List.of(List.of("", "the passphrase is empty"),
        List.of("\n", "the passphrase is empty"),
        List.of("a\nb\n", "a passphrase must be one line"))) {
      Path file = cli.file("pw", bad.getFirst());
      Cli.Outcome outcome = cli.dura("init", archive, "--passphrase-file", file).expect(2);
      assertTrue(outcome.err().startsWith("dura: error: " + file + ": " + bad.getLast() + "\n"),
          outcome.err());
    }
    Cli.Outcome outcome = cli.dura("init", archive, "--passphrase-file", home.resolve("none"));
    assertEquals("dura: error: cannot read the passphrase file " + home.resolve("none")
        + ": no such file or directory\n", outcome.expect(2).err());
    assertFalse(Files.exists(archive), "nothing is made before the passphrase is known");
  }

  @Test
  void terminalIsAskedForTheChoiceAndThePassphraseTwice() {
    FakeTerminal terminal = FakeTerminal.answering("p", "secret", "secret");
    assertTrue(cli.at(terminal)
        .dura("init", archive)
        .expect(0)
        .err()
        .contains("opened by the passphrase"));
    assertEquals(3, terminal.questions.size());
    assertTrue(cli.at(FakeTerminal.answering("p", "secret", "sceret"))
        .dura("init", home.resolve("b"))
        .expect(2)
        .err()
        .contains("are not the same"));
    cli.at(FakeTerminal.answering("n")).dura("init", home.resolve("c")).expect(0);
    cli.at(FakeTerminal.answering("")).dura("init", home.resolve("d")).expect(64);
    assertFalse(Files.exists(home.resolve("b")) || Files.exists(home.resolve("d")));
  }

  @Test
  void certificatesMayFollowOneOption() throws IOException {
    Path gnupg = Files.createDirectory(home.resolve("gnupg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String name : List.of("alice", "bob")) {
      GPG.output(home, new byte[0], "--homedir", gnupg.toString(), "--batch", "--passphrase", "",
          "--quick-gen-key", name, "rsa2048", "encr", "never");
      Files.write(home.resolve(name + ".asc"), GPG.output(home, new byte[0], "--homedir",
          gnupg.toString(), "--armor", "--export", name));
    }
    new Program("gpgconf", "gnupg").output(home, new byte[0], "--homedir", gnupg.toString(),
        "--kill", "all");
    Path alice = home.resolve("alice.asc");
    Path bob = home.resolve("bob.asc");
    String line = cli.dura("init", "--encrypt-to", alice, bob, archive, "--json")
        .expect(0)
        .lines()
        .getLast();
    var made = JsonParser.parseString(line).getAsJsonObject();
    assertEquals("archive-created", made.get("type").getAsString());
    assertEquals(2, made.getAsJsonArray("certificates").size());
    assertEquals("certificates", made.get("encryption").getAsString());

    Path second = home.resolve("b");
    assertTrue(cli.dura("init", second, "--encrypt-to", alice, "--encrypt-to", alice)
        .expect(64)
        .err()
        .contains("was named before"));
    Files.write(home.resolve("both.asc"), (Files.readString(alice) + Files.readString(bob))
        .getBytes(StandardCharsets.UTF_8));
    assertTrue(cli.dura("init", second, "--encrypt-to", home.resolve("both.asc"))
        .expect(2)
        .err()
        .contains("holds several keys where one is wanted"));
    assertTrue(cli.dura("init", second, "--encrypt-to", cli.file("x.asc", "no key"))
        .expect(2)
        .err()
        .contains("x.asc: not a file of OpenPGP keys"));
    assertTrue(cli.dura("init", second, "--encrypt-to", home.resolve("none.asc"))
        .expect(2)
        .err()
        .contains("cannot read the key file"));
    Path signing = cli.config().resolve("signing-key.asc");
    assertTrue(cli.dura("init", second, "--encrypt-to", signing)
        .expect(2)
        .err()
        .contains("has no key to encrypt to"));
    assertFalse(Files.exists(second));
  }
}
