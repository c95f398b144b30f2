package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// In which order a [FileStore] writes, what it does where calls fail, and what a crash leaves.
class FileStoreWritingTest {
  private static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");
  private static final ByteSlice HELLO = ByteSlice.utf8("hello");
  private static final String PATH = "b1/d/x.tar";
  private static final int MOST_CALLS = 60;

  /// The ways of publishing that file systems leave.
  enum Links {
    HARD_LINKS, CONDITIONAL_RENAME, PLAIN_RENAME;

    /// Fails the calls that such a file system does not have.
    void refuse(String call) throws PosixException {
      if (this != HARD_LINKS && call.startsWith("link ")) {
        throw new PosixException(Errno.EPERM, "linkat", call);
      }
      if (this == PLAIN_RENAME && call.startsWith("rename-if-absent ")) {
        throw new PosixException(Errno.EINVAL, "renameat2", call);
      }
    }
  }

  /// No further call is made, not even to tidy up.
  private static final class PowerLost extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @TempDir
  private Path folder;
  private WatchedFileCalls calls;
  private FileStore store;

  @BeforeEach
  void create() throws IOException {
    calls = new WatchedFileCalls();
    store = FileStore.create(folder.resolve("archive"), calls, InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() throws IOException {
    calls.setRule(_ -> {});
    store.close();
  }

  private Path onDisk(String path) {
    return folder.resolve("archive").resolve(path);
  }

  private List<String> namesIn(String directory) throws IOException {
    try (Stream<Path> names = Files.list(onDisk(directory))) {
      return names.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aNewFolderIsDurableBeforeItIsUsed() {
    assertEquals(List.of("make .", "sync .."), calls.changes());
  }

  @Test
  void bytesAreDurableBeforeTheName() throws IOException {
    calls.clear();
    store.putIfAbsent(PATH, HELLO);
    assertEquals(
        List.of(
            "make b1",
            "make b1/d",
            "create b1/d/.x.tar.*.part",
            "write b1/d/.x.tar.*.part",
            "sync b1/d/.x.tar.*.part",
            "link b1/d/.x.tar.*.part b1/d/x.tar",
            "remove b1/d/.x.tar.*.part",
            "sync b1/d",
            "sync b1",
            "sync ."),
        calls.changes());
    calls.clear();
    store.putIfAbsent("b1/d/y.tar", HELLO);
    assertEquals(
        List.of(
            "create b1/d/.y.tar.*.part",
            "write b1/d/.y.tar.*.part",
            "sync b1/d/.y.tar.*.part",
            "link b1/d/.y.tar.*.part b1/d/y.tar",
            "remove b1/d/.y.tar.*.part",
            "sync b1/d"),
        calls.changes());
  }

  /// Another program may have made the folders and lost power before it synced them.
  @Test
  void foldersThatAnotherMadeAreSyncedOnce() throws IOException {
    Files.createDirectories(onDisk("b1/d"));
    calls.clear();
    store.putIfAbsent("b1/head.tar", HELLO);
    store.putIfAbsent(PATH, HELLO);
    store.putIfAbsent("b1/d/y.tar", HELLO);
    assertEquals(
        List.of("sync b1", "sync .", "sync b1/d", "sync b1", "sync b1/d"),
        calls.changes().stream().filter(call -> call.matches("sync [^*]*")).toList());
  }

  /// Whoever finds a name taken may rely on what is there, and it may be that no one synced its name.
  @Test
  void whatExistsIsMadeDurable() throws IOException {
    Files.createDirectories(onDisk("b1/d"));
    Files.writeString(onDisk(PATH), "there");
    calls.clear();
    assertEquals(Store.Put.EXISTS, store.putIfAbsent(PATH, HELLO));
    assertEquals(List.of("sync b1/d", "sync b1", "sync ."), calls.changes());
  }

  @Test
  void replacingIsOneRename() throws IOException {
    store.putIfAbsent(PATH, HELLO);
    calls.clear();
    store.replacing().orElseThrow().replace(PATH, ByteSlice.utf8("other"));
    assertEquals(
        List.of(
            "create b1/d/.x.tar.*.part",
            "write b1/d/.x.tar.*.part",
            "sync b1/d/.x.tar.*.part",
            "rename b1/d/.x.tar.*.part b1/d/x.tar",
            "sync b1/d"),
        calls.changes());
  }

  @Test
  void deletionsAreDurable() throws IOException {
    store.putIfAbsent(PATH, HELLO);
    store.putIfAbsent("b1/head.tar", HELLO);
    calls.clear();
    store.delete(PATH);
    assertEquals(
        List.of(
            "remove b1/d/x.tar", "sync b1/d", "remove-folder b1/d", "sync b1",
            "remove-folder b1"),
        calls.changes());
  }

  @Test
  void withoutLinksARenamePublishes() throws IOException {
    calls.setRule(Links.CONDITIONAL_RENAME::refuse);
    calls.clear();
    assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", HELLO));
    assertEquals(
        List.of(
            "create .x.tar.*.part",
            "write .x.tar.*.part",
            "sync .x.tar.*.part",
            "link .x.tar.*.part x.tar",
            "rename-if-absent .x.tar.*.part x.tar",
            "remove .x.tar.*.part",
            "sync ."),
        calls.changes());
  }

  @Test
  void withoutConditionalRenamesAnEmptyFileTakesTheName() throws IOException {
    calls.setRule(Links.PLAIN_RENAME::refuse);
    calls.clear();
    assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", HELLO));
    assertEquals(
        List.of(
            "create .x.tar.*.part",
            "write .x.tar.*.part",
            "sync .x.tar.*.part",
            "link .x.tar.*.part x.tar",
            "rename-if-absent .x.tar.*.part x.tar",
            "create x.tar",
            "rename .x.tar.*.part x.tar",
            "remove .x.tar.*.part",
            "sync ."),
        calls.changes());
  }

  @ParameterizedTest
  @EnumSource
  void aNameTakenMeanwhileStays(Links links) throws IOException {
    var other = new AtomicInteger();
    calls.setRule(call -> {
      links.refuse(call);
      boolean lastStep = switch (links) {
        case HARD_LINKS -> call.startsWith("link ");
        case CONDITIONAL_RENAME -> call.startsWith("rename-if-absent ");
        case PLAIN_RENAME -> call.equals("create x.tar");
      };
      if (lastStep && other.getAndIncrement() == 0) {
        putByAnother();
      }
    });
    assertEquals(Store.Put.EXISTS, store.putIfAbsent("x.tar", HELLO));
    assertEquals("another's", Files.readString(onDisk("x.tar")));
    assertEquals(List.of("x.tar"), namesIn(""));
  }

  private void putByAnother() {
    try {
      Files.writeString(onDisk("x.tar"), "another's");
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /// The link was made, but its answer was lost and the repetition finds the name taken.
  @Test
  void aRepeatedLinkFindsItself() throws IOException {
    calls.setRule(call -> {
      if (call.startsWith("link ")) {
        try (Stream<Path> names = Files.list(onDisk(""))) {
          Files.createLink(onDisk("x.tar"), names.findFirst().orElseThrow());
        } catch (IOException failure) {
          throw new AssertionError(failure);
        }
      }
    });
    assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", HELLO));
    assertEquals(List.of("x.tar"), namesIn(""));
  }

  @Test
  void shortWritesAreContinued() throws IOException {
    calls.setLongestWrite(2);
    store.putIfAbsent("x.tar", HELLO);
    assertEquals("hello", Files.readString(onDisk("x.tar")));
    calls.setLongestWrite(0);
    assertThrows(PosixException.class, () -> store.putIfAbsent("y.tar", HELLO));
    assertEquals(List.of("x.tar"), namesIn(""));
  }

  @Test
  void largeObjectsAreWritten() throws IOException {
    byte[] bytes = new byte[3 * SectorReader.CHUNK_BYTES + 7];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    store.putIfAbsent("x.tar", ByteSlice.of(bytes));
    assertEquals(
        Optional.of(StoredBytes.whole(bytes)), store.read("x.tar"));
  }

  @Test
  void aFullDiskIsToldAndLeavesNothing() throws IOException {
    calls.setRule(call -> {
      if (call.startsWith("write ")) {
        throw new PosixException(Errno.ENOSPC, "pwrite", call);
      }
    });
    PosixException failure =
        assertThrows(PosixException.class, () -> store.putIfAbsent("x.tar", HELLO));
    assertEquals(Errno.ENOSPC, failure.errno());
    assertEquals(onDisk("x.tar").toString(), failure.path());
    assertEquals(List.of(), namesIn(""));
  }

  /// Lets the call of a number fail and counts the calls.
  private static WatchedFileCalls.Rule failingAt(Links links, AtomicInteger count, int number) {
    return call -> {
      links.refuse(call);
      if (count.incrementAndGet() == number) {
        throw new PosixException(Errno.EIO, "test", call);
      }
    };
  }

  /// Lets the power fail before the call of a number and counts the calls.
  private static WatchedFileCalls.Rule crashingAt(Links links, AtomicInteger count, int number) {
    return call -> {
      links.refuse(call);
      if (count.incrementAndGet() >= number) {
        throw new PowerLost();
      }
    };
  }

  /// Whichever call fails: an exception means that nothing is there, an answer that all is, and no
  /// file stays open.
  @ParameterizedTest
  @EnumSource
  void anyCallMayFail(Links links) throws IOException {
    calls.leaveOutSyncs();
    int failed = 0;
    for (int number = 1; number <= MOST_CALLS; number++) {
      String path = "b" + number + "/d/x.tar";
      var count = new AtomicInteger();
      calls.setRule(failingAt(links, count, number));
      boolean stored = isStored(path);
      calls.setRule(_ -> {});
      Optional<StoredBytes> expected =
          stored ? Optional.of(new StoredBytes(HELLO, List.of())) : Optional.empty();
      assertEquals(expected, store.read(path), "call " + number);
      assertEquals(List.of("."), calls.open(), "call " + number);
      assertEquals(
          stored ? Store.Put.EXISTS : Store.Put.STORED,
          store.putIfAbsent(path, HELLO),
          "call " + number);
      failed += stored ? 0 : 1;
      if (count.get() < number) {
        assertTrue(failed > 10, "failures " + failed);
        return;
      }
    }
    throw new AssertionError("more than " + MOST_CALLS + " calls");
  }

  private boolean isStored(String path) {
    try {
      return store.putIfAbsent(path, HELLO) == Store.Put.STORED;
    } catch (IOException failure) {
      return false;
    }
  }

  /// Wherever the power fails, the name shows all or nothing; only without both links and
  /// conditional renames, an empty file may stand there.
  @ParameterizedTest
  @EnumSource
  void aCrashLeavesAllOrNothing(Links links) throws IOException {
    boolean sawNothing = false;
    boolean sawAll = false;
    for (int number = 1; number <= MOST_CALLS; number++) {
      String path = "b" + number + "/d/x.tar";
      var count = new AtomicInteger();
      var crashing = new WatchedFileCalls();
      crashing.leaveOutSyncs();
      var crashed = FileStore.open(onDisk(""), crashing, InstantSource.fixed(NOW));
      crashing.setRule(crashingAt(links, count, number));
      try {
        crashed.putIfAbsent(path, HELLO);
        assertTrue(count.get() < number);
        assertTrue(sawNothing && sawAll);
        return;
      } catch (PowerLost _) {
        Optional<StoredBytes> left = store.read(path);
        boolean isEmpty = left.isPresent() && left.get().length() == 0;
        boolean isReservation = isEmpty && links == Links.PLAIN_RENAME;
        assertTrue(
            left.isEmpty() || isReservation
                || left.get().equals(new StoredBytes(HELLO, List.of())),
            "call " + number);
        sawNothing |= left.isEmpty();
        sawAll |= left.isPresent() && !isEmpty;
        assertEquals(
            left.isEmpty() ? Store.Put.STORED : Store.Put.EXISTS,
            store.putIfAbsent(path, HELLO));
      }
    }
    throw new AssertionError("more than " + MOST_CALLS + " calls");
  }

  private Path leftover(String directory, String name, Duration age) throws IOException {
    Path file = Files.writeString(onDisk(directory).resolve(name), "half");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return file;
  }

  @Test
  void leftoversAreNotSeenAndGoAfterADay() throws IOException {
    Files.createDirectories(onDisk("b1/d"));
    Path young = leftover("b1/d", ".x.tar.abc.part", TemporaryFiles.LIFETIME);
    Path old = leftover("b1/d", ".x.tar.def.part", TemporaryFiles.LIFETIME.plusSeconds(1));
    Path hidden = leftover("b1/d", ".users-own", Duration.ofDays(99));
    assertEquals(List.of(), store.list("b1/d"));
    assertTrue(Files.exists(old), "reading removes nothing");
    store.putIfAbsent(PATH, HELLO);
    assertEquals(List.of(new Store.Listed("x.tar", false, 5)), store.list("b1/d"));
    assertTrue(Files.exists(young));
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(hidden));
  }

  @Test
  void leftoversInTheArchiveItselfGoToo() throws IOException {
    store.putIfAbsent("b1/head.tar", HELLO);
    store.list("");
    Path old = leftover("", ".x.tar.def.part", TemporaryFiles.LIFETIME.plusSeconds(1));
    try (
        FileStore next =
            FileStore.open(onDisk(""), new PosixFileCalls(), InstantSource.fixed(NOW))) {
      next.putIfAbsent("x.tar", HELLO);
    }
    assertFalse(Files.exists(old));
  }

  @Test
  void foldersGoWithTheirLeftovers() throws IOException {
    store.putIfAbsent(PATH, HELLO);
    leftover("b1/d", ".x.tar.def.part", TemporaryFiles.LIFETIME.plusSeconds(1));
    store.delete(PATH);
    assertEquals(List.of(), namesIn(""));
  }

  @Test
  void newFilesHaveThePermissionsOfTheArchive() throws IOException {
    List<String> seen = new ArrayList<>();
    for (String permissions : List.of("rwx------", "rwxr-x---")) {
      Path archive = Files.createDirectory(folder.resolve(permissions));
      Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString(permissions));
      try (FileStore shared = FileStore.create(archive)) {
        shared.putIfAbsent(PATH, HELLO);
      }
      for (String path : List.of("b1/d", PATH)) {
        seen.add(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(archive.resolve(path))));
      }
    }
    assertEquals(List.of("rwx------", "rw-------", "rwxr-x---", "rw-r-----"), seen);
    assertEquals(
        Map.of("archive", "rwx------"),
        Map.of("archive", PosixFilePermissions.toString(
            Files.getPosixFilePermissions(onDisk("")))));
  }

  @Test
  void aClosedStoreRefuses() throws IOException {
    store.close();
    store.close();
    assertThrows(IllegalStateException.class, () -> store.putIfAbsent("x.tar", HELLO));
    assertThrows(IllegalStateException.class, () -> store.list(""));
    assertEquals(List.of(), calls.open());
  }
}
