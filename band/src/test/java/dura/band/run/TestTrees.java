package dura.band.run;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.Timestamp;
import dura.band.source.DeviceNumber;
import dura.band.source.Existing;
import dura.band.source.ExtendedAttribute;
import dura.band.source.FileMetadata;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemoryTree;
import dura.band.source.Owner;
import dura.band.source.TargetFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Trees of files for tests.
final class TestTrees {
  private TestTrees() {}

  static ArchivePath path(String text) {
    return ArchivePath.of(text);
  }

  /// Incompressible bytes that follow from `seed`.
  static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Every kind of entry, odd names and metadata, a file larger than a frame, one with holes, and
  /// hard links.
  static MemoryTree everything() throws IOException {
    var tree = new MemoryTree();
    var target = new MemoryRestoreTarget(tree, ArchivePath.TOP);
    for (String directory : List.of("home", "home/b", "home/b/deep", "home/b-c", "home/empty",
        "other")) {
      target.makeParent(path(directory));
    }
    tree.putFile(path("home/a.txt"), "hello\n".getBytes(StandardCharsets.US_ASCII));
    tree.putFile(path("home/b/large"), noise(1, 1_500_000));
    tree.putFile(path("home/b/empty file"), new byte[0]);
    tree.putFile(path("home/b/deep/x~dura"), noise(2, 700));
    tree.putFile(path("home/b-c/zeros"), new byte[500_000]);
    tree.putFile(
        ArchivePath.of(new byte[] {'o', 't', 'h', 'e', 'r', '/', (byte) 0xff, '\n', '\\'}),
        noise(3, 10));
    try (TargetFile sparse = target.createFile(path("other/sparse"), Existing.KEEP)) {
      sparse.write(100_000, noise(4, 5000), 0, 5000);
      sparse.setSize(1_000_000);
    }
    target.makeSymlink(path("home/link"), "../no/where".getBytes(StandardCharsets.US_ASCII),
        Existing.KEEP);
    target.makeHardLink(path("other/again"), path("home/b/large"), Existing.KEEP);
    target.makeHardLink(path("home/once more"), path("home/b/large"), Existing.KEEP);
    target.makeNode(path("other/pipe"), FileKind.FIFO, DeviceNumber.NONE, Existing.KEEP);
    target.makeNode(path("other/disk"), FileKind.BLOCK_DEVICE, new DeviceNumber(8, 1),
        Existing.KEEP);
    metadata(target, "home/a.txt", FileKind.FILE, 04755, -7);
    metadata(target, "home/b", FileKind.DIRECTORY, 0555, 1234);
    metadata(target, "home/empty", FileKind.DIRECTORY, 01777, 99);
    return tree;
  }

  /// A few files that fill three blocks.
  static MemoryTree some() throws IOException {
    MemoryTree tree = many(40);
    for (int i = 0; i < 3; i++) {
      tree.putFile(path("file" + i), noise(i, 200_000));
    }
    return tree;
  }

  private static void metadata(MemoryRestoreTarget target, String path, FileKind kind, int mode,
      long seconds) throws IOException {
    var attribute = new ExtendedAttribute("user.note".getBytes(StandardCharsets.US_ASCII),
        noise(seconds, 20));
    target.applyMetadata(path(path), kind, new FileMetadata(
        new Owner(4_000_000_000L, 7, Optional.of("some one"), Optional.empty()), mode,
        Optional.of(new Timestamp(seconds, 999_999_999)), List.of(attribute)));
  }

  /// Many small files in many directories: an index of more than one level.
  static MemoryTree many(int files) throws IOException {
    var tree = new MemoryTree();
    for (int i = 0; i < files; i++) {
      String directory = "d" + i % 37;
      if (i < 37) {
        tree.addDirectory(path(directory));
      }
      tree.putFile(path(directory + "/file " + i), noise(i, i % 300));
    }
    return tree;
  }
}
