package dura.tools;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
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

  /// Puts every jar there that the tests themselves run on, and a jar of every folder.
  static void fillWithAllJars(Path lib) throws IOException {
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path origin = Path.of(entry);
      Path jar = lib.resolve(++number + ".jar");
      if (Files.isRegularFile(origin)) {
        Files.copy(origin, jar);
      } else if (Files.isDirectory(origin)) {
        pack(origin, jar);
      }
    }
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (
        var out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }
}
