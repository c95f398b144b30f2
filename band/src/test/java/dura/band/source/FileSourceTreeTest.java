package dura.band.source;

import static dura.band.source.TreeContract.assertErrno;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.posix.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Trees that other programs made.
class FileSourceTreeTest {
  /// Makes a tree with what names and times can be, and sockets and fifos.
  private static final String MAKE_TREE = """
      import os, socket, sys
      os.chdir(sys.argv[1].encode())
      os.mkdir(b'tree')
      os.chdir(b'tree')
      for name in (b'\\xff\\xfe', b'new\\nline', b'\\x1b[31mred', b'back\\\\slash', b'x' * 255,
                   b' ', b'-rf', b'\\xe2\\x82\\xac', b'...', b'~dura'):
          with open(name, 'wb') as f:
              f.write(name)
          os.utime(name, ns=(0, -1_500_000_001), follow_symlinks=False)
      os.mkdir(b'dir\\x80')
      os.symlink(b'/etc/passwd', b'dir\\x80/out')
      os.symlink(b'\\xff' * 300, b'dir\\x80/dangling')
      os.mkfifo(b'fifo', 0o620)
      socket.socket(socket.AF_UNIX).bind('socket')
      os.link(b' ', b'dir\\x80/second name')
      os.chmod(b'-rf', 0o6751)
      """;

  /// Tells what is there, one line for each entry, in no order.
  private static final String TELL_TREE = """
      import os, stat, sys
      def tell(path, shown):
          s = os.lstat(path)
          print(shown.hex(), oct(s.st_mode), s.st_nlink, s.st_uid, s.st_gid, s.st_size,
                s.st_mtime_ns, s.st_ctime_ns, s.st_dev >> 8, s.st_ino)
          if stat.S_ISDIR(s.st_mode):
              for name in os.listdir(path):
                  tell(path + b'/' + name, shown + b'/' + name)
      tell(sys.argv[1].encode(), b't')
      """;

  private static final Map<FileKind, Integer> TYPE_BITS = Map.of(
      FileKind.FILE, 0100000,
      FileKind.DIRECTORY, 0040000,
      FileKind.SYMLINK, 0120000,
      FileKind.FIFO, 0010000,
      FileKind.SOCKET, 0140000);

  private TestDirectory directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = new TestDirectory();
  }

  @AfterEach
  void removeDirectory() throws IOException {
    directory.close();
  }

  private FileSourceTree tree(String relative) {
    return new FileSourceTree(Map.of(FileName.of("t"), directory.bytes(relative)));
  }

  private static ArchivePath path(String text) {
    return ArchivePath.of(text);
  }

  private static List<ArchivePath> walk(SourceTree tree, ArchivePath from) throws IOException {
    var paths = new ArrayList<>(List.of(from));
    for (int i = 0; i < paths.size(); i++) {
      ArchivePath path = paths.get(i);
      if (tree.stat(path).kind() == FileKind.DIRECTORY) {
        for (DirectoryEntry entry : tree.list(path)) {
          paths.add(path.child(entry.name()));
        }
      }
    }
    return paths;
  }

  @Test
  void seesWhatPythonSees() throws IOException {
    Program.python(MAKE_TREE, directory.path().toString());
    List<String> expected =
        Program.python(TELL_TREE, directory.path() + "/tree").lines().sorted().toList();
    var found = new ArrayList<String>();
    try (FileSourceTree tree = tree("tree")) {
      for (ArchivePath path : walk(tree, path("t"))) {
        found.add(line(path, tree.stat(path)));
      }
    }
    found.sort(null);
    assertEquals(String.join("\n", expected), String.join("\n", found));
    assertEquals(17, found.size());
  }

  private static String line(ArchivePath path, FileStat stat) {
    int mode = TYPE_BITS.getOrDefault(stat.kind(), 0) | stat.permissions();
    long major = stat.device() >>> 32;
    long upperMinor = (stat.device() & 0xFFFFFFFFL) >>> 8;
    return String.join(" ",
        HexFormat.of().formatHex(path.bytes()), "0o" + Integer.toOctalString(mode),
        "" + stat.links(), "" + stat.uid(), "" + stat.gid(), "" + stat.size(),
        "" + (stat.modified().seconds() * 1_000_000_000 + stat.modified().nanos()),
        "" + (stat.changed().seconds() * 1_000_000_000 + stat.changed().nanos()),
        "" + (major | upperMinor << 12), "" + stat.inode());
  }

  @Test
  void readsContentsUnderOddNames() throws IOException {
    Program.python(MAKE_TREE, directory.path().toString());
    int files = 0;
    try (FileSourceTree tree = tree("tree")) {
      for (DirectoryEntry entry : tree.list(path("t"))) {
        ArchivePath path = path("t").child(entry.name());
        FileStat stat = tree.stat(path);
        if (stat.kind() == FileKind.FILE) {
          try (SourceFile file = tree.open(path, stat)) {
            var bytes = new byte[300];
            int length = file.read(0, bytes, 0, bytes.length);
            assertArrayEquals(
                entry.name().bytes(), Arrays.copyOf(bytes, length), path.toString());
          }
          files++;
        }
      }
      assertArrayEquals(
          "/etc/passwd".getBytes(UTF_8),
          tree.readLink(path("t").child(FileName.of(new byte[] {'d', 'i', 'r', (byte) 0x80}))
              .child(FileName.of("out"))));
    }
    assertEquals(10, files);
  }

  /// 30 components of 250 bytes: more than the 4,095 bytes one call takes.
  @Test
  void readsBelowTheLongestPathOfOneCall() throws IOException {
    Program.python("""
        import os, sys
        os.chdir(sys.argv[1])
        for i in range(30):
            os.mkdir('d' * 250)
            os.chdir('d' * 250)
            with open('f', 'w') as f:
                f.write(str(i))
        """, directory.path().toString());
    try (FileSourceTree tree = tree("")) {
      List<ArchivePath> paths = walk(tree, path("t"));
      assertEquals(61, paths.size());
      assertEquals(2 + 30 * 251 + 1, paths.getLast().length());
      try (SourceFile file = tree.open(paths.getLast(), tree.stat(paths.getLast()))) {
        assertEquals(2, file.read(0, new byte[9], 0, 9));
      }
      assertEquals(List.of(), tree.extendedAttributes(paths.getLast()));
    }
  }

  @Test
  void aSourceThatIsALinkIsTheLink() throws IOException {
    Path root = directory.path();
    Files.createDirectory(root.resolve("d"));
    Files.createFile(root.resolve("d/f"));
    Files.createSymbolicLink(root.resolve("l"), Path.of("d"));
    try (FileSourceTree tree = tree("l")) {
      assertEquals(FileKind.SYMLINK, tree.stat(path("t")).kind());
      assertArrayEquals(new byte[] {'d'}, tree.readLink(path("t")));
      assertErrno(Errno.ENOTDIR, () -> tree.list(path("t")));
    }
    for (String meant : List.of("l/", "l/.", "d/../l/", "l//")) {
      try (FileSourceTree tree = tree(meant)) {
        assertEquals(FileKind.DIRECTORY, tree.stat(path("t")).kind(), meant);
        assertEquals(1, tree.list(path("t")).size());
        assertEquals(FileKind.FILE, tree.stat(path("t/f")).kind());
      }
    }
    try (FileSourceTree tree = tree("l/f")) {
      assertEquals(FileKind.FILE, tree.stat(path("t")).kind());
    }
    try (FileSourceTree tree = tree("d/f/")) {
      assertErrno(Errno.ENOTDIR, () -> tree.stat(path("t")));
    }
    try (var tree = new FileSourceTree(Map.of(FileName.of("r"), new byte[] {'/'}))) {
      assertEquals(FileKind.DIRECTORY, tree.stat(path("r/usr/bin")).kind());
    }
  }

  @Test
  void aMissingSourceIsToldWhenAskedFor() throws IOException {
    try (FileSourceTree tree = tree("none/x")) {
      assertEquals(
          List.of(new DirectoryEntry(FileName.of("t"), Optional.empty())),
          tree.list(ArchivePath.TOP));
      assertErrno(Errno.ENOENT, () -> tree.stat(path("t")));
      assertErrno(Errno.ENOENT, () -> tree.list(path("t/u")));
    }
    assertThrows(IllegalArgumentException.class,
        () -> new FileSourceTree(Map.of(FileName.of("t"), new byte[0])));
  }

  /// While the tree is walked, a directory is exchanged for a link that leads out of it.
  @Test
  void refusesADirectoryThatBecameALink() throws IOException {
    Path root = directory.path();
    Files.createDirectories(root.resolve("tree/a/b"));
    Files.createDirectories(root.resolve("secret/b"));
    Files.writeString(root.resolve("tree/a/b/f"), "mine");
    Files.writeString(root.resolve("secret/b/f"), "secret");
    try (FileSourceTree tree = tree("tree")) {
      FileStat seen = tree.stat(path("t/a/b/f"));
      Files.move(root.resolve("tree/a"), root.resolve("tree/former"));
      Files.createSymbolicLink(root.resolve("tree/a"), root.resolve("secret"));
      try (SourceFile file = tree.open(path("t/a/b/f"), seen)) {
        var bytes = new byte[6];
        assertEquals(4, file.read(0, bytes, 0, 6), "still the directory that was open");
      }
    }
    try (FileSourceTree tree = tree("tree")) {
      assertEquals(FileKind.SYMLINK, tree.stat(path("t/a")).kind());
      assertErrno(Errno.ENOTDIR, () -> tree.stat(path("t/a/b/f")));
      assertErrno(Errno.ENOTDIR, () -> tree.list(path("t/a/b")));
      assertErrno(Errno.ENOTDIR, () -> tree.extendedAttributes(path("t/a/b")));
    }
  }

  @Test
  void doesNotWaitForAFifoThatTookTheName() throws IOException {
    Path file = directory.path().resolve("f");
    Files.createFile(file);
    try (FileSourceTree tree = tree("")) {
      FileStat seen = tree.stat(path("t/f"));
      Files.delete(file);
      Program.run("coreutils", "mkfifo", file.toString());
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> assertThrows(FileChangedException.class, () -> tree.open(path("t/f"), seen)));
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("/etc/passwd"));
      assertThrows(FileChangedException.class, () -> tree.open(path("t/f"), seen));
      Files.delete(file);
      Program.python(
          "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])",
          file.toString());
      assertThrows(FileChangedException.class, () -> tree.open(path("t/f"), seen));
    }
  }

  @Test
  void skipsTheHolesOfALargeFile() throws IOException {
    long gibibyte = 1L << 30;
    Program.python("""
        import sys
        with open(sys.argv[1], 'wb') as f:
            f.seek(3 * 2**30)
            f.write(b'middle')
            f.truncate(5 * 2**30)
        """, directory.path() + "/f");
    try (FileSourceTree tree = tree("f")) {
      FileStat stat = tree.stat(path("t"));
      assertEquals(5 * gibibyte, stat.size());
      try (SourceFile file = tree.open(path("t"), stat)) {
        DataRange range = file.dataFrom(0).orElseThrow();
        assertEquals(3 * gibibyte, range.start());
        assertEquals(true, range.length() < 1 << 20, range.toString());
        assertEquals(Optional.empty(), file.dataFrom(range.end()));
        var bytes = new byte[6];
        assertEquals(6, file.read(3 * gibibyte, bytes, 0, 6));
        assertArrayEquals("middle".getBytes(UTF_8), bytes);
      }
    }
  }

  @Test
  void knowsTheNamesOfOwners() throws IOException {
    try (FileSourceTree tree = tree("")) {
      for (String line : Program.run("libc-bin", "getent", "passwd", "0", "1", "65534")
          .lines()
          .toList()) {
        String[] fields = line.split(":", -1);
        assertEquals(
            Optional.of(fields[0]), tree.userName(Long.parseLong(fields[2])));
      }
      for (String line : Program.run("libc-bin", "getent", "group", "0", "1", "5")
          .lines()
          .toList()) {
        String[] fields = line.split(":", -1);
        assertEquals(
            Optional.of(fields[0]), tree.groupName(Long.parseLong(fields[2])));
      }
      assertEquals(Optional.empty(), tree.userName(3_999_999_999L));
      assertEquals(Optional.empty(), tree.groupName(3_999_999_999L));
    }
  }

  /// More threads than directories kept open, each in its own corner: every answer is right, and in
  /// the end no descriptor is left.
  @Test
  void servesThreadsAtOnceAndLeavesNothingOpen() throws Exception {
    Path root = directory.path();
    for (int i = 0; i < 150; i++) {
      Files.createDirectories(root.resolve("d" + i + "/e"));
      Files.writeString(root.resolve("d" + i + "/e/f"), "x".repeat(i));
    }
    long before = openDescriptors();
    try (
        FileSourceTree tree = tree("");
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      var results = new ArrayList<Future<Long>>();
      for (int i = 0; i < 1500; i++) {
        ArchivePath path = path("t/d" + i % 150 + "/e/f");
        results.add(threads.submit(() -> {
          try (SourceFile file = tree.open(path, tree.stat(path))) {
            return (long) file.read(0, new byte[1000], 0, 1000);
          }
        }));
      }
      for (int i = 0; i < results.size(); i++) {
        assertEquals(i % 150, results.get(i).get());
      }
    }
    assertEquals(before, openDescriptors());
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  /// Where the file system keeps the flag, chattr(1) sets it; elsewhere nothing has it.
  @Test
  void nodumpFlagAsLsattrTellsIt() throws IOException {
    Path folder = Files.createDirectory(directory.path().resolve("flags"));
    Path flagged = Files.writeString(folder.resolve("flagged"), "x");
    Files.writeString(folder.resolve("plain"), "x");
    String shown = Program.run("e2fsprogs", "sh", "-c",
        "chattr +d -- \"$1\" 2>/dev/null; lsattr -- \"$1\" 2>/dev/null || true", "sh",
        flagged.toString());
    boolean kept = shown.split(" ", 2)[0].contains("d");
    try (
        var tree = new FileSourceTree(
            Map.of(FileName.of("t"), folder.toString().getBytes(UTF_8)))) {
      ArchivePath top = ArchivePath.TOP.child(FileName.of("t"));
      assertEquals(kept, tree.stat(top.child(FileName.of("flagged"))).nodump());
      assertEquals(kept ? 1 : 2, new NodumpEntries().list(tree, top).size());
    }
  }

  /// What every Linux has mounted at /proc is not of the root's file system.
  @Test
  void mountedFileSystemsAreEmptyDirectories() throws IOException {
    try (var tree = new FileSourceTree(Map.of(FileName.of("t"), new byte[] {'/'}))) {
      ArchivePath top = ArchivePath.TOP.child(FileName.of("t"));
      var exclusion = new OtherFileSystems();
      assertEquals(tree.list(top), exclusion.list(tree, top));
      assertEquals(List.of(), exclusion.list(tree, top.child(FileName.of("proc"))));
    }
  }
}
