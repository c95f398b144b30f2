package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.band.model.ArchivePath;
import dura.band.source.IgnoreRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a backup takes, and whose it is.
class BackupChoiceTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeSource() {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    source = home.resolve("src");
    cli.file("src/a.txt", "the text");
  }

  private String listed(Object... options) {
    Object[] arguments = Stream.concat(Stream.of("backup", archive, source, "--create"),
        Stream.of(options)).toArray();
    cli.dura(arguments).expect(0);
    return String.join(" ", cli.dura("ls", archive).expect(0).lines());
  }

  @Test
  void cachesAndMarkedDirectories() {
    cli.file("src/c/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# a cache");
    cli.file("src/c/sub/x", "x");
    cli.file("src/d/CACHEDIR.TAG", "of another kind");
    cli.file("src/d/x", "x");
    cli.file("src/n/.nobackup", "");
    cli.file("src/n/x", "x");
    assertEquals("src src/a.txt src/c src/d src/n src/c/CACHEDIR.TAG "
        + "src/d/CACHEDIR.TAG src/d/x src/n/.nobackup",
        listed("--exclude-caches", "--exclude-if-present", ".nobackup"));
    assertEquals("src src/a.txt src/c src/d src/n src/c/CACHEDIR.TAG src/c/sub "
        + "src/c/sub/x src/d/CACHEDIR.TAG src/n/.nobackup src/n/x",
        listed("--exclude-if-present", "CACHEDIR.TAG:of another"));
    // Patterns do not hide a marker.
    assertEquals("src src/a.txt src/c src/d src/n src/d/CACHEDIR.TAG src/d/x",
        listed("--exclude-caches", "--exclude-if-present", ".nobackup", "--exclude", ".nobackup",
            "--exclude", "c/CACHEDIR.TAG"));
    for (String bad : List.of("", "a/b", "..", ":x")) {
      assertTrue(cli.dura("backup", archive, source, "--exclude-if-present", bad)
          .expect(64)
          .err()
          .contains("not of the form NAME or NAME:HEADER"));
    }
  }

  @Test
  void whatIsKeptIsNotLookedAt() {
    cli.file("src/big/disk.img", "the first");
    cli.file("src/big/x.o", "x");
    String all = "src src/a.txt src/big src/big/disk.img";
    // Nothing is stored of it yet.
    assertEquals("src src/a.txt", listed("--exclude-keep", "big/"));
    assertEquals(all, listed("--exclude", "*.o"));
    cli.file("src/big/disk.img", "the second");
    cli.file("src/big/more", "more");
    assertEquals(all, listed("--exclude-keep", "big/", "--exclude", "*.o"));
    assertEquals("the first", cli.dura("cat", archive, "src/big/disk.img").expect(0).out());
    assertEquals(all + " src/big/more src/big/x.o",
        listed("--exclude-keep", "*.img", "--first", "*.img", "--first", "a.*"));
    assertEquals("the first", cli.dura("cat", archive, "src/big/disk.img").expect(0).out());
    assertEquals("src src/a.txt", listed("--exclude-keep", "*.img", "--exclude", "big"));
  }

  /// No file system begins here; the options are there, and leave everything in.
  @Test
  void oneFileSystemAndNodump() {
    assertEquals("src src/a.txt", listed("--one-file-system", "--exclude-nodump"));
  }

  @Test
  void profilesComeBeforePatterns() {
    cli.file("src/.cache/mozilla/firefox/x", "x");
    cli.file("src/.cache/pip/x", "x");
    cli.file("src/.mozilla/firefox/me/logins.json", "x");
    cli.file("src/p/node_modules/x", "x");
    cli.file("src/p/main.o", "x");
    cli.file("src/p/keep.o", "x");
    assertEquals("src src/.cache src/.mozilla src/a.txt src/p src/.mozilla/firefox "
        + "src/.mozilla/firefox/me src/.mozilla/firefox/me/logins.json src/p/keep.o",
        listed("--exclude", "!keep.o", "--exclude-profile", "browser-caches",
            "--exclude-profile", "package-caches", "--exclude-profile", "build-output"));
    Cli.Outcome unknown =
        cli.dura("backup", archive, source, "--exclude-profile", "list").expect(64);
    for (ExcludeProfile profile : ExcludeProfile.values()) {
      assertTrue(unknown.err().contains(profile.word()), unknown.err());
      assertTrue(cli.dura("backup", "--help").out().contains(profile.word()));
    }
  }

  /// A profile is about names below some folder of the user, never about what users write themselves.
  @ParameterizedTest
  @EnumSource
  void profilesLeaveOrdinaryFiles(ExcludeProfile profile) throws IOException {
    var rules = new IgnoreRules();
    profile.addTo(rules);
    assertFalse(rules.isEmpty());
    for (String path : List.of("a", "Documents/letter.odt", ".config/app/settings.ini",
        ".mozilla/firefox/me/places.sqlite", ".config/chromium/Default/Bookmarks",
        "build/x", "target/x", "bin/x", "dist/x", ".ssh/id_ed25519", ".gradle/gradle.properties",
        ".cargo/config.toml", ".m2/settings.xml", "model.obj", "var/lib/dpkg/status", ".gnupg/x")) {
      for (String part = path;; part = part.substring(0, part.lastIndexOf('/'))) {
        assertFalse(rules.leavesOut(ArchivePath.of(part.getBytes(StandardCharsets.UTF_8)),
            !part.equals(path)), part);
        if (!part.contains("/")) {
          break;
        }
      }
    }
  }

  private List<JsonObject> bands(Object... options) {
    Object[] arguments =
        Stream.concat(Stream.of("bands", archive, "--json"), Stream.of(options)).toArray();
    return cli.dura(arguments)
        .expect(0)
        .lines()
        .stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(line -> line.get("type").getAsString().equals("band"))
        .toList();
  }

  @Test
  void hostTagsAndDescriptionAreShownAndChosenBy() {
    listed("--host", "laptop", "--tag", "daily", "--tag", "full", "--description", "before \t it");
    listed("--host", "desk", "--tag", "daily");
    listed("--host", "laptop");
    List<String> lines = cli.dura("bands", archive).expect(0).lines();
    assertTrue(lines.getFirst()
        .endsWith(", host laptop, of " + source + ", tags daily full: before \\t it"),
        lines.getFirst());
    assertTrue(lines.getLast().endsWith(", host laptop, of " + source), lines.getLast());
    JsonObject of = bands().getFirst().get("sources").getAsJsonArray().get(0).getAsJsonObject();
    assertEquals(source.toString(), of.get("source_path").getAsString());
    assertEquals(source.getFileName().toString(), of.get("name").getAsString());
    assertEquals(3, bands().size());
    assertEquals(List.of("laptop", "laptop"), bands("--host", "laptop").stream()
        .map(band -> band.get("host").getAsString())
        .toList());
    assertEquals(2, bands("--tag", "daily").size());
    JsonObject both = bands("--tag", "full", "--tag", "daily").getFirst();
    assertEquals("before \t it", both.get("description").getAsString());
    assertEquals("[\"daily\",\"full\"]", both.get("tags").toString());
    // Each host goes on with its own.
    assertTrue(bands().get(1).get("parent") == null);
    assertEquals(bands().getFirst().get("band"), bands().getLast().get("parent"));
  }

  /// In clear stands neither host nor anything else of it, where the archive is encrypted.
  @Test
  void hostIsForWhoHasTheKey() throws IOException {
    Path passphrase = cli.file("p", "a good passphrase");
    cli.dura("backup", archive, source, "--create", "--passphrase-file", passphrase, "--host",
        "secrethost", "--tag", "secrettag", "--description", "secretwords").expect(0);
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains("secret") && bytes.matches("(?s).*secret(host|tag|words).*"),
            file.toString());
      }
    }
    assertFalse(cli.dura("bands", archive).expect(0).out().contains("secret"));
    assertTrue(cli.dura("bands", archive, "--passphrase-file", passphrase)
        .expect(0)
        .out()
        .contains("host secrethost, of " + source + ", tags secrettag: secretwords"));
    Cli.Outcome locked = cli.dura("bands", archive, "--tag", "secrettag").expect(0);
    assertEquals("", locked.out());
    assertTrue(locked.err().contains("1 bands are not shown"), locked.err());
  }

  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void standardInputIsAFile() throws IOException {
    cli.reading(input("insert"))
        .dura("backup", archive, source, "--create", "--stdin", "db.sql")
        .expect(0);
    assertEquals("insert", cli.dura("cat", archive, "db.sql").expect(0).out());
    Path target = home.resolve("out");
    cli.dura("restore", archive, target).expect(0);
    assertEquals("insert", Files.readString(target.resolve("db.sql")));
    assertEquals("rw-------", PosixFilePermissions
        .toString(Files.getPosixFilePermissions(target.resolve("db.sql"))));
    assertEquals("the text", Files.readString(target.resolve("src/a.txt")));
    // Alone it is a set of sources of its own.
    cli.reading(input("update")).dura("backup", archive, "--stdin", "db.sql").expect(0);
    assertEquals("db.sql", String.join(" ", cli.dura("ls", archive).expect(0).lines()));
    assertTrue(bands().getLast().get("parent") == null);
    cli.reading(input("updated")).dura("backup", archive, "--stdin", "db.sql").expect(0);
    assertEquals(bands().get(1).get("band"), bands().getLast().get("parent"));
    assertEquals("updated", cli.dura("cat", archive, "db.sql").expect(0).out());
  }

  /// Whoever writes nothing has failed: a band with an empty dump would be the newest backup.
  @Test
  void emptyStandardInputIsNoBackup() {
    Cli.Outcome empty = cli.dura("backup", archive, "--create", "--stdin", "db.sql").expect(2);
    assertTrue(empty.err().contains("standard input is empty; nothing was stored"), empty.err());
    assertFalse(Files.exists(archive));
  }

  @Test
  void standardInputThatBreaksOffIsNoGoodBackup() {
    InputStream broken = new SequenceInputStream(input("begin of"), new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("the line is dead");
      }

      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        return read();
      }
    });
    Cli.Outcome outcome =
        cli.reading(broken).dura("backup", archive, "--create", "--stdin", "db.sql").expect(1);
    assertTrue(outcome.err().contains("the line is dead"), outcome.err());
  }

  @Test
  void standardInputAndWhatDoesNotGoWithIt() {
    for (String bad : List.of("", "a/b", "..")) {
      assertTrue(cli.dura("backup", archive, "--stdin", bad)
          .expect(64)
          .err()
          .contains("not a name of one component"));
    }
    assertTrue(cli.dura("backup", archive, source, "--stdin", "src")
        .expect(64)
        .err()
        .contains("would both be stored as src"));
    assertTrue(cli.dura("backup", archive, "--stdin", "x", "--dry-run")
        .expect(64)
        .err()
        .contains("use up the standard input"));
    assertTrue(cli.dura("backup", archive, source, "--read-retries", "101")
        .expect(64)
        .err()
        .contains("not a number from 0 to 100"));
  }
}
