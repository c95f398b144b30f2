package dura.band.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// The calls that the trees leave untried, and what failures tell.
class LibcTest {
  private static final int DIRECTORY_FLAGS =
      OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC;
  private static final int CREATE_FLAGS =
      OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.CLOEXEC;

  @TempDir
  private Path directory;

  private int descriptor;

  @BeforeEach
  void openDirectory() throws IOException {
    descriptor = Libc.openat(
        Libc.CURRENT_DIRECTORY, bytes(directory.toString()), DIRECTORY_FLAGS, 0);
  }

  @AfterEach
  void closeDirectory() throws IOException {
    Libc.close(descriptor);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static PosixException failure(Executable call) {
    return assertThrows(PosixException.class, call);
  }

  @Test
  void readsAndWritesAtThePositionAndElsewhere() throws IOException {
    int file = Libc.openat(descriptor, bytes("f"), CREATE_FLAGS, 0640);
    byte[] text = bytes("0123456789");
    assertEquals(5, Libc.write(file, text, 0, 5));
    assertEquals(5, Libc.write(file, text, 5, 5));
    assertEquals(2, Libc.pwrite(file, 20, text, 1, 2));
    Libc.fdatasync(file);
    Libc.fsync(file);
    var read = new byte[10];
    assertEquals(3, Libc.read(file, read, 0, 3));
    assertEquals(9, Libc.read(file, read, 1, 9));
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, '1', '2'}, read);
    assertEquals(0, Libc.read(file, read, 0, 10));
    assertEquals(10, Libc.pread(file, 0, read, 0, 10));
    assertArrayEquals(text, read);
    Libc.fchmod(file, 0604);
    assertEquals(0604, Libc.stat(file).permissions());
    Libc.ftruncate(file, 3);
    assertEquals(3, Libc.stat(file).size());
    assertEquals(OptionalLong.of(1), Libc.seekData(file, 1));
    assertEquals(OptionalLong.of(3), Libc.seekHole(file, 1));
    assertEquals(OptionalLong.empty(), Libc.seekData(file, 3));
    Libc.close(file);
    assertEquals("012", Files.readString(directory.resolve("f")));
  }

  /// An offset whose lower half is all ones is no failure.
  @Test
  void offsetsUseAllTheirBits() throws IOException {
    long offset = 0xFFFF_FFFFL;
    int file = Libc.openat(descriptor, bytes("f"), CREATE_FLAGS, 0600);
    Libc.ftruncate(file, offset + 10);
    assertEquals(OptionalLong.of(offset), Libc.seekHole(file, offset));
    assertEquals(offset + 10, Libc.stat(file).size());
    Libc.close(file);
  }

  @Test
  void renamesAndRemoves() throws IOException {
    Libc.mkdirat(descriptor, bytes("d"), 0700);
    Files.writeString(directory.resolve("a"), "a");
    Files.writeString(directory.resolve("b"), "b");
    assertEquals(
        Errno.EEXIST,
        failure(() -> Libc.renameatIfAbsent(descriptor, bytes("a"), descriptor, bytes("b")))
            .errno());
    Libc.renameatIfAbsent(descriptor, bytes("a"), descriptor, bytes("c"));
    Libc.renameat(descriptor, bytes("c"), descriptor, bytes("b"));
    assertEquals("a", Files.readString(directory.resolve("b")));
    assertEquals(
        Errno.EISDIR, failure(() -> Libc.unlinkat(descriptor, bytes("d"))).errno());
    Libc.unlinkat(descriptor, bytes("b"));
    Libc.rmdirat(descriptor, bytes("d"));
    Libc.list(descriptor, (name, _) -> assertEquals("", new String(name, UTF_8)));
  }

  /// More names than one call returns.
  @Test
  void listsEveryNameOnce() throws IOException {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      String name = i + "-".repeat(100);
      expected.add(name);
      Files.createFile(directory.resolve(name));
    }
    Set<String> found = new HashSet<>();
    Libc.list(descriptor, (name, type) -> {
      assertTrue(found.add(new String(name, UTF_8)));
      assertTrue(type == Stat.REGULAR || type == 0);
    });
    assertEquals(expected, found);
  }

  @Test
  void failuresTellCallNumberAndPrintablePath() {
    PosixException failure =
        failure(() -> Libc.openat(descriptor, bytes("no\nsuch"), OpenFlags.RDONLY, 0));
    assertEquals(Errno.ENOENT, failure.errno());
    assertEquals("ENOENT", failure.symbol());
    assertEquals("openat", failure.call());
    assertEquals("no\\nsuch", failure.path());
    assertEquals("no\\nsuch: ENOENT (openat)", failure.getMessage());
    assertEquals("a/b: ENOENT (openat)", failure.at("a/b").getMessage());
    assertEquals("errno 4000", Errno.name(4000));
    assertEquals(Errno.EBADF, failure(() -> Libc.close(-1)).errno());
    assertEquals(Errno.EBADF, failure(() -> Libc.pread(-1, 0, new byte[1], 0, 1)).errno());
  }

  /// A NUL would cut the name short and so name something else.
  @Test
  void namesThatCannotBeAreRefused() {
    assertEquals(
        Errno.EINVAL, failure(() -> Libc.stat(descriptor, new byte[] {'.', 0, 'x'})).errno());
    assertEquals(
        Errno.EINVAL,
        failure(() -> Libc.symlinkat(new byte[] {'x', 0}, descriptor, bytes("l"))).errno());
    assertEquals(
        Errno.ENAMETOOLONG,
        failure(() -> Libc.stat(descriptor, bytes("x".repeat(5_000)))).errno());
    assertEquals(
        Errno.ENAMETOOLONG,
        failure(() -> Libc.stat(descriptor, bytes("x".repeat(100_000)))).errno());
    assertFalse(Files.exists(directory.resolve("l")));
  }

  @Test
  void theMaskIsGivenBack() {
    int former = Libc.umask(027);
    try {
      assertEquals(027, Libc.umask(former));
    } finally {
      Libc.umask(former);
    }
  }

  @Test
  void accountsAreFoundBothWays() throws IOException {
    assertEquals(OptionalLong.of(0), Accounts.userId("root"));
    assertEquals(OptionalLong.of(0), Accounts.groupId("root"));
    assertEquals(OptionalLong.empty(), Accounts.userId("no such user"));
    assertEquals(OptionalLong.empty(), Accounts.groupId(""));
    assertEquals(OptionalLong.empty(), Accounts.userId("root\0x"));
    assertFalse(Accounts.groups().isEmpty());
  }
}
