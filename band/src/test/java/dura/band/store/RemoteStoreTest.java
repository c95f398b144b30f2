package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.RetryMachine;
import dura.band.store.FaultRule.Fault;
import dura.band.store.FaultRule.Occasion;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The guard before remote stores keeps their contract, and makes requests again.
class RemoteStoreTest extends FolderStoreContract {
  private final List<Duration> pauses = new ArrayList<>();
  private final MemoryStore memory = new MemoryStore();
  private final RemoteStore guarded = guard(memory);

  private RemoteStore guard(Store inner) {
    return new RemoteStore(
        inner, new GuardedRequests(StoreSettings.DEFAULT, () -> 0.5, pauses::add));
  }

  private RemoteStore faulty(StoreFailure failure, Occasion occasion, boolean afterwards) {
    Fault fault = afterwards ? new Fault.LoseAnswer(failure) : new Fault.Refuse(failure);
    return guard(new FaultyStore(memory,
        new FaultRule(Set.of(StoreOperation.values()), Pattern.compile(""), occasion, fault)));
  }

  @Override
  protected Store store() {
    return guarded;
  }

  @AfterEach
  void close() throws IOException {
    guarded.close();
  }

  @ParameterizedTest
  @EnumSource
  void theTableDecidesWhatIsTriedAgain(StoreFailure failure) throws IOException {
    try (RemoteStore store = faulty(failure, new Occasion.Nth(1), false)) {
      if (failure.isFinal()) {
        StoreException thrown =
            assertThrows(StoreException.class, () -> store.putIfAbsent("x.tar", HELLO));
        assertEquals(failure, thrown.failure());
        assertEquals(List.of(), pauses);
      } else {
        assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", HELLO));
        assertEquals(List.of(Duration.ofMillis(375)), pauses);
        assertEquals(found(HELLO), memory.read("x.tar"));
      }
    }
  }

  @Test
  void theTableOfThePageIsTheOneInUse() throws IOException {
    String page = Files.readString(Path.of("storage-modules.md"));
    List<String> rows = page.lines().filter(line -> line.matches("\\| `[A-Z_]+` \\|.*")).toList();
    assertEquals(
        Stream.of(StoreFailure.values())
            .map(failure -> "| `" + failure + "` | " + (failure.isFinal() ? "no" : "yes") + " |")
            .toList(),
        rows.stream().map(row -> row.replaceFirst("( \\| (yes|no) \\|).*", "$1")).toList());
  }

  @Test
  void aPutWhoseAnswerWasLostIsReadBack() throws IOException {
    try (RemoteStore store = faulty(StoreFailure.CONNECTION, new Occasion.Nth(1), true)) {
      assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", HELLO));
      assertEquals(Store.Put.EXISTS, store.putIfAbsent("x.tar", HELLO));
    }
  }

  @Test
  void anothersObjectIsNotTakenForOnesOwn() throws IOException {
    memory.putIfAbsent("x.tar", OTHER);
    try (RemoteStore store = faulty(StoreFailure.SILENT, new Occasion.Nth(1), true)) {
      assertEquals(Store.Put.EXISTS, store.putIfAbsent("x.tar", HELLO));
    }
    assertEquals(found(OTHER), memory.read("x.tar"));
  }

  @Test
  void aDeletionWhoseAnswerWasLostIsDone() throws IOException {
    memory.putIfAbsent("x.tar", HELLO);
    try (RemoteStore store = faulty(StoreFailure.CONNECTION, new Occasion.Nth(1), true)) {
      assertTrue(store.delete("x.tar"));
      assertFalse(store.delete("x.tar"));
    }
  }

  @Test
  void aPlaceThatStaysAwayIsGivenUp() throws IOException {
    try (RemoteStore store = faulty(StoreFailure.SERVER, new Occasion.Always(), false)) {
      StoreException thrown = assertThrows(StoreException.class, () -> store.list(""));
      assertEquals(StoreFailure.SERVER, thrown.failure());
      assertEquals(RetryMachine.Policy.DEFAULT.attempts() - 1, pauses.size());
    }
  }

  @Test
  void whatIsTooLargeIsNotSent() throws IOException {
    var recording = new RecordingStore(new SmallStore(memory));
    try (RemoteStore store = guard(recording)) {
      StoreException thrown = assertThrows(StoreException.class,
          () -> store.putIfAbsent("x.tar", ByteSlice.of(new byte[11])));
      assertEquals(StoreFailure.TOO_LARGE, thrown.failure());
      assertEquals(List.of(), recording.calls());
      assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", ByteSlice.of(new byte[10])));
    }
  }

  @Test
  void theSilenceIsSettable() throws IOException {
    assertEquals(Duration.ofMinutes(5), StoreSettings.of(Map.of()).silence());
    assertEquals(Duration.ofSeconds(20),
        StoreSettings.of(Map.of(StoreSettings.SILENCE_VARIABLE, "20")).silence());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "86401", "300s", "99999999999"})
  void nonsensicalSilenceIsTold(String text) {
    LocationException thrown = assertThrows(LocationException.class,
        () -> StoreSettings.of(Map.of(StoreSettings.SILENCE_VARIABLE, text)));
    assertEquals(LocationException.Problem.SETTING, thrown.problem());
  }
}
