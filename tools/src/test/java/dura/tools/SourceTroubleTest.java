package dura.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.testdata.SplitMix64;
import dura.tools.cli.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sources that cannot be read, or are not what they were a moment ago.
class SourceTroubleTest {
  private static final int LENGTH = 50_000;
  private static final byte[] NOISE = new SplitMix64(4).bytes(LENGTH);

  @TempDir
  Path home;

  private Cli cli = new Cli(Path.of(""));
  private Path archive = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeArchive() throws IOException {
    cli = new Cli(home);
    archive = home.resolve("a.dura");
    cli.dura("init", archive, "--no-encryption").expect(0);
    source = Objects.requireNonNull(cli.file("src/before", "before").getParent());
    Files.write(source.resolve("victim"), NOISE);
    cli.file("src/zz-behind", "behind");
  }

  private interface Deed {
    void to(Path file) throws IOException;
  }

  /// What happens to a file between its listing and its reading, and what the backup says.
  private enum Fate {
    VANISHES("source-vanished", Files::delete),
    BECOMES_A_DIRECTORY("source-vanished", file -> {
      Files.delete(file);
      Files.createDirectory(file);
    }),
    BECOMES_A_LINK("source-vanished", file -> {
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("before"));
    }),
    GROWS("source-changed", file -> Files.write(file, NOISE, StandardOpenOption.APPEND)),
    SHRINKS("source-changed", file -> Files.write(file, new byte[] {1})),
    IS_EMPTIED("source-changed", file -> Files.write(file, new byte[0])),
    IS_REWRITTEN("source-changed", file -> {
      Files.write(file, new SplitMix64(5).bytes(LENGTH));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    }),
    IS_ANOTHER_FILE("source-changed", file -> {
      Path other = file.resolveSibling("victim.new");
      Files.write(other, NOISE);
      Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    });

    private final String alarm;
    private final Deed deed;

    Fate(String alarm, Deed deed) {
      this.alarm = alarm;
      this.deed = deed;
    }
  }

  /// Does something when the progress line first names a file, which is right before it is opened.
  private static final class Watcher extends ByteArrayOutputStream {
    private final String name;
    private final Runnable deed;
    private boolean done;

    Watcher(String name, Runnable deed) {
      this.name = name;
      this.deed = deed;
    }

    @Override
    public synchronized void flush() {
      if (!done && toString(StandardCharsets.UTF_8).contains(name)) {
        done = true;
        deed.run();
      }
    }
  }

  /// Backs up while something happens to `victim`.
  private int backUpWhile(Fate fate, Path victim, ByteArrayOutputStream said, Object... options)
      throws IOException {
    var err = new Watcher("src/victim", () -> {
      try {
        fate.deed.to(victim);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    Object[] arguments =
        Stream.concat(Stream.of("backup", archive, source), Stream.of(options)).toArray();
    int exitCode = cli.at(FakeTerminal.answering())
        .after(1_000_000_000L)
        .run(Program.DURA, new Dura(), new ByteArrayOutputStream(), err, arguments);
    err.writeTo(said);
    assertTrue(err.done, err.toString(StandardCharsets.UTF_8));
    return exitCode;
  }

  /// What holds still when it is read again is as good as if it had never changed.
  @ParameterizedTest
  @EnumSource(names = {"GROWS", "SHRINKS", "IS_EMPTIED", "IS_REWRITTEN", "IS_ANOTHER_FILE"})
  void whatHoldsStillAtLastIsStoredAsItIs(Fate fate) throws IOException {
    Path victim = source.resolve("victim");
    var said = new ByteArrayOutputStream();
    assertEquals(0, backUpWhile(fate, victim, said), () -> said.toString(StandardCharsets.UTF_8));
    Path target = home.resolve("out");
    cli.at(FakeTerminal.none()).dura("restore", archive, target).expect(0);
    Path stored = target.resolve("src/victim");
    assertArrayEquals(Files.readAllBytes(victim), Files.readAllBytes(stored));
    assertEquals(Files.getLastModifiedTime(victim), Files.getLastModifiedTime(stored));
  }

  @ParameterizedTest
  @EnumSource
  void whatChangesIsNamedAndTheRestIsStored(Fate fate) throws IOException {
    Path victim = source.resolve("victim");
    var err = new ByteArrayOutputStream();
    int exitCode = backUpWhile(fate, victim, err, "--read-retries", "0");
    String said = err.toString(StandardCharsets.UTF_8);
    assertEquals(1, exitCode, said);
    assertTrue(said.contains("alarm: " + fate.alarm + " src/victim: "), said);
    Path target = home.resolve("out");
    cli.at(FakeTerminal.none()).dura("restore", archive, target).expect(0);
    assertEquals("before", Files.readString(target.resolve("src/before")));
    assertEquals("behind", Files.readString(target.resolve("src/zz-behind")));
    Path stored = target.resolve("src/victim");
    if (fate.alarm.equals("source-vanished")) {
      assertFalse(Files.exists(stored));
    } else {
      assertArrayEquals(Files.readAllBytes(victim), Files.readAllBytes(stored));
    }
    cli.dura("restore", archive, home.resolve("again")).expect(0);
  }

  @Test
  void whereNoSourceCanBeReadNothingIsStored() throws IOException {
    Path loop = home.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    for (Object[] sources : new Object[][] {{loop + "/a"}, {loop + "/a", loop + "/b"},
      {loop + "/a", home.resolve("nowhere")}}) {
      Object[] arguments = new Object[sources.length + 2];
      arguments[0] = "backup";
      arguments[1] = archive;
      System.arraycopy(sources, 0, arguments, 2, sources.length);
      Cli.Outcome outcome = cli.dura(arguments).expect(2);
      assertTrue(outcome.err().contains("none of the sources can be read; nothing was stored"),
          outcome.err());
      assertTrue(outcome.err().contains("alarm: source-denied a: ")
          || outcome.err().contains("alarm: source-ioerror a: "), outcome.err());
    }
    assertEquals("note: no backups yet\n", cli.dura("bands", archive).expect(0).err());
    Path made = home.resolve("made.dura");
    cli.dura("backup", made, loop + "/a", "--create").expect(2);
    assertFalse(Files.exists(made));
    Cli.Outcome outcome = cli.dura("backup", archive, source, loop + "/a").expect(1);
    assertTrue(outcome.err().contains("alarm: source-"), outcome.err());
    cli.dura("restore", archive, home.resolve("out")).expect(0);
    assertEquals("before", Files.readString(home.resolve("out/src/before")));
  }
}
