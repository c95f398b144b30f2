package dura.tools.cli;

import dura.band.run.Entropy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.LongSupplier;

/// The world a command runs in; tests make their own.
///
/// @param in standard input
/// @param out standard output, as it is: [dura.tools.report.Output] buffers it
/// @param err standard error
/// @param environment variables
/// @param home folder of the user, where no variable says otherwise
/// @param terminal who can be asked
/// @param clock the time of day
/// @param nanoTime as [System#nanoTime]
/// @param entropy random bytes
public record CommandContext(InputStream in, OutputStream out, PrintStream err,
    Map<String, String> environment, Path home, Terminal terminal, Clock clock,
    LongSupplier nanoTime, Entropy entropy) {
  /// The world of this process.
  static CommandContext ofThisProcess() {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    InputStream in = System.in;
    Map<String, String> environment = System.getenv();
    return new CommandContext(in, out, err, environment, Path.of(System.getProperty("user.home")),
        new SystemTerminal(in, err, environment), Clock.systemUTC(), System::nanoTime,
        Entropy.system());
  }

  /// The folder of the user's configuration of Dura: `$XDG_CONFIG_HOME/dura`, by default
  /// `~/.config/dura`.
  public Path configFolder() {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    return configured.startsWith("/")
        ? Path.of(configured, "dura")
        : homeFolder().resolve(".config/dura");
  }

  /// The folder of what can be lost: `$XDG_CACHE_HOME/dura`, by default `~/.cache/dura`.
  public Path cacheFolder() {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    return configured.startsWith("/")
        ? Path.of(configured, "dura")
        : homeFolder().resolve(".cache/dura");
  }

  /// The folder for what Dura remembers between runs: `$XDG_STATE_HOME/dura`, by default
  /// `~/.local/state/dura`.
  public Path stateFolder() {
    String configured = environment.getOrDefault("XDG_STATE_HOME", "");
    return configured.startsWith("/")
        ? Path.of(configured, "dura")
        : homeFolder().resolve(".local/state/dura");
  }

  /// The user's folder: `$HOME`, else what the system says.
  public Path homeFolder() {
    String said = environment.getOrDefault("HOME", "");
    return said.startsWith("/") ? Path.of(said) : home;
  }
}
