package dura.tools.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of a folder as a value.
final class Folder {
  private Folder() {}

  /// Regular files by their paths below `folder`; none where there is no such folder.
  static NavigableMap<String, byte[]> read(Path folder) throws IOException {
    var files = new TreeMap<String, byte[]>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.filter(Files::isRegularFile).toList()) {
          files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  /// Makes `folder` hold these files and no others; those that it holds already are not written again.
  static void write(Path folder, Map<String, byte[]> files) throws IOException {
    NavigableMap<String, byte[]> old = read(folder);
    for (String path : old.keySet()) {
      if (!files.containsKey(path)) {
        Files.delete(folder.resolve(path));
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!Arrays.equals(file.getValue(), old.get(file.getKey()))) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.write(path, file.getValue());
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
          Files.delete(path);
        }
      }
    }
  }
}
