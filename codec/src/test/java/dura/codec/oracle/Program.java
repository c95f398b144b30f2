package dura.codec.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of a Debian package, run with given bytes on its standard input.
///
/// @param name as found on the PATH
/// @param debianPackage named in the message when the program is missing
public record Program(String name, String debianPackage) {
  private static final long TIMEOUT_SECONDS = 60;

  /// What a program left behind.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Outcome(int exitCode, byte[] stdout, String stderr) {}

  /// Runs the program in `directory`; its messages are in English and its time zone is UTC.
  public Outcome run(Path directory, byte[] stdin, String... arguments) {
    try {
      Path files = Files.createTempDirectory("program");
      try {
        return run(directory, files, stdin, arguments);
      } finally {
        for (String file : List.of("stdin", "stdout", "stderr")) {
          Files.deleteIfExists(files.resolve(file));
        }
        Files.delete(files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Outcome run(Path directory, Path files, byte[] stdin, String... arguments)
      throws IOException, InterruptedException {
    Path in = Files.write(files.resolve("stdin"), stdin);
    Path out = files.resolve("stdout");
    Path err = files.resolve("stderr");
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
        .redirectInput(in.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "TZ", "UTC"));
    Process process = start(builder);
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " did not end");
    }
    return new Outcome(process.exitValue(), Files.readAllBytes(out),
        new String(Files.readAllBytes(err), StandardCharsets.ISO_8859_1));
  }

  /// Runs the program and fails unless it ends well.
  ///
  /// @return its standard output
  public byte[] output(Path directory, byte[] stdin, String... arguments) {
    Outcome outcome = run(directory, stdin, arguments);
    if (outcome.exitCode() != 0) {
      throw new AssertionError(
          name + " " + List.of(arguments) + " ended with " + outcome.exitCode() + ": "
              + outcome.stderr());
    }
    return outcome.stdout();
  }

  private Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs the program " + name + ": apt-get install " + debianPackage, e);
    }
  }
}
