package dura.band.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.model.Timestamp;
import dura.band.posix.Accounts;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What every pair of [RestoreTarget] and [SourceTree] does: the one writes what the other reads.
abstract class TreeContract {
  private static final byte[] HELLO = "hello".getBytes(UTF_8);
  private static final byte[] ODD_NAME = {'o', '\n', 27, '[', '7', 'm', (byte) 0xFF, '\\'};

  /// An empty target.
  abstract RestoreTarget target() throws IOException;

  /// Reads the same directory under the name `t`.
  abstract SourceTree source() throws IOException;

  static ArchivePath path(String text) {
    return ArchivePath.of(text);
  }

  static ArchivePath inSource(ArchivePath path) {
    ArchivePath full = path("t");
    for (FileName name : path.components()) {
      full = full.child(name);
    }
    return full;
  }

  void put(ArchivePath path, byte[] contents) throws IOException {
    try (TargetFile file = target().createFile(path, Existing.KEEP)) {
      file.write(0, contents, 0, contents.length);
    }
  }

  byte[] contents(ArchivePath path) throws IOException {
    FileStat stat = stat(path);
    try (SourceFile file = source().open(inSource(path), stat)) {
      var bytes = new byte[(int) stat.size() + 10];
      assertEquals(stat.size(), file.read(0, bytes, 0, bytes.length));
      return Arrays.copyOf(bytes, (int) stat.size());
    }
  }

  FileStat stat(ArchivePath path) throws IOException {
    return source().stat(inSource(path));
  }

  static void assertErrno(int errno, Executable executable) {
    PosixException failure = assertThrows(PosixException.class, executable);
    assertEquals(Errno.name(errno), failure.symbol(), failure.getMessage());
  }

  @Test
  void listsInByteOrderWithKinds() throws IOException {
    target().makeDirectory(path("d"));
    put(path("d").child(new byte[] {(byte) 0x80}), HELLO);
    put(path("d").child(ODD_NAME), HELLO);
    put(path("d/Z"), HELLO);
    target().makeDirectory(path("d/a"));
    target().makeSymlink(path("d/-"), HELLO, Existing.KEEP);
    List<DirectoryEntry> entries = source().list(path("t/d"));
    assertEquals(
        List.of(FileName.of("-"), FileName.of("Z"), FileName.of("a"), FileName.of(ODD_NAME),
            FileName.of(new byte[] {(byte) 0x80})),
        entries.stream().map(DirectoryEntry::name).toList());
    List<FileKind> kinds = List.of(
        FileKind.SYMLINK, FileKind.FILE, FileKind.DIRECTORY, FileKind.FILE, FileKind.FILE);
    for (int i = 0; i < kinds.size(); i++) {
      assertEquals(kinds.get(i), entries.get(i).kind().orElse(kinds.get(i)));
      assertEquals(
          kinds.get(i), source().stat(path("t/d").child(entries.get(i).name())).kind());
    }
    assertEquals(
        List.of(FileName.of("t")),
        source().list(ArchivePath.TOP).stream().map(DirectoryEntry::name).toList());
    assertEquals(FileKind.DIRECTORY, source().stat(path("t")).kind());
  }

  @Test
  void writesRangesInAnyOrderAndLeavesHoles() throws IOException {
    int mebibyte = 1 << 20;
    byte[] block = new byte[300_000];
    Arrays.fill(block, (byte) 7);
    try (TargetFile file = target().createFile(path("f"), Existing.KEEP)) {
      file.write(2L * mebibyte, block, 0, block.length);
      file.write(0, HELLO, 1, 3);
      file.setSize(4L * mebibyte);
      file.sync();
    }
    try (TargetFile file = target().reopenFile(path("f"))) {
      file.write(1, HELLO, 4, 1);
    }
    byte[] expected = new byte[4 * mebibyte];
    System.arraycopy("eol".getBytes(UTF_8), 0, expected, 0, 3);
    System.arraycopy(block, 0, expected, 2 * mebibyte, block.length);
    assertArrayEquals(expected, contents(path("f")));
    assertArrayEquals(expected, withoutHoles(path("f"), mebibyte));
  }

  /// The contents put together from the runs of data, which must spare most of the holes.
  private byte[] withoutHoles(ArchivePath path, long atMost) throws IOException {
    FileStat stat = stat(path);
    var bytes = new byte[(int) stat.size()];
    long read = 0;
    try (SourceFile file = source().open(inSource(path), stat)) {
      Optional<DataRange> next = file.dataFrom(0);
      while (next.isPresent()) {
        DataRange range = next.get();
        int length = (int) range.length();
        assertEquals(
            length, file.read(range.start(), bytes, (int) range.start(), length));
        read += length;
        next = file.dataFrom(range.end());
      }
    }
    assertTrue(read <= atMost, "read " + read);
    return bytes;
  }

  @Test
  void runsOfDataBeginWhereAsked() throws IOException {
    put(path("f"), HELLO);
    put(path("empty"), new byte[0]);
    try (SourceFile file = source().open(path("t/f"), stat(path("f")))) {
      assertEquals(Optional.of(new DataRange(2, 5)), file.dataFrom(2));
      assertEquals(Optional.empty(), file.dataFrom(5));
      assertEquals(Optional.empty(), file.dataFrom(1000));
      assertEquals(0, file.read(5, new byte[3], 0, 3));
    }
    try (SourceFile file = source().open(path("t/empty"), stat(path("empty")))) {
      assertEquals(Optional.empty(), file.dataFrom(0));
    }
  }

  @Test
  void whatIsGivenUpIsTakenAway() throws IOException {
    TargetFile file = target().createFile(path("f"), Existing.KEEP);
    file.write(0, HELLO, 0, HELLO.length);
    file.abandon();
    assertErrno(Errno.ENOENT, () -> stat(path("f")));
    put(path("f"), HELLO);
    TargetFile closed = target().createFile(path("g"), Existing.KEEP);
    closed.close();
    closed.abandon();
    assertErrno(Errno.ENOENT, () -> stat(path("g")));
  }

  /// What has the name by then is somebody else's.
  @Test
  void anotherFileUnderTheNameIsNotTakenAway() throws IOException {
    TargetFile file = target().createFile(path("f"), Existing.KEEP);
    try (TargetFile other = target().createFile(path("f"), Existing.REPLACE)) {
      other.write(0, HELLO, 0, HELLO.length);
    }
    file.abandon();
    assertArrayEquals(HELLO, contents(path("f")));
  }

  @Test
  void cutsFiles() throws IOException {
    put(path("f"), HELLO);
    try (TargetFile file = target().reopenFile(path("f"))) {
      file.setSize(2);
      file.setSize(4);
    }
    assertArrayEquals(new byte[] {'h', 'e', 0, 0}, contents(path("f")));
  }

  @Test
  void linksAreTheirTargetsBytes() throws IOException {
    target().makeSymlink(path("l"), ODD_NAME, Existing.KEEP);
    assertArrayEquals(ODD_NAME, source().readLink(path("t/l")));
    assertEquals(ODD_NAME.length, stat(path("l")).size());
    put(path("f"), HELLO);
    assertErrno(Errno.EINVAL, () -> source().readLink(path("t/f")));
  }

  @Test
  void hardLinksAreOneFile() throws IOException {
    target().makeDirectory(path("d"));
    put(path("f"), HELLO);
    target().makeHardLink(path("d/g"), path("f"), Existing.KEEP);
    assertTrue(stat(path("f")).isSameFile(stat(path("d/g"))));
    assertEquals(2, stat(path("f")).links());
    assertArrayEquals(HELLO, contents(path("d/g")));
    target().makeHardLink(path("d/g"), path("f"), Existing.REPLACE);
    target().makeHardLink(path("f"), path("f"), Existing.REPLACE);
    assertArrayEquals(HELLO, contents(path("f")));
    assertErrno(
        Errno.ENOENT, () -> target().makeHardLink(path("x"), path("none"), Existing.KEEP));
  }

  @Test
  void makesFifosAndSockets() throws IOException {
    for (FileKind kind : List.of(FileKind.FIFO, FileKind.SOCKET)) {
      ArchivePath path = path(kind.name());
      target().makeNode(path, kind, new DeviceNumber(1, 3), Existing.KEEP);
      assertEquals(kind, stat(path).kind());
      assertEquals(DeviceNumber.NONE, stat(path).node());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> target().makeNode(
            path("x"), FileKind.FILE, DeviceNumber.NONE, Existing.KEEP));
  }

  @Test
  void directoriesAreMadeOnce() throws IOException {
    assertTrue(target().makeDirectory(path("d")));
    assertEquals(0700, stat(path("d")).permissions() & 0777);
    assertTrue(target().makeDirectory(path("d")), "it was left unfinished");
    assertNone(target().applyMetadata(path("d"), FileKind.DIRECTORY, metadata(0750, 1, 0)));
    assertFalse(target().makeDirectory(path("d")));
    assertEquals(0750, stat(path("d")).permissions());
    put(path("f"), HELLO);
    assertErrno(Errno.EEXIST, () -> target().makeDirectory(path("f")));
    target().makeSymlink(path("l"), "d".getBytes(UTF_8), Existing.KEEP);
    assertErrno(Errno.EEXIST, () -> target().makeDirectory(path("l")));
  }

  @Test
  void keepsWhatIsThere() throws IOException {
    put(path("f"), HELLO);
    assertErrno(
        Errno.EEXIST, () -> target().createFile(path("f"), Existing.KEEP).close());
    assertErrno(
        Errno.EEXIST, () -> target().makeSymlink(path("f"), HELLO, Existing.KEEP));
    assertErrno(
        Errno.EEXIST,
        () -> target().makeNode(
            path("f"), FileKind.FIFO, DeviceNumber.NONE, Existing.KEEP));
    assertArrayEquals(HELLO, contents(path("f")));
  }

  @Test
  void replacesFilesAndLinksButNoDirectories() throws IOException {
    put(path("f"), HELLO);
    target().makeSymlink(path("l"), "f".getBytes(UTF_8), Existing.KEEP);
    target().createFile(path("l"), Existing.REPLACE).close();
    assertArrayEquals(HELLO, contents(path("f")));
    assertArrayEquals(new byte[0], contents(path("l")));
    long former = stat(path("l")).inode();
    put(path("unrelated"), HELLO);
    target().makeHardLink(path("l"), path("unrelated"), Existing.REPLACE);
    assertNotEquals(former, stat(path("l")).inode());
    target().makeDirectory(path("d"));
    assertErrno(
        Errno.EEXIST, () -> target().createFile(path("d"), Existing.REPLACE).close());
    assertEquals(FileKind.DIRECTORY, stat(path("d")).kind());
  }

  @Test
  void neverGoesThroughALink() throws IOException {
    target().makeDirectory(path("d"));
    put(path("d/f"), HELLO);
    target().makeSymlink(path("l"), "d".getBytes(UTF_8), Existing.KEEP);
    assertErrno(
        Errno.ENOTDIR, () -> target().createFile(path("l/g"), Existing.REPLACE).close());
    assertErrno(Errno.ENOTDIR, () -> target().makeDirectory(path("l/g")));
    assertErrno(
        Errno.ENOTDIR, () -> target().makeHardLink(path("g"), path("l/f"), Existing.KEEP));
    assertErrno(Errno.ENOTDIR, () -> source().list(path("t/l")));
    assertErrno(Errno.ENOTDIR, () -> source().stat(path("t/l/f")));
    assertThrows(
        FileChangedException.class,
        () -> source().open(path("t/l"), stat(path("d/f"))).close());
    assertErrno(Errno.ENOTDIR, () -> source().stat(path("t/d/f/x")));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertErrno(Errno.ENOENT, () -> stat(path("none")));
    assertErrno(Errno.ENOENT, () -> source().list(path("t/none")));
    assertErrno(
        Errno.ENOENT, () -> target().createFile(path("none/f"), Existing.KEEP).close());
    assertErrno(Errno.ENOENT, () -> source().stat(path("other/f")));
    assertErrno(Errno.ENOENT, () -> target().reopenFile(path("none")).close());
  }

  @Test
  void noticesAnotherFileUnderTheName() throws IOException {
    put(path("f"), HELLO);
    put(path("g"), HELLO);
    FileStat expected = stat(path("f"));
    target().makeHardLink(path("f"), path("g"), Existing.REPLACE);
    assertThrows(
        FileChangedException.class, () -> source().open(path("t/f"), expected).close());
    target().makeNode(path("f"), FileKind.FIFO, DeviceNumber.NONE, Existing.REPLACE);
    assertThrows(
        FileChangedException.class, () -> source().open(path("t/f"), expected).close());
    assertThrows(FileChangedException.class, () -> target().reopenFile(path("f")).close());
    assertThrows(
        FileChangedException.class,
        () -> target().applyMetadata(path("f"), FileKind.FILE, metadata(0600, 0, 0)));
  }

  @Test
  void noticesThatContentsChange() throws IOException {
    put(path("f"), HELLO);
    FileStat before = stat(path("f"));
    try (SourceFile file = source().open(path("t/f"), before)) {
      assertTrue(file.stat().hasSameContents(before));
      try (TargetFile writer = target().reopenFile(path("f"))) {
        writer.write(5, HELLO, 0, 1);
      }
      assertFalse(file.stat().hasSameContents(before));
      assertTrue(file.stat().isSameFile(before));
    }
  }

  static FileMetadata metadata(int permissions, long seconds, int nanos,
      ExtendedAttribute... attributes) throws PosixException {
    long uid = Accounts.effectiveUser();
    long gid = Accounts.groups().iterator().next();
    var owner = new Owner(uid, gid, Optional.empty(), Optional.empty());
    return new FileMetadata(
        owner, permissions, Optional.of(new Timestamp(seconds, nanos)), List.of(attributes));
  }

  @Test
  void metadataComesBack() throws IOException {
    var second = new ExtendedAttribute("user.b".getBytes(UTF_8), new byte[] {0, 1, (byte) 0xFF});
    var first = new ExtendedAttribute("user.a".getBytes(UTF_8), new byte[0]);
    put(path("f"), HELLO);
    target().makeDirectory(path("d"));
    target().makeNode(path("p"), FileKind.FIFO, DeviceNumber.NONE, Existing.KEEP);
    target().makeSymlink(path("l"), HELLO, Existing.KEEP);
    assertNone(
        target().applyMetadata(
            path("f"), FileKind.FILE, metadata(06754, -86_400 * 365L, 999_999_999, second, first)));
    assertNone(
        target().applyMetadata(path("d"), FileKind.DIRECTORY, metadata(03511, 1, 1, first)));
    assertNone(target().applyMetadata(path("p"), FileKind.FIFO, metadata(0, -1, 5)));
    assertNone(
        target().applyMetadata(path("l"), FileKind.SYMLINK, metadata(0777, 4_000_000_000L, 0)));
    assertMetadata(path("f"), 06754, new Timestamp(-86_400 * 365L, 999_999_999));
    assertMetadata(path("d"), 03511, new Timestamp(1, 1));
    assertMetadata(path("p"), 0, new Timestamp(-1, 5));
    assertMetadata(path("l"), 0777, new Timestamp(4_000_000_000L, 0));
    assertEquals(List.of(first, second), source().extendedAttributes(path("t/f")));
    assertEquals(List.of(first), source().extendedAttributes(path("t/d")));
    assertEquals(List.of(), source().extendedAttributes(path("t/p")));
    assertEquals(List.of(), source().extendedAttributes(path("t/l")));
    assertEquals(5, stat(path("f")).size());
  }

  private static void assertNone(List<MetadataFailure> failures) {
    assertEquals(List.of(), failures);
  }

  private void assertMetadata(ArchivePath path, int permissions, Timestamp modified)
      throws IOException {
    FileStat stat = stat(path);
    assertEquals(Integer.toOctalString(permissions), Integer.toOctalString(stat.permissions()));
    assertEquals(modified, stat.modified());
  }

  @Test
  void holdsManyAndDeepDirectories() throws IOException {
    var paths = new ArrayList<ArchivePath>();
    ArchivePath deep = path("deep");
    target().makeDirectory(deep);
    for (int i = 0; i < 200; i++) {
      target().makeDirectory(path("d" + i));
      deep = deep.child(FileName.of("level" + i));
      target().makeDirectory(deep);
      put(path("d" + i + "/f"), ("" + i).getBytes(UTF_8));
      put(deep.child(FileName.of("f")), ("" + i).getBytes(UTF_8));
      paths.add(path("d" + i));
      paths.add(deep);
    }
    for (int i = paths.size() - 1; i >= 0; i--) {
      assertArrayEquals(
          ("" + i / 2).getBytes(UTF_8), contents(paths.get(i).child(FileName.of("f"))));
    }
  }
}
