package dura.band.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Programs that others wrote, as witnesses of what is on disk.
final class Program {
  private Program() {}

  /// Runs a program and gives what it printed.
  ///
  /// @param debianPackage named in the failure when there is no such program
  static String run(String debianPackage, String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException absent) {
      throw new AssertionError(
          command[0] + " is missing: install the Debian package " + debianPackage, absent);
    }
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new AssertionError(String.join(" ", command) + ": exit " + exit + "\n" + output);
      }
      return output;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(interrupted));
    }
  }

  /// Runs a python3 script.
  static String python(String script, String... arguments) throws IOException {
    var command = new String[arguments.length + 3];
    command[0] = "python3";
    command[1] = "-c";
    command[2] = script;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return run("python3", command);
  }
}
