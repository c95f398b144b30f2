package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.store.FaultRule.Fault;
import dura.band.store.FaultRule.Occasion;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The fakes do what they say.
class StoreFakesTest {
  private static final ByteSlice HELLO = ByteSlice.utf8("hello");
  private static final ByteSlice OTHER = ByteSlice.utf8("other bytes");

  private MemoryStore memory;

  @BeforeEach
  void makeMemory() {
    memory = new MemoryStore();
  }

  private static Optional<String> text(Store store, String path) throws IOException {
    return store.read(path).map(stored -> stored.bytes().toUtf8());
  }

  private FaultyStore faulty(
      StoreOperation operation, String path, Occasion occasion, Fault fault) {
    return new FaultyStore(memory, FaultRule.on(operation, path, occasion, fault));
  }

  @Test
  void callsAreRecorded() throws IOException {
    var store = new RecordingStore(memory);
    store.putIfAbsent("x.tar", HELLO);
    store.read("x.tar", 1, 3);
    store.replacing().orElseThrow().replace("x.tar", OTHER);
    store.list("");
    store.delete("x.tar");
    assertEquals(
        List.of(
            new RecordingStore.Call(StoreOperation.PUT, "x.tar", 5),
            new RecordingStore.Call(StoreOperation.READ_RANGE, "x.tar", 3),
            new RecordingStore.Call(StoreOperation.REPLACE, "x.tar", 11),
            new RecordingStore.Call(StoreOperation.LIST, "", 0),
            new RecordingStore.Call(StoreOperation.DELETE, "x.tar", 0)),
        store.calls());
    assertEquals(1, store.count(StoreOperation.PUT));
    store.clear();
    assertEquals(List.of(), store.calls());
  }

  @Test
  void failuresBeforeDoNothing() throws IOException {
    var store = faulty(StoreOperation.PUT, "^b1/", new Occasion.Nth(2), Fault.NO_SPACE);
    store.putIfAbsent("x.tar", HELLO);
    store.putIfAbsent("b1/x.tar", HELLO);
    PosixException failure =
        assertThrows(PosixException.class, () -> store.putIfAbsent("b1/y.tar", HELLO));
    assertEquals(Errno.ENOSPC, failure.errno());
    assertEquals(Optional.empty(), text(store, "b1/y.tar"));
    assertEquals(Store.Put.STORED, store.putIfAbsent("b1/y.tar", HELLO));
    assertEquals(1, store.faults());
  }

  @Test
  void failuresAfterLoseTheAnswer() throws IOException {
    var store = faulty(
        StoreOperation.PUT, "x", new Occasion.Always(), new Fault.FailAfter(Errno.EIO));
    assertThrows(PosixException.class, () -> store.putIfAbsent("x.tar", HELLO));
    assertEquals(Optional.of("hello"), text(store, "x.tar"));
  }

  @Test
  void shortOperationsClaimThatAllIsWell() throws IOException {
    var putting = faulty(StoreOperation.PUT, "x", new Occasion.Always(), new Fault.Cut(2));
    assertEquals(Store.Put.STORED, putting.putIfAbsent("x.tar", HELLO));
    assertEquals(Optional.of("he"), text(putting, "x.tar"));
    var reading = faulty(StoreOperation.READ, "x", new Occasion.Always(), new Fault.Cut(1));
    assertEquals(Optional.of("h"), text(reading, "x.tar"));
  }

  @Test
  void readsAreCorruptedByOneBit() throws IOException {
    memory.putIfAbsent("x.tar", HELLO);
    var store = faulty(StoreOperation.READ, "x", new Occasion.Always(), new Fault.Corrupt(5));
    assertEquals(Optional.of("iello"), text(store, "x.tar"));
    assertEquals(Optional.of("hello"), text(memory, "x.tar"));
  }

  @Test
  void unreadableRangesAreThoseOfTheObject() throws IOException {
    memory.putIfAbsent("x.tar", OTHER);
    var fault = new Fault.Unreadable(List.of(new Range(1, 3), new Range(6, 100)));
    var whole = faulty(StoreOperation.READ, "x", new Occasion.Always(), fault);
    assertEquals(
        Optional.of(
            new StoredBytes(
                ByteSlice.utf8("o\0\0er \0\0\0\0\0"), List.of(new Range(1, 3), new Range(6, 11)))),
        whole.read("x.tar"));
    var range = faulty(StoreOperation.READ_RANGE, "x", new Occasion.Always(), fault);
    assertEquals(
        Optional.of(
            new StoredBytes(
                ByteSlice.utf8("\0er \0"), List.of(new Range(0, 1), new Range(4, 5)))),
        range.read("x.tar", 2, 5));
  }

  @Test
  void chanceDependsOnTheSeedNotOnTheOrder() {
    List<Integer> forwards = failing(7, IntStream.range(0, 100).toArray());
    List<Integer> backwards =
        failing(7, IntStream.range(0, 100).map(i -> 99 - i).toArray()).reversed();
    assertEquals(forwards, backwards);
    assertNotEquals(forwards, failing(8, IntStream.range(0, 100).toArray()));
    assertTrue(forwards.size() > 10 && forwards.size() < 60, forwards.toString());
  }

  private List<Integer> failing(long seed, int[] order) {
    var store = faulty(
        StoreOperation.READ, "", new Occasion.Chance(seed, 0.3), new Fault.FailBefore(Errno.EIO));
    return IntStream.of(order).filter(i -> {
      try {
        store.read(i + ".tar");
        return false;
      } catch (IOException failure) {
        return true;
      }
    }).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource
  void aCrashEndsTheLastChangeByItsFate(CrashStore.Fate fate) throws IOException {
    var store = new CrashStore(memory);
    store.crashAt(2, fate);
    store.putIfAbsent("x.tar", HELLO);
    assertThrows(
        CrashStore.PowerLostException.class, () -> store.putIfAbsent("y.tar", OTHER));
    assertTrue(store.isOff());
    assertThrows(CrashStore.PowerLostException.class, () -> store.read("x.tar"));
    store.restart();
    assertEquals(Optional.of("hello"), text(store, "x.tar"));
    Optional<String> expected = switch (fate) {
      case DROPPED -> Optional.empty();
      case DONE -> Optional.of("other bytes");
      case TORN -> Optional.of("other");
    };
    assertEquals(expected, text(store, "y.tar"));
  }

  @Test
  void lostChangesAreUndone() throws IOException {
    var store = new CrashStore(memory);
    store.putIfAbsent("x.tar", HELLO);
    store.replacing().orElseThrow().replace("x.tar", OTHER);
    store.putIfAbsent("y.tar", OTHER);
    store.delete("x.tar");
    assertEquals(4, store.changes());
    store.restartHavingLost(1);
    assertEquals(Optional.of("other bytes"), text(store, "x.tar"));
    store.restartHavingLost(2);
    assertEquals(Optional.of("hello"), text(store, "x.tar"));
    assertEquals(Optional.empty(), text(store, "y.tar"));
  }
}
