package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.oracle.Program;
import dura.spec.Limits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a [FileStore] makes of damage and of things that are no part of an archive.
class FileStoreReadingTest {
  private static final ByteSlice HELLO = ByteSlice.utf8("hello");

  @TempDir
  private Path folder;
  private BadSectors calls;
  private FileStore store;

  @BeforeEach
  void create() throws IOException {
    calls = new BadSectors();
    store = FileStore.create(folder.resolve("archive"), calls, InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private Path onDisk(String path) {
    return folder.resolve("archive").resolve(path);
  }

  private static byte[] numbered(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (1 + i % 251);
    }
    return bytes;
  }

  @Test
  void badSectorsAreErasures() throws IOException {
    byte[] bytes = numbered(1_000_000);
    store.putIfAbsent("x.tar", ByteSlice.of(bytes));
    calls.bad = Set.of(3L, 4L, 100L, 244L);
    StoredBytes read = store.read("x.tar").orElseThrow();
    assertEquals(
        List.of(
            new StoredBytes.Range(3 * 4096, 5 * 4096),
            new StoredBytes.Range(100 * 4096, 101 * 4096),
            new StoredBytes.Range(244 * 4096, 1_000_000)),
        read.unreadable());
    for (StoredBytes.Range range : read.unreadable()) {
      for (long i = range.start(); i < range.end(); i++) {
        bytes[(int) i] = 0;
      }
    }
    assertArrayEquals(bytes, read.bytes().toByteArray());
  }

  @Test
  void whereNothingCanBeReadItIsAnError() throws IOException {
    store.putIfAbsent("x.tar", ByteSlice.of(numbered(6000)));
    calls.bad = Set.of(0L, 1L);
    PosixException failure = assertThrows(PosixException.class, () -> store.read("x.tar"));
    assertEquals(Errno.EIO, failure.errno());
    assertEquals(onDisk("x.tar").toString(), failure.path());
    StoredBytes range = store.read("x.tar", 100, 50).orElseThrow();
    assertEquals(List.of(new StoredBytes.Range(0, 50)), range.unreadable());
  }

  @Test
  void otherErrorsAreNoErasures() throws IOException {
    store.putIfAbsent("x.tar", HELLO);
    calls.setRule(call -> {
      if (call.startsWith("read ")) {
        throw new PosixException(Errno.ESTALE, "pread", call);
      }
    });
    PosixException failure = assertThrows(PosixException.class, () -> store.read("x.tar"));
    assertEquals(Errno.ESTALE, failure.errno());
    assertEquals(List.of("."), calls.open());
  }

  @Test
  void filesBeyondAllLimitsAreNotLoaded() throws IOException {
    try (var file = new RandomAccessFile(onDisk("x.tar").toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertThrows(FileSystemException.class, () -> store.read("x.tar"));
    assertEquals(
        Optional.of(StoredBytes.whole(new byte[10])),
        store.read("x.tar", (1L << 40) - 10, Limits.MAX_OBJECT_BYTES));
    assertEquals(List.of(new Store.Listed("x.tar", false, 1L << 40)), store.list(""));
  }

  @Test
  void oddNamesAreListed() throws IOException {
    var python = new Program("python3", "python3");
    python.output(onDisk(""), new byte[0], "-c", """
        import os
        for name in [b'caf\\xc3\\xa9', b'\\xff\\n', b'a b', b'.hidden', b'back\\\\slash', b'x' * 255]:
            open(name, 'wb').write(b'123')
        os.mkdir(b'd\\xfe')
        os.mkdir('lost+found')
        os.symlink('nowhere', 'link')
        os.mkfifo('fifo')
        """);
    assertEquals(
        List.of(
            new Store.Listed("\\xFF\\n", false, 3),
            new Store.Listed("a b", false, 3),
            new Store.Listed("back\\\\slash", false, 3),
            new Store.Listed("café", false, 3),
            new Store.Listed("d\\xFE", true, 0),
            new Store.Listed("fifo", false, 0),
            new Store.Listed("link", false, 0),
            new Store.Listed("lost+found", true, 0),
            new Store.Listed("x".repeat(255), false, 3)),
        store.list(""));
  }

  @Test
  void aFileWithoutInodeHidesNoOther() throws IOException {
    store.putIfAbsent("x.tar", HELLO);
    store.putIfAbsent("y.tar", HELLO);
    store.putIfAbsent("z.tar", HELLO);
    calls.setRule(call -> {
      if (call.equals("stat x.tar")) {
        throw new PosixException(Errno.EUCLEAN, "statx", call);
      }
      if (call.equals("stat z.tar")) {
        throw new PosixException(Errno.ENOENT, "statx", call);
      }
    });
    assertEquals(
        List.of(new Store.Listed("x.tar", false, 0), new Store.Listed("y.tar", false, 5)),
        store.list(""));
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("x.tar"), "secret");
    Files.createSymbolicLink(onDisk("b1"), outside);
    Files.createSymbolicLink(onDisk("x.tar"), outside.resolve("x.tar"));
    assertThrows(FileSystemException.class, () -> store.read("x.tar"));
    assertEquals(Optional.empty(), store.read("b1/x.tar"));
    assertEquals(List.of(), store.list("b1"));
    assertThrows(IOException.class, () -> store.putIfAbsent("b1/y.tar", HELLO));
    assertFalse(store.delete("b1/x.tar"));
    assertEquals(Store.Put.EXISTS, store.putIfAbsent("x.tar", HELLO));
    store.replacing().orElseThrow().replace("x.tar", HELLO);
    assertEquals(Optional.of(new StoredBytes(HELLO, List.of())), store.read("x.tar"));
    assertEquals("secret", Files.readString(outside.resolve("x.tar")));
    assertEquals(1, outside.toFile().list().length);
  }

  @Test
  void theArchiveItselfMayBeALink() throws IOException {
    store.putIfAbsent("x.tar", HELLO);
    Path link = Files.createSymbolicLink(folder.resolve("link"), onDisk(""));
    try (FileStore linked = FileStore.open(link)) {
      assertEquals(Optional.of(new StoredBytes(HELLO, List.of())), linked.read("x.tar"));
      assertEquals(link.toString(), linked.location());
    }
  }

  @Test
  void nothingWaitsForAFifo() throws IOException {
    new Program("mkfifo", "coreutils").output(onDisk(""), new byte[0], "x.tar");
    FileSystemException failure =
        assertThrows(FileSystemException.class, () -> store.read("x.tar"));
    assertEquals("not a regular file", failure.getReason());
    assertTrue(store.delete("x.tar"));
  }

  /// Whatever the folder is called below, the store holds on to it.
  @Test
  void theOpenFolderIsMeant() throws IOException {
    Files.move(onDisk(""), folder.resolve("moved"));
    store.putIfAbsent("x.tar", HELLO);
    assertEquals("hello", Files.readString(folder.resolve("moved/x.tar")));
  }
}
