package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.tools.cli.Program;
import dura.tools.cli.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Command lines that make no sense, and what is the same for all commands.
class CommandLineTest {
  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));

  @BeforeEach
  void makeCli() {
    cli = new Cli(home);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      '' | no command given
      --frob | unknown option --frob
      frob | there is no command frob
      bakcup | there is no command bakcup
      init | no archive given
      init a b --no-encryption | one argument too many: b
      init a --no-encryption --passphrase-file f | --no-encryption, --encrypt-to and --passphrase-file exclude each other
      init a --redundancy most | --redundancy most: not one of none, lean, standard, strong
      init a --compression lzo | --compression lzo: not one of zstd, none, gzip, xz, bzip2
      init a | how should this archive be encrypted? This cannot be changed later
      init a --encrypt-to | --encrypt-to wants the file of a certificate
      init a --jobs 0 | --jobs 0: not a number from 1 to 64
      init a --jobs many | --jobs many: not a number from 1 to 64
      init a --jobs | missing: --jobs N
      init a --on rain=stay | --on rain=stay: not of the form CONDITION=REACTION
      init a --on missing | --on missing: not of the form CONDITION=REACTION
      bands | no archive given
      bands a b | one argument too many: b
      ls a b c | one argument too many: c
      ls a ../b | ../b: not a path inside an archive
      ls a /b | /b: not a path inside an archive
      ls a -0 -l | --null excludes --long and --json
      ls a --bnad | unknown option --bnad
      cat a | no path given
      restore a | no target given
      backup a | nothing to back up
      backup a x/s y/s | x/s and y/s would both be stored as s
      backup a x/s --as s=y | x/s and y would both be stored as s
      backup a / | /: this source has no name
      backup a --as x | --as x: not of the form NAME=PATH, with a NAME of one component
      backup a --as x/y=z | --as x/y=z: not of the form NAME=PATH, with a NAME of one component
      backup a --as ..=z | --as ..=z: not of the form NAME=PATH, with a NAME of one component
      backup a s --redundancy lean | --no-encryption, --encrypt-to, --redundancy and --compression are for a new archive
      """)
  void usageErrorsHaveOneLineAndHints(String arguments, String message) {
    Cli.Outcome outcome =
        cli.dura((Object[]) (arguments.isEmpty() ? new String[0] : arguments.split(" ")));
    assertEquals("", outcome.out());
    assertEquals("dura: error: " + message, outcome.err().lines().findFirst().orElse(""));
    assertTrue(outcome.err().lines().skip(1).allMatch(line -> line.startsWith("hint: ")),
        outcome.err());
    outcome.expect(64);
  }

  @Test
  void emptyArgumentsAreNamed() {
    assertEquals("dura: error: a source is empty\n", cli.dura("backup", "a", "").expect(64).err());
    assertTrue(cli.dura("restore", "a", "").expect(64).err().contains("no target given"));
    assertTrue(cli.dura("ls", "").expect(2).err().contains("neither a path nor a URL"));
  }

  @Test
  void similarNamesAreSuggested() {
    assertTrue(cli.dura("bakcup").err().contains("did you mean backup?"));
    assertTrue(cli.dura("ls", "a", "--bands").err().contains("did you mean --band?"));
  }

  @Test
  void usageErrorsOfFsckHaveItsCode() {
    Cli.Outcome outcome = cli.run(Program.DURA_FSCK, new DuraFsck(), "--frob");
    assertTrue(outcome.err().startsWith("dura-fsck: error: unknown option --frob\nhint: "),
        outcome.err());
    outcome.expect(16);
  }

  @Test
  void nothingBreaksALineOrReachesTheTerminal() {
    Cli.Outcome outcome = cli.dura("--x\n\u001b[31m\uDCFF").expect(64);
    assertEquals("dura: error: unknown option --x\\n\\x1B[31m\\xFF",
        outcome.err().lines().findFirst().orElse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DURA", "DURA_DUMP", "DURA_FSCK"})
  void versionIsNameAndNumber(Program program) {
    Object command = switch (program) {
      case DURA -> new Dura();
      case DURA_DUMP -> new DuraDump();
      case DURA_FSCK -> new DuraFsck();
    };
    assertEquals(new Cli.Outcome(0, program.command() + " " + Version.number() + "\n", ""),
        cli.run(program, command, "--version"));
  }

  @Test
  void argumentsThatBeginWithAtAreNoFiles() {
    Path file = cli.file("arguments", "--version");
    assertEquals("dura: error: there is no command @" + file,
        cli.dura("@" + file).expect(64).err().lines().findFirst().orElse(""));
  }

  @Test
  void optionsEndAtTwoDashes() {
    assertTrue(cli.dura("ls", home.resolve("a"), "--", "-l")
        .expect(2)
        .err()
        .contains("there is no archive"));
  }

  @Test
  void unexpectedFailuresHaveOneLineUnlessDebugging() {
    assertTrue(cli.dura("bands", "a\0b").err().lines().count() <= 3);
    String plain = cli.dura("bands", home.resolve("none")).expect(2).err();
    assertFalse(plain.contains("\tat "), plain);
    String debug = cli.dura("bands", home.resolve("none"), "--debug").expect(2).err();
    assertTrue(debug.startsWith(plain) && debug.contains("\tat dura."), debug);
  }

  @Test
  void errorsAreObjectsToo() {
    Cli.Outcome outcome = cli.dura("bands", home.resolve("none"), "--json").expect(2);
    assertTrue(outcome.out().startsWith("{\"type\":\"error\",\"code\":\"location.MISSING\","),
        outcome.out());
    assertTrue(outcome.err().startsWith("dura: error: "), outcome.err());
  }

  @Test
  void readerThatGoesAwayEndsInSilence() {
    var closed = new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException("Broken pipe");
      }
    };
    var err = new ByteArrayOutputStream();
    assertEquals(0, cli.run(Program.DURA, new Dura(), closed, err, "--help"));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void outputThatCannotBeWrittenIsAnError() {
    var full = new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException("No space left on device");
      }
    };
    var err = new ByteArrayOutputStream();
    assertEquals(2, cli.run(Program.DURA, new Dura(), full, err, "--help"));
    assertEquals("dura: error: cannot write the output: No space left on device\n",
        err.toString(StandardCharsets.UTF_8));
  }
}
