package dura.tools;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The launchers as they are in a packaged program, in front of the classes under test.
final class PackagedProgram {
  private static final Path BIN = Path.of("bin").toAbsolutePath();

  private PackagedProgram() {}

  /// Lays the program out in a new folder.
  static Path in(Path folder) throws IOException {
    Files.createDirectory(folder);
    copyLaunchers(folder.resolve("bin"));
    fillWithJar(Files.createDirectory(folder.resolve("lib")));
    return folder;
  }

  static void copyLaunchers(Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> launchers = Files.list(BIN)) {
      for (Path launcher : launchers.toList()) {
        Files.copy(launcher, target.resolve(launcher.getFileName().toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /// Puts one jar there, whose manifest names everything that the tests themselves run on.
  static void fillWithJar(Path lib) throws IOException {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    try (OutputStream out = Files.newOutputStream(lib.resolve("all.jar"))) {
      new JarOutputStream(out, manifest).finish();
    }
  }
}
