package dura.band.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory on disk for one test, removed with everything in it whatever the names are. It is
/// made in /var/tmp: a file system in memory may keep neither attributes nor all times.
final class TestDirectory implements AutoCloseable {
  private final Path path;

  TestDirectory() throws IOException {
    path = Files.createTempDirectory(Path.of("/var/tmp"), "dura-test");
  }

  Path path() {
    return path;
  }

  /// The path of something in it, as bytes.
  byte[] bytes(String relative) {
    return (path + "/" + relative).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    Program.run("coreutils", "chmod", "-R", "u+rwx", path.toString());
    Program.run("coreutils", "rm", "-rf", path.toString());
  }
}
