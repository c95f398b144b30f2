package dura.tools;

import dura.band.run.Entropy;
import dura.tools.cli.CommandContext;
import dura.tools.cli.CommandRunner;
import dura.tools.cli.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Runs the programs in this process, each time in a fresh world with a home of its own.
public final class Cli {
  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();
  private long stepNanos;
  private FakeTerminal terminal = FakeTerminal.none();
  private Clock clock = Clock.systemUTC();
  private InputStream in = InputStream.nullInputStream();
  private Entropy entropy = Entropy.system();

  /// @param home existing folder
  public Cli(Path home) {
    this.home = home;
  }

  /// What a program left behind.
  public record Outcome(int exitCode, String out, String err) {
    /// The lines of the standard output.
    public List<String> lines() {
      return out.lines().toList();
    }

    /// Fails unless the program ended this way.
    public Outcome expect(int code) {
      if (exitCode != code) {
        throw new AssertionError("exit code " + exitCode + ", not " + code + "\n" + out + err);
      }
      return this;
    }
  }

  /// Sets a variable of the environment.
  public Cli with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /// Gives the next programs a standard input.
  public Cli reading(InputStream input) {
    in = input;
    return this;
  }

  /// Puts somebody in front of the next programs.
  public Cli at(FakeTerminal other) {
    terminal = other;
    return this;
  }

  /// Makes what the next programs write a function of their input, `time` and `seed`.
  public Cli repeatable(Instant time, String seed) {
    clock = Clock.fixed(time, ZoneOffset.UTC);
    entropy = purpose -> {
      try {
        SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
        random.setSeed((seed + purpose).getBytes(StandardCharsets.UTF_8));
        return random;
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    };
    return this;
  }

  /// Lets the next programs find, whenever they look at the clock, that so much time went by.
  public Cli after(long nanos) {
    stepNanos = nanos;
    return this;
  }

  /// The configuration folder.
  public Path config() {
    return home.resolve(".config/dura");
  }

  /// Runs `dura`.
  public Outcome dura(Object... arguments) {
    return run(Program.DURA, new Dura(), arguments);
  }

  /// Runs a program.
  ///
  /// @param command its top-level command
  public Outcome run(Program program, Object command, Object... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exitCode = run(program, command, out, err, arguments);
    return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }

  /// Runs a program on given streams.
  public int run(Program program, Object command, OutputStream out, OutputStream err,
      Object... arguments) {
    var context = new CommandContext(in, out, new PrintStream(err, true, StandardCharsets.UTF_8),
        environment, home, terminal, clock, nanoTime(), entropy);
    return CommandRunner.run(program, command, context,
        Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
  }

  private LongSupplier nanoTime() {
    var steps = new AtomicLong();
    return stepNanos == 0 ? System::nanoTime : () -> steps.addAndGet(stepNanos);
  }

  /// Writes a file below the home and gives its path.
  public Path file(String name, String contents) {
    try {
      Path file = home.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, contents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
