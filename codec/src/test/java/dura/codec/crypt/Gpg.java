package dura.codec.crypt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// GnuPG and Sequoia as others' word on what we write: programs run in a home of their own, whose
/// path is short because gpg-agent's socket lies in it.
final class Gpg implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 120;

  private final Path home;

  Gpg() throws IOException {
    home = Files.createTempDirectory("g");
  }

  /// What a program printed and how it ended.
  static final class Result {
    private final int exit;
    private final byte[] out;
    private final String err;

    private Result(int exit, byte[] out, String err) {
      this.exit = exit;
      this.out = out;
      this.err = err;
    }

    int exit() {
      return exit;
    }

    byte[] out() {
      return out;
    }

    byte[] ok() {
      assertEquals(0, exit, err);
      return out;
    }

    String text() {
      return new String(ok(), ISO_8859_1);
    }
  }

  /// Runs gpg in batch mode.
  Result gpg(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("gpg", "--batch", "--no-tty", "--yes"));
    command.addAll(List.of("--trust-model", "always", "--pinentry-mode", "loopback"));
    command.addAll(List.of(arguments));
    return run("gpg", command);
  }

  /// Runs sq, whose options for key files were renamed on the way to version 1.
  Result sq(String subcommand, String keyOption, String key, String file) throws IOException {
    String help = new String(run("sq", List.of("sq", subcommand, "--help")).ok(), ISO_8859_1);
    String option = help.contains(keyOption) ? keyOption : keyOption.replaceAll("[a-z]+$", "file");
    return run("sq", List.of("sq", subcommand, option, key, file));
  }

  /// A file in the home with this content.
  String file(String name, byte[] content) throws IOException {
    return Files.write(home.resolve(name), content).toString();
  }

  String path(String name) {
    return home.resolve(name).toString();
  }

  byte[] read(String name) throws IOException {
    return Files.readAllBytes(home.resolve(name));
  }

  /// Makes a certificate with a signing primary key and an encryption subkey.
  ///
  /// @return its fingerprint
  String makeKey(String userId, String primary, String subkey)
      throws IOException {
    String status =
        gpg("--status-fd", "1", "--passphrase", "", "--quick-gen-key", userId, primary,
            "cert,sign", "never")
            .text();
    String fingerprint = status.replaceAll("(?s).*KEY_CREATED P ([0-9A-F]+).*", "$1");
    gpg("--passphrase", "", "--quick-add-key", fingerprint, subkey, "encr", "never").ok();
    return fingerprint;
  }

  private Result run(String debianPackage, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(home, "out", "");
    Path err = Files.createTempFile(home, "err", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GNUPGHOME", home.toString());
    builder.environment().put("LC_ALL", "C");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return fail(command.getFirst() + " is missing: install the Debian package " + debianPackage,
          e);
    }
    if (!endsInTime(process)) {
      process.destroyForcibly();
      fail(command + " took longer than " + TIMEOUT_SECONDS + " s");
    }
    return new Result(
        process.exitValue(),
        Files.readAllBytes(out),
        command + "\n" + new String(Files.readAllBytes(err), ISO_8859_1));
  }

  private static boolean endsInTime(Process process) {
    try {
      return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    run("gpg", List.of("gpgconf", "--kill", "all"));
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(Gpg::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
