package dura.tools.matrix;

import dura.testdata.SplitMix64;
import dura.tools.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// An archive of two bands, made once, and what stands in its places in another archive.
final class SampleArchive {
  private static final int NOISE_BYTES = 300_000;

  private final Cli cli;
  private final Path source;
  private final Path archive;
  private final Object[] key;
  private final Map<String, byte[]> files;
  private final Map<String, byte[]> foreign;

  private SampleArchive(Cli cli, Path home, Object... options) throws IOException {
    this.cli = cli;
    this.source = Objects.requireNonNull(cli.file("src/text", "a text\n").getParent());
    Files.write(source.resolve("noise"), new SplitMix64(2).bytes(NOISE_BYTES));
    cli.file("src/sub/letter", "dear writer\n");
    this.archive = home.resolve("a.dura");
    this.key = options;
    cli.dura(with("backup", archive, source, "--create")).expect(0);
    // Nothing of it is left, so that the newer band stores all it needs.
    cli.file("src/text", "the text\n");
    Files.write(source.resolve("noise"), new SplitMix64(1).bytes(NOISE_BYTES));
    cli.file("src/sub/letter", "dear reader\n");
    cli.dura(with("backup", archive, source)).expect(0);
    Path other = home.resolve("other.dura");
    cli.dura(with("backup", other, source, "--create")).expect(0);
    this.files = filesIn(archive);
    this.foreign = filesIn(other);
  }

  /// @param home folder of its own
  static SampleArchive plain(Path home) throws IOException {
    return new SampleArchive(new Cli(home), home);
  }

  /// @param home folder of its own
  static SampleArchive withPassphrase(Path home) throws IOException {
    var cli = new Cli(home);
    return new SampleArchive(cli, home, "--passphrase-file", cli.file("pw", "secret"));
  }

  /// A command line with the options that this archive needs.
  Object[] with(Object... arguments) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(key)).toArray();
  }

  Cli cli() {
    return cli;
  }

  Path source() {
    return source;
  }

  Set<String> paths() {
    return files.keySet();
  }

  byte[] bytes(String path) {
    return Objects.requireNonNull(files.get(path), path);
  }

  /// The first file of a kind in the newest band.
  Victim victim(Path copy, Part part) {
    List<String> all = part.in(paths());
    String newest = Objects.requireNonNull(Part.BAND_HEAD.in(paths()).getLast());
    String band = newest.substring(0, newest.indexOf('/') + 1);
    String path = all.stream()
        .filter(name -> name.startsWith(band))
        .findFirst()
        .orElse(all.getFirst());
    return new Victim(this, copy, part, path);
  }

  byte[] foreign(Part part) {
    return Objects.requireNonNull(foreign.get(part.in(foreign.keySet()).getFirst()));
  }

  /// A copy made of hard links.
  Path copyTo(Path folder) throws IOException {
    for (String path : paths()) {
      Path link = folder.resolve(path);
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.createLink(link, archive.resolve(path));
    }
    return folder;
  }

  /// Whether a folder holds these files, byte for byte, and no others.
  boolean isSame(Path folder) throws IOException {
    Map<String, byte[]> found = filesIn(folder);
    return found.keySet().equals(paths())
        && found.entrySet()
            .stream()
            .allMatch(file -> Arrays.equals(file.getValue(), files.get(file.getKey())));
  }

  /// The regular files below `folder` with their contents.
  static Map<String, byte[]> filesIn(Path folder) throws IOException {
    var files = new TreeMap<String, byte[]>();
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.filter(path -> !Files.isDirectory(path)).toList()) {
          files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
        }
      }
    }
    return files;
  }
}
