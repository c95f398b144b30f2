package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.source.DeviceNumber;
import dura.band.source.Existing;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemoryTree;
import dura.proto.Compression;
import dura.spec.RedundancyProfile;
import dura.spec.RootFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Archives that are kept: what reads today's archives reads these too, and what writes today writes
/// them byte by byte. They are marked `v0` until the format is frozen; `testdata/rewrite-goldens.sh`
/// writes them anew.
class GoldenArchivesTest {
  private static final Path FOLDER = Path.of("..", "testdata", "archive");
  private static final String VERSION = "v0";

  /// Files that are the same in every archive; they are kept once, as masters.
  private static final Set<String> MASTERS = Stream.of(RootFile.values())
      .map(RootFile::fileName)
      .collect(Collectors.toSet());

  private static final boolean REWRITE = Boolean.getBoolean("dura.goldens.rewrite");

  /// The kinds of archives that are kept.
  enum Shape {
    PLAIN, GZIP, ENCRYPTED, STRONG, TWO_BANDS;

    TestArchive write() throws Exception {
      TestArchive archive = switch (this) {
        case PLAIN, TWO_BANDS -> TestArchive.plain(RedundancyProfile.STANDARD);
        case GZIP -> TestArchive.compressed(Compression.GZIP);
        case ENCRYPTED -> TestArchive.encrypted();
        case STRONG -> TestArchive.plain(RedundancyProfile.STRONG);
      };
      MemoryTree tree = tree();
      archive.backup(tree);
      if (this == TWO_BANDS) {
        letters(tree, 2);
        archive.backup(tree);
      }
      return archive;
    }

    MemoryTree newest() throws IOException {
      MemoryTree tree = tree();
      if (this == TWO_BANDS) {
        letters(tree, 2);
      }
      return tree;
    }

    String folderName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Path folder() {
      return FOLDER.resolve(folderName()).resolve(VERSION);
    }
  }

  /// Every kind of entry, little of each.
  private static MemoryTree tree() throws IOException {
    var tree = new MemoryTree();
    var target = new MemoryRestoreTarget(tree, ArchivePath.TOP);
    for (String directory : List.of("home", "home/letters", "home/letters/old")) {
      target.makeParent(ArchivePath.of(directory));
    }
    tree.putFile(ArchivePath.of("home/letters/old/empty"), new byte[0]);
    letters(tree, 1);
    tree.putFile(ArchivePath.of("home/x~dura"), TestTrees.noise(3, 700));
    tree.putFile(ArchivePath.of(new byte[] {'h', 'o', 'm', 'e', '/', (byte) 0xff, '\n'}),
        new byte[600]);
    target.makeSymlink(ArchivePath.of("home/link"),
        "letters/one.txt".getBytes(StandardCharsets.US_ASCII), Existing.KEEP);
    target.makeHardLink(ArchivePath.of("home/same noise"), ArchivePath.of("home/noise"),
        Existing.KEEP);
    target.makeNode(ArchivePath.of("home/pipe"), FileKind.FIFO, DeviceNumber.NONE,
        Existing.KEEP);
    return tree;
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void whatIsWrittenTodayIsWhatIsKept(Shape shape) throws Exception {
    TestArchive archive = shape.write();
    var written = new TreeMap<String, byte[]>();
    for (String path : archive.paths()) {
      if (!MASTERS.contains(path)) {
        written.put(path, archive.bytes(path));
      }
    }
    if (REWRITE) {
      rewrite(shape.folder(), written);
    }
    NavigableMap<String, byte[]> kept = read(shape.folder());
    assertEquals(written.keySet(), kept.keySet());
    assertEquals(hashes(written), hashes(kept));
  }

  private static List<String> hashes(NavigableMap<String, byte[]> files) {
    return files.entrySet()
        .stream()
        .map(file -> TreePrint.sha256(file.getValue()) + "  " + file.getKey())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void whatIsKeptComesBack(Shape shape) throws Exception {
    TestArchive archive = TestArchive.holding(read(shape.folder()));
    var monitor = new RecordingMonitor();
    TestArchive.Restored restored = archive.restore(monitor);
    assertEquals(List.of(), monitor.alarms());
    assertEquals(withoutTimes(TestArchive.print(shape.newest())), withoutTimes(restored.tree()));
  }

  /// Writes the files whose contents follow from `seed`.
  private static void letters(MemoryTree tree, int seed) throws IOException {
    tree.putFile(ArchivePath.of("home/letters/one.txt"),
        ("Dear reader " + seed + ",\n").getBytes(StandardCharsets.US_ASCII));
    tree.putFile(ArchivePath.of("home/noise"), TestTrees.noise(seed, 40_000));
  }

  /// The memory tree's clock moves with every change; times are compared elsewhere.
  private static List<String> withoutTimes(NavigableMap<String, String> lines) {
    return lines.entrySet()
        .stream()
        .map(line -> line.getKey() + " " + line.getValue().replaceAll(" -?[0-9]+\\.[0-9]+ ", " "))
        .toList();
  }

  @Test
  void everyFolderIsListed() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      assertEquals(
          Stream.of(Shape.values()).map(Shape::folderName).collect(Collectors.toSet()),
          folders.map(folder -> FOLDER.relativize(folder).toString())
              .collect(Collectors.toSet()));
    }
  }

  private static NavigableMap<String, byte[]> read(Path folder) throws IOException {
    assertTrue(Files.isDirectory(folder), folder + " is missing: testdata/rewrite-goldens.sh");
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  private static void rewrite(Path folder, NavigableMap<String, byte[]> files)
      throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }
}
