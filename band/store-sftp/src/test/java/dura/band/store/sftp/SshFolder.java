package dura.band.store.sftp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A folder such as `~/.ssh` with a key, made by OpenSSH's own programs.
record SshFolder(Path path) {
  static final Duration SILENCE = Duration.ofSeconds(60);

  /// Makes the folder, and in it a key in `id_ed25519`.
  static SshFolder make(Path path) throws IOException {
    Files.createDirectory(path);
    var folder = new SshFolder(path);
    folder.makeKey("id_ed25519", "ed25519");
    return folder;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  void makeKey(String name, String type) {
    run("ssh-keygen", "-q", "-t", type, "-N", "", "-C", "test", "-f", file(name).toString());
  }

  /// Takes the key of a server for the known one.
  void know(int port, Path publicKey) throws IOException {
    Files.writeString(file("known_hosts"),
        "[127.0.0.1]:" + port + " " + Files.readString(publicKey));
  }

  SftpConnector connector() {
    return new SftpConnector(path, Optional.empty(), SILENCE);
  }

  SftpStoreProvider provider() {
    return new SftpStoreProvider(Optional.of(connector()));
  }

  /// Runs a program of openssh-client to its end.
  static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + said);
      }
    } catch (IOException missing) {
      throw new UncheckedIOException(
          command[0] + " is missing; Debian: openssh-client, openssh-server", missing);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stop);
    }
  }
}
