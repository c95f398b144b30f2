package dura.band.source;

import static dura.band.source.TreeContract.assertErrno;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.FileName;
import dura.band.model.Timestamp;
import dura.band.posix.Accounts;
import dura.band.posix.Errno;
import dura.band.posix.Libc;
import dura.band.posix.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What restoring leaves on disk, as other programs see it.
class FileRestoreTargetTest {
  /// An access ACL: user rwx, uid 12345 r-x, group r-x, mask r-x, others nothing.
  private static final byte[] ACL = HexFormat.of()
      .parseHex(
          "02000000" + "01000700ffffffff" + "0200050039300000" + "04000500ffffffff"
              + "10000500ffffffff" + "20000000ffffffff");
  private static final Timestamp TIME = new Timestamp(-2, 123_456_789);

  private TestDirectory directory;
  private FileRestoreTarget target;

  @BeforeEach
  void makeTarget() throws IOException {
    directory = new TestDirectory();
    target = FileRestoreTarget.open(directory.bytes("target"));
  }

  @AfterEach
  void removeTarget() throws IOException {
    target.close();
    directory.close();
  }

  private static ArchivePath path(String text) {
    return ArchivePath.of(text);
  }

  private Path onDisk(String relative) {
    return directory.path().resolve("target").resolve(relative);
  }

  private void put(String path) throws IOException {
    target.createFile(path(path), Existing.KEEP).close();
  }

  private static FileMetadata metadata(Owner owner, int permissions,
      ExtendedAttribute... attributes) {
    return new FileMetadata(owner, permissions, Optional.of(TIME), List.of(attributes));
  }

  private static Owner nobody() {
    return new Owner(4_000_000, 4_000_001, Optional.empty(), Optional.empty());
  }

  private String stat(String format, String relative) throws IOException {
    return Program.run("coreutils", "stat", "-c", format, onDisk(relative).toString()).strip();
  }

  /// Links of every kind stand where directories and files should go; what they lead to stays as
  /// it was.
  @Test
  void nothingOutsideIsTouched() throws IOException {
    Path outside = Files.createDirectory(directory.path().resolve("outside"));
    Files.writeString(outside.resolve("f"), "precious");
    Files.createSymbolicLink(onDisk("absolute"), outside);
    Files.createSymbolicLink(onDisk("relative"), Path.of("../outside"));
    Files.createSymbolicLink(onDisk("file"), outside.resolve("f"));
    Files.createSymbolicLink(onDisk("new"), outside.resolve("new"));
    for (String link : List.of("absolute", "relative")) {
      assertErrno(Errno.EEXIST, () -> target.makeDirectory(path(link)));
      assertErrno(
          Errno.ENOTDIR,
          () -> target.createFile(path(link + "/f"), Existing.REPLACE).close());
      assertErrno(Errno.ENOTDIR, () -> target.reopenFile(path(link + "/f")).close());
      assertErrno(
          Errno.ENOTDIR,
          () -> target.makeSymlink(path(link + "/l"), "x".getBytes(UTF_8), Existing.KEEP));
      assertErrno(
          Errno.ENOTDIR,
          () -> target.applyMetadata(path(link + "/f"), FileKind.FILE, metadata(nobody(), 0777)));
    }
    assertErrno(
        Errno.EEXIST, () -> target.createFile(path("new"), Existing.KEEP).close());
    assertThrows(FileChangedException.class, () -> target.reopenFile(path("file")).close());
    assertThrows(
        FileChangedException.class,
        () -> target.applyMetadata(path("file"), FileKind.FILE, metadata(nobody(), 0777)));
    try (TargetFile file = target.createFile(path("file"), Existing.REPLACE)) {
      file.write(0, "restored".getBytes(UTF_8), 0, 8);
    }
    assertEquals("precious", Files.readString(outside.resolve("f")));
    assertEquals("restored", Files.readString(onDisk("file")));
    try (Stream<Path> left = Files.list(outside)) {
      assertEquals(List.of(outside.resolve("f")), left.toList());
    }
  }

  /// A directory that was restored is exchanged for a link before its contents follow.
  @Test
  void aDirectoryExchangedForALinkIsRefused() throws IOException {
    Path outside = Files.createDirectory(directory.path().resolve("outside"));
    target.makeDirectory(path("d"));
    Files.delete(onDisk("d"));
    Files.createSymbolicLink(onDisk("d"), outside);
    assertErrno(
        Errno.ENOTDIR, () -> target.createFile(path("d/f"), Existing.KEEP).close());
    assertThrows(
        FileChangedException.class,
        () -> target.applyMetadata(path("d"), FileKind.DIRECTORY, metadata(nobody(), 0777)));
    assertFalse(Files.exists(outside.resolve("f")));
  }

  @Test
  void newEntriesAreForTheirOwnerAlone() throws IOException {
    put("f");
    target.makeDirectory(path("d"));
    target.makeNode(path("p"), FileKind.FIFO, DeviceNumber.NONE, Existing.KEEP);
    target.makeParent(path("above"));
    assertEquals("600", stat("%a", "f"));
    // The sticky bit marks what lacks its metadata still.
    assertEquals("1700", stat("%a", "d"));
    assertEquals("1600", stat("%a", "p"));
    assertEquals("700", stat("%a", "above"));
  }

  @Test
  void pythonSeesTheMetadata() throws IOException {
    put("f");
    target.makeSymlink(path("l"), "f".getBytes(UTF_8), Existing.KEEP);
    var owner = new Owner(
        Accounts.effectiveUser(), Accounts.groups().iterator().next(), Optional.empty(),
        Optional.empty());
    var attribute = new ExtendedAttribute("user.note".getBytes(UTF_8), new byte[] {0, 9});
    assertEquals(
        List.of(), target.applyMetadata(path("l"), FileKind.SYMLINK, metadata(owner, 0777)));
    assertEquals(
        List.of(),
        target.applyMetadata(path("f"), FileKind.FILE, metadata(owner, 0451, attribute)));
    assertEquals("0o100451 -1876543211 -1876543211 b'\\x00\\t'", Program.python("""
        import os, sys
        s = os.stat(sys.argv[1] + '/f')
        l = os.lstat(sys.argv[1] + '/l')
        print(oct(s.st_mode), s.st_mtime_ns, l.st_mtime_ns,
              os.getxattr(sys.argv[1] + '/f', 'user.note'))
        """, onDisk("").toString()).strip());
  }

  @Test
  void aclsAreSetAndInheritedOnesRemoved() throws IOException {
    target.makeDirectory(path("d"));
    var access = new ExtendedAttribute("system.posix_acl_access".getBytes(UTF_8), ACL);
    var inherited = new ExtendedAttribute("system.posix_acl_default".getBytes(UTF_8), ACL);
    var owner = new Owner(
        Accounts.effectiveUser(), Accounts.groups().iterator().next(), Optional.empty(),
        Optional.empty());
    assertEquals(
        List.of(),
        target.applyMetadata(
            path("d"), FileKind.DIRECTORY, metadata(owner, 0750, access, inherited)));
    put("d/with");
    put("d/without");
    assertEquals(
        List.of(),
        target.applyMetadata(path("d/with"), FileKind.FILE, metadata(owner, 0750, access)));
    assertEquals(
        List.of(),
        target.applyMetadata(path("d/without"), FileKind.FILE, metadata(owner, 0640)));
    try (
        var source = new FileSourceTree(
            Map.of(FileName.of("t"), directory.bytes("target")))) {
      assertEquals(List.of(access, inherited), source.extendedAttributes(path("t/d")));
      assertEquals(List.of(access), source.extendedAttributes(path("t/d/with")));
      assertEquals(List.of(), source.extendedAttributes(path("t/d/without")));
    }
    assertEquals("640", stat("%a", "d/without"));
  }

  @Test
  void failuresNameWhatFailedAndTheRestIsDone() throws IOException {
    put("f");
    var owner = new Owner(
        Accounts.effectiveUser(), Accounts.groups().iterator().next(), Optional.empty(),
        Optional.empty());
    var odd = new ExtendedAttribute("nonsense".getBytes(UTF_8), new byte[1]);
    var good = new ExtendedAttribute("user.good".getBytes(UTF_8), new byte[1]);
    List<MetadataFailure> failures =
        target.applyMetadata(path("f"), FileKind.FILE, metadata(owner, 0400, odd, good));
    assertEquals(1, failures.size());
    assertEquals(MetadataFailure.Aspect.ATTRIBUTE, failures.getFirst().aspect());
    assertEquals("EOPNOTSUPP", failures.getFirst().cause().symbol());
    assertEquals("f, attribute nonsense", failures.getFirst().cause().path());
    assertEquals("400", stat("%a", "f"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(onDisk(""))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /// Whoever is killed before that leaves nothing.
  @Test
  void aFileHasItsNameWhenItIsFinished() throws IOException {
    TargetFile file = target.createFile(path("f"), Existing.KEEP);
    file.write(0, new byte[] {'x'}, 0, 1);
    assertEquals(List.of(), names());
    assertEquals(List.of(), file.finish(metadata(nobody(), 0640)));
    assertEquals("640 1", stat("%a %s", "f"));
    TargetFile late = target.createFile(path("g"), Existing.KEEP);
    put("g");
    assertErrno(Errno.EEXIST, () -> late.finish(metadata(nobody(), 0640)));
    assertEquals("600 0", stat("%a %s", "g"));
    TargetFile other = target.createFile(path("f"), Existing.REPLACE);
    assertEquals("1", stat("%s", "f"));
    other.finish(metadata(nobody(), 0600));
    assertEquals("600 0", stat("%a %s", "f"));
    assertEquals(List.of("f", "g"), names());
  }

  /// Where the file system has no files without names.
  @Test
  void aTemporaryNameServesAsWell() throws IOException {
    int folder = Libc.openat(Libc.CURRENT_DIRECTORY, directory.bytes("target"),
        OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC, 0);
    for (Existing existing : Existing.values()) {
      var place = new FilePlace(path("f"), folder, existing);
      String temporary = new String(NewFile.temporaryName(place), UTF_8);
      // What a restore left that was killed.
      Libc.close(NewFile.underName(place).descriptor());
      assertTrue(names().contains(temporary));
      NewFile file = NewFile.underName(place);
      Libc.close(file.descriptor());
      file.publish(place);
      assertEquals(List.of("f"), names());
      NewFile given = NewFile.underName(place);
      Libc.close(given.descriptor());
      given.discard(place);
      assertEquals(List.of("f"), names());
    }
    var keep = new FilePlace(path("f"), folder, Existing.KEEP);
    NewFile late = NewFile.underName(keep);
    Libc.close(late.descriptor());
    assertErrno(Errno.EEXIST, () -> late.publish(keep));
    assertEquals(List.of("f"), names());
    Libc.close(folder);
  }

  @Test
  void holesStayHoles() throws IOException {
    try (TargetFile file = target.createFile(path("f"), Existing.KEEP)) {
      file.write(3L << 30, new byte[] {1}, 0, 1);
      file.setSize(5L << 30);
    }
    String[] found = stat("%s %b", "f").split(" ", 2);
    assertEquals(5L << 30, Long.parseLong(found[0]));
    assertTrue(Long.parseLong(found[1]) < 1000, "blocks: " + found[1]);
  }

  @Test
  void goesDeeperThanOneCallCan() throws IOException {
    ArchivePath deep = path("top");
    target.makeDirectory(deep);
    for (int i = 0; i < 300; i++) {
      deep = deep.child(FileName.of("d".repeat(20)));
      target.makeDirectory(deep);
    }
    try (TargetFile file = target.createFile(deep.child(FileName.of("f")), Existing.KEEP)) {
      file.write(0, new byte[] {42}, 0, 1);
    }
    assertEquals("6300 42", Program.python("""
        import os, sys
        os.chdir(sys.argv[1])
        n = 0
        while os.path.isdir('d' * 20):
            os.chdir('d' * 20)
            n += 21
        print(n, open('f', 'rb').read()[0])
        """, onDisk("top").toString()).strip());
  }

  @Test
  void theTargetMayBeALinkAndMustHaveAParent() throws IOException {
    Files.createSymbolicLink(directory.path().resolve("alias"), Path.of("target"));
    try (FileRestoreTarget alias = FileRestoreTarget.open(directory.bytes("alias"))) {
      alias.makeDirectory(path("d"));
    }
    assertTrue(Files.isDirectory(onDisk("d")));
    assertErrno(
        Errno.ENOENT, () -> FileRestoreTarget.open(directory.bytes("none/target")).close());
    Files.createFile(directory.path().resolve("file"));
    assertErrno(
        Errno.ENOTDIR, () -> FileRestoreTarget.open(directory.bytes("file")).close());
  }

  @Test
  void rootGivesFilesToTheirOwners() throws IOException {
    put("f");
    if (Accounts.effectiveUser() != 0) {
      // Only root may give files away; for others it is no failure, and the file stays theirs.
      assertEquals(
          List.of(), target.applyMetadata(path("f"), FileKind.FILE, metadata(nobody(), 0644)));
      assertEquals(Long.toString(Accounts.effectiveUser()), stat("%u", "f"));
      return;
    }
    assertEquals(
        List.of(), target.applyMetadata(path("f"), FileKind.FILE, metadata(nobody(), 06755)));
    assertEquals("4000000 4000001 6755", stat("%u %g %a", "f"));
    target.makeSymlink(path("l"), "f".getBytes(UTF_8), Existing.KEEP);
    assertEquals(
        List.of(), target.applyMetadata(path("l"), FileKind.SYMLINK, metadata(nobody(), 0777)));
    assertEquals("4000000 4000001", stat("%u %g", "l"));
    put("g");
    var byName = new Owner(5, 5, Optional.of("daemon"), Optional.of("no such group"));
    assertEquals(
        List.of(), target.applyMetadata(path("g"), FileKind.FILE, metadata(byName, 0600)));
    assertEquals("daemon 5", stat("%U %g", "g"));
    target.makeNode(path("c"), FileKind.CHARACTER_DEVICE, new DeviceNumber(1, 3), Existing.KEEP);
    target.makeNode(
        path("b"), FileKind.BLOCK_DEVICE, new DeviceNumber(4095, 1_048_575), Existing.KEEP);
    assertEquals("1 3 character special file", stat("%Hr %Lr %F", "c"));
    assertEquals("4095 1048575 block special file", stat("%Hr %Lr %F", "b"));
    assertErrno(
        Errno.EINVAL,
        () -> target.makeNode(
            path("x"), FileKind.BLOCK_DEVICE, new DeviceNumber(4096, 0), Existing.KEEP));
    var trusted = new ExtendedAttribute("trusted.note".getBytes(UTF_8), new byte[] {1});
    assertEquals(
        List.of(),
        target.applyMetadata(path("l"), FileKind.SYMLINK, metadata(nobody(), 0777, trusted)));
    try (
        var source = new FileSourceTree(
            Map.of(FileName.of("t"), directory.bytes("target")))) {
      assertEquals(List.of(trusted), source.extendedAttributes(path("t/l")));
      assertEquals(List.of(), source.extendedAttributes(path("t/f")));
      assertEquals(new DeviceNumber(1, 3), source.stat(path("t/c")).node());
    }
    assertArrayEquals("f".getBytes(UTF_8), linkTarget("l"));
  }

  private byte[] linkTarget(String relative) throws IOException {
    return Files.readSymbolicLink(onDisk(relative)).toString().getBytes(UTF_8);
  }
}
