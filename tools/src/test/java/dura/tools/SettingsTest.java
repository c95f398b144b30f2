package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in where the command line says nothing: environment and config file.
class SettingsTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path one = Path.of("");
  private Path two = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeArchives() {
    cli = new Cli(home);
    one = home.resolve("one.dura");
    two = home.resolve("two.dura");
    source = home.resolve("src");
    cli.file("src/a.txt", "a");
    cli.dura("init", one, "--no-encryption").expect(0);
    cli.dura("init", two, "--no-encryption").expect(0);
    cli.dura("backup", two, source).expect(0);
  }

  @Test
  void archiveMayBeLeftOut() {
    cli.with("DURA_ARCHIVE", two.toString());
    assertEquals("src\nsrc/a.txt\n", cli.dura("ls").expect(0).out());
    assertEquals("src/a.txt\n", cli.dura("ls", "src/a.txt").expect(0).out());
    assertEquals("a", cli.dura("cat", "src/a.txt").expect(0).out());
    assertEquals(1, cli.dura("bands").expect(0).lines().size());
    cli.dura("restore", home.resolve("out"), "src").expect(0);
    assertTrue(Files.exists(home.resolve("out/src/a.txt")));
    cli.dura("backup", source, "--as", "other=" + source).expect(0);
    assertEquals("other\nsrc\nother/a.txt\nsrc/a.txt\n", cli.dura("ls").expect(0).out());
    assertTrue(cli.dura("backup").expect(64).err().contains("nothing to back up"));
  }

  @Test
  void firstArgumentThatIsAnArchiveCounts() {
    cli.with("DURA_ARCHIVE", one.toString());
    assertEquals("", cli.dura("bands").expect(0).out());
    assertEquals(1, cli.dura("bands", two).expect(0).lines().size());
    assertEquals("src\nsrc/a.txt\n", cli.dura("ls", two).expect(0).out());
    assertTrue(cli.dura("backup", two).expect(64).err().contains("nothing to back up"));
    assertTrue(cli.dura("bands", home.resolve("none")).expect(2).err().contains("no archive"));
  }

  @Test
  void configFileStandsBehindTheEnvironment() {
    cli.file(".config/dura/config", "# mine\n\n  archive = ~/two.dura  \njobs=2\n");
    assertEquals(1, cli.dura("bands").expect(0).lines().size());
    cli.with("DURA_ARCHIVE", one.toString());
    assertEquals("", cli.dura("bands").expect(0).out());
    cli.with("XDG_CONFIG_HOME", home.resolve("elsewhere").toString());
    assertEquals("", cli.dura("bands").expect(0).out());
  }

  @Test
  void badConfigLineIsNamed() {
    Path file = cli.file(".config/dura/config", "archive = a\npassphrase = secret\n");
    Cli.Outcome outcome = cli.dura("bands").expect(64);
    assertEquals("dura: error: " + file + ", line 2: not a setting: passphrase = secret\n"
        + "hint: a line is KEY = VALUE; keys are archive, passphrase-file, identity, jobs,"
        + " sign-with\n", outcome.err());
    cli.file(".config/dura/config", "jobs = 99\n");
    assertTrue(cli.dura("bands", one).expect(64).err().contains("--jobs 99"));
    cli.dura("bands", one, "--jobs", "2").expect(0);
  }
}
