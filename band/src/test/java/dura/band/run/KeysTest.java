package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.Selection;
import dura.band.source.MemoryTree;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.CryptFailure;
import dura.codec.crypt.LockedIdentity;
import dura.codec.oracle.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives that are encrypted to a certificate of gpg's, opened in every way.
class KeysTest {
  private static final String PASSPHRASE = "of the key";

  private final RecordingMonitor monitor = new RecordingMonitor();
  @TempDir
  private Path directory;
  private Path home;

  @BeforeEach
  void makeHome() throws Exception {
    home = Files.createDirectory(directory.resolve("gnupg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @AfterEach
  void endAgent() {
    new Program("gpgconf", "gpgconf").run(directory, new byte[0], "--homedir", home.toString(),
        "--kill", "all");
  }

  private byte[] gpg(String... arguments) {
    var all = new ArrayList<>(List.of("--homedir", home.toString(), "--batch", "--quiet",
        "--faked-system-time", "20260101T000000", "--pinentry-mode", "loopback"));
    all.addAll(List.of(arguments));
    Program.Outcome outcome = new Program("gpg", "gnupg").run(directory, new byte[0],
        all.toArray(String[]::new));
    assertEquals(0, outcome.exitCode(), outcome.stderr());
    return outcome.stdout();
  }

  private byte[] makeKey(String passphrase) {
    gpg("--passphrase", passphrase, "--quick-gen-key", "test", "future-default", "default",
        "never");
    return gpg("--armor", "--export", "test");
  }

  private void opens(TestArchive archive, MemoryTree tree, Keys keys) throws Exception {
    ArchiveReader reader = ArchiveReader.open(archive.store, keys, monitor);
    BandIndex index = reader.index(reader.select("latest"));
    var names = new ArrayList<String>();
    EntrySource entries = index.entries(Selection.all());
    for (var entry = entries.next(); entry.isPresent(); entry = entries.next()) {
      names.add(entry.get().path().toString());
    }
    assertEquals(TestArchive.print(tree).keySet(), new TreeSet<>(names));
    assertEquals(List.of(), monitor.alarms());
  }

  @Test
  void gpgIsAskedForKeysThatItHolds() throws Exception {
    TestArchive archive = TestArchive.encryptedTo(makeKey(""));
    MemoryTree tree = TestTrees.many(50);
    archive.backup(tree);
    var service = GpgSessionKeys.of(List.of("gpg", "--homedir", home.toString()),
        Duration.ofSeconds(60));
    opens(archive, tree, new Keys(List.of(), Keys.Passphrases.none(), Optional.of(service)));
  }

  @Test
  void aProtectedKeyFileIsAskedForOnce() throws Exception {
    TestArchive archive = TestArchive.encryptedTo(makeKey(PASSPHRASE));
    MemoryTree tree = TestTrees.many(50);
    archive.backup(tree);
    byte[] secret = gpg("--passphrase", PASSPHRASE, "--export-secret-keys", "test");
    var asked = new ArrayList<Integer>();
    Keys.Passphrases passphrases = (_, attempt) -> {
      asked.add(attempt);
      return Optional.of((attempt == 0 ? "a slip" : PASSPHRASE).toCharArray());
    };
    opens(archive, tree,
        new Keys(List.of(LockedIdentity.parse(secret)), passphrases, Optional.empty()));
    assertEquals(List.of(0, 1), asked);
  }

  @Test
  void withoutTheKeyNothingIsOpened() throws Exception {
    TestArchive archive = TestArchive.encryptedTo(makeKey(""));
    archive.backup(TestTrees.many(3));
    gpg("--yes", "--delete-secret-keys", fingerprint());
    var service = GpgSessionKeys.of(List.of("gpg", "--homedir", home.toString()),
        Duration.ofSeconds(60));
    for (Keys keys : List.of(Keys.none(),
        new Keys(List.of(), Keys.Passphrases.none(), Optional.of(service)))) {
      ArchiveReader reader = ArchiveReader.open(archive.store, keys, monitor);
      BandInfo band = reader.select("latest");
      var refused = assertThrows(ArchiveException.class, () -> reader.index(band));
      var reason = (ArchiveException.Reason.KeyMissing) refused.reason();
      assertTrue(reason.failure() instanceof CryptFailure.NoMatchingKey);
    }
  }

  private String fingerprint() {
    return new String(gpg("--with-colons", "--list-keys", "test"),
        StandardCharsets.US_ASCII).lines()
        .filter(line -> line.startsWith("fpr:"))
        .map(line -> line.split(":", -1)[9])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aMissingGpgIsTyped() {
    var service = GpgSessionKeys.of(List.of("/no/such/gpg"), Duration.ofSeconds(1));
    var archive = assertThrows(CryptException.class,
        () -> service.sessionKey(List.of()));
    assertTrue(archive.failure() instanceof CryptFailure.KeyServiceFailed);
  }
}
