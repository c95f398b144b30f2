package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [Store] does. An implementation's test extends this, or [FolderStoreContract] where
/// the place knows folders.
public abstract class StoreContract {
  static final ByteSlice HELLO = ByteSlice.utf8("hello");
  static final ByteSlice OTHER = ByteSlice.utf8("other bytes");
  private static final String BAND = "b000007-7kq3w2zd";

  /// An empty store, the same one during a test; closed by the implementation's test.
  protected abstract Store store() throws IOException;

  static Optional<StoredBytes> found(ByteSlice bytes) {
    return Optional.of(new StoredBytes(bytes, List.of()));
  }

  final void put(String path, ByteSlice bytes) throws IOException {
    assertEquals(Store.Put.STORED, store().putIfAbsent(path, bytes));
  }

  @Test
  void whatWasPutIsRead() throws IOException {
    put("archive.tar", HELLO);
    put(BAND + "/d/05/d0000069.tar", OTHER);
    assertEquals(found(HELLO), store().read("archive.tar"));
    assertEquals(found(OTHER), store().read(BAND + "/d/05/d0000069.tar"));
  }

  @Test
  void slicesArePutWithoutTheirSurroundings() throws IOException {
    put("archive.tar", ByteSlice.utf8("<<hello>>").slice(2, 7));
    assertEquals(found(HELLO), store().read("archive.tar"));
  }

  @Test
  void anObjectMayBeEmpty() throws IOException {
    put("archive.tar", ByteSlice.EMPTY);
    assertEquals(found(ByteSlice.EMPTY), store().read("archive.tar"));
    assertEquals(List.of(new Store.Listed("archive.tar", false, 0)), store().list(""));
  }

  @Test
  void whatIsThereStays() throws IOException {
    put("b1/tail.tar", HELLO);
    assertEquals(Store.Put.EXISTS, store().putIfAbsent("b1/tail.tar", OTHER));
    assertEquals(found(HELLO), store().read("b1/tail.tar"));
    assertEquals(
        List.of(new Store.Listed("tail.tar", false, HELLO.length())), store().list("b1"));
  }

  @Test
  void nothingIsReadWhereNothingIs() throws IOException {
    assertEquals(Optional.empty(), store().read("archive.tar"));
    assertEquals(Optional.empty(), store().read("b1/head.tar"));
    assertEquals(Optional.empty(), store().read("b1/head.tar", 3, 4));
  }

  @Test
  void listsAreInOrderAndTellLengths() throws IOException {
    put("b1/tail.tar", HELLO);
    put("b1/d/00/d0000001.tar", OTHER);
    put("b1/SHA256SUMS", ByteSlice.EMPTY);
    put("b1-x/head.tar", HELLO);
    put("archive.tar", HELLO);
    assertEquals(
        List.of(
            new Store.Listed("archive.tar", false, 5),
            new Store.Listed("b1", true, 0),
            new Store.Listed("b1-x", true, 0)),
        store().list(""));
    assertEquals(
        List.of(
            new Store.Listed("SHA256SUMS", false, 0),
            new Store.Listed("d", true, 0),
            new Store.Listed("tail.tar", false, 5)),
        store().list("b1"));
    assertEquals(List.of(new Store.Listed("00", true, 0)), store().list("b1/d"));
    assertEquals(List.of(), store().list("b2"));
    assertEquals(List.of(), store().list("archive.tar"));
  }

  @Test
  void listsCanBeTakenAgain() throws IOException {
    put("archive.tar", HELLO);
    assertEquals(store().list(""), store().list(""));
    assertEquals(1, store().list("").size());
  }

  @Test
  void whatIsDeletedIsGone() throws IOException {
    put("b1/d/x.tar", HELLO);
    put("b1/d/y.tar", HELLO);
    assertTrue(store().delete("b1/d/x.tar"));
    assertFalse(store().delete("b1/d/x.tar"));
    assertEquals(Optional.empty(), store().read("b1/d/x.tar"));
    assertEquals(found(HELLO), store().read("b1/d/y.tar"));
    put("b1/d/x.tar", OTHER);
    assertEquals(found(OTHER), store().read("b1/d/x.tar"));
  }

  @Test
  void directoriesGoWithTheirLastObject() throws IOException {
    put("b1/d/x.tar", HELLO);
    assertTrue(store().delete("b1/d/x.tar"));
    assertEquals(List.of(), store().list(""));
    put("b1/d/x.tar", OTHER);
    assertEquals(found(OTHER), store().read("b1/d/x.tar"));
  }

  @Test
  void replacingPutsOneObjectInPlaceOfAnother() throws IOException {
    Optional<Store.Replacing> replacing = store().replacing();
    if (replacing.isEmpty()) {
      return;
    }
    put("b1/x.tar", HELLO);
    replacing.get().replace("b1/x.tar", OTHER);
    replacing.get().replace("b2/d/y.tar", HELLO);
    assertEquals(found(OTHER), store().read("b1/x.tar"));
    assertEquals(found(HELLO), store().read("b2/d/y.tar"));
    assertEquals(List.of(new Store.Listed("x.tar", false, OTHER.length())), store().list("b1"));
  }

  @Test
  void whatIsAboveAnObjectIsNone() throws IOException {
    put("b1/d/x.tar", HELLO);
    assertEquals(Optional.empty(), store().read("b1"));
    assertEquals(Optional.empty(), store().read("b1/d", 0, 1));
    assertFalse(store().delete("b1/d"));
    assertEquals(found(HELLO), store().read("b1/d/x.tar"));
  }

  @Test
  void ofLargeObjectsEveryByteComesBack() throws IOException {
    byte[] bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    put("b1/d/00/d0000001.tar", ByteSlice.of(bytes));
    assertEquals(found(ByteSlice.of(bytes)), store().read("b1/d/00/d0000001.tar"));
    assertEquals(found(ByteSlice.of(bytes, 1_234_567, 1_000_000)),
        store().read("b1/d/00/d0000001.tar", 1_234_567, 1_000_000));
  }

  @Test
  void traitsMakeSense() throws IOException {
    assertTrue(store().traits().largestBytes() >= 16 << 20);
    assertTrue(store().traits().preferredBytes() <= store().traits().largestBytes());
    assertFalse(store().location().isEmpty());
  }

  @Test
  void rangesAreCutAtTheEnd() throws IOException {
    put("x.tar", HELLO);
    assertEquals(found(ByteSlice.utf8("ell")), store().read("x.tar", 1, 3));
    assertEquals(found(ByteSlice.utf8("lo")), store().read("x.tar", 3, 1000));
    assertEquals(found(ByteSlice.utf8("o")), store().read("x.tar", 4, Integer.MAX_VALUE));
    assertEquals(found(ByteSlice.EMPTY), store().read("x.tar", 5, 1));
    assertEquals(found(ByteSlice.EMPTY), store().read("x.tar", Long.MAX_VALUE, 1));
    assertEquals(found(ByteSlice.EMPTY), store().read("x.tar", 2, 0));
    Store store = store();
    assertThrows(IllegalArgumentException.class, () -> store.read("x.tar", -1, 1));
    assertThrows(IllegalArgumentException.class, () -> store.read("x.tar", 0, -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "/", "/etc/passwd", "..", "../x", "b1/../../x", "b1//x", "b1/", "./x", ".hidden",
    "b1/.x.part", "a\0b", "a b", "a\\b", "a_b", "ä", "b1/x\n"})
  void pathsThatAreNoneAreRefused(String path) throws IOException {
    Store store = store();
    assertThrows(IllegalArgumentException.class, () -> store.putIfAbsent(path, HELLO));
    assertThrows(IllegalArgumentException.class, () -> store.read(path));
    assertThrows(IllegalArgumentException.class, () -> store.read(path, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> store.delete(path));
    store.replacing()
        .ifPresent(
            replacing -> assertThrows(
                IllegalArgumentException.class, () -> replacing.replace(path, HELLO)));
    if (!path.isEmpty()) {
      assertThrows(IllegalArgumentException.class, () -> store.list(path));
    }
    assertEquals(List.of(), store.list(""));
  }

  @Test
  void ofConcurrentPuttersOneWins() throws Exception {
    int putters = 8;
    int rounds = 10;
    Store store = store();
    var start = new CyclicBarrier(putters);
    try (ExecutorService executor = Executors.newFixedThreadPool(putters)) {
      for (int round = 0; round < rounds; round++) {
        String path = "b1/" + round + "/tail.tar";
        List<Callable<Store.Put>> puts = new ArrayList<>();
        for (int i = 0; i < putters; i++) {
          ByteSlice mine = ByteSlice.of(new byte[] {(byte) i, (byte) round});
          puts.add(() -> {
            start.await();
            return store.putIfAbsent(path, mine);
          });
        }
        List<Integer> winners = new ArrayList<>();
        List<Future<Store.Put>> results = executor.invokeAll(puts);
        for (int i = 0; i < putters; i++) {
          if (results.get(i).get() == Store.Put.STORED) {
            winners.add(i);
          }
        }
        // A place that does not promise agreement may let several believe that they won.
        assertTrue(winners.size() == 1 || !store.isConsistent() && !winners.isEmpty(),
            "winners " + winners);
        byte held = store.read(path).orElseThrow().bytes().get(0);
        assertTrue(winners.contains((int) held), held + " of " + winners);
      }
    }
  }

  /// Deletions take folders away that puts are about to use.
  @Test
  void putsAndDeletionsInOneDirectoryDoNotDisturbOneAnother() throws Exception {
    int workers = 4;
    int rounds = 50;
    Store store = store();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        String path = "b1/d/" + i + ".tar";
        work.add(() -> {
          boolean good = true;
          for (int round = 0; round < rounds; round++) {
            good &= store.putIfAbsent(path, HELLO) == Store.Put.STORED;
            good &= store.read(path).equals(found(HELLO));
            good &= store.delete(path);
          }
          return good;
        });
      }
      for (Future<Boolean> result : executor.invokeAll(work)) {
        assertTrue(result.get());
      }
    }
    assertEquals(List.of(), store.list(""));
  }
}
