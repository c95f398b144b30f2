package dura.band.store.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.store.FaultRule;
import dura.band.store.FaultRule.Fault;
import dura.band.store.FaultRule.Occasion;
import dura.band.store.FaultyStore;
import dura.band.store.FileStore;
import dura.band.store.MemoryStore;
import dura.band.store.SmallStore;
import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StoreOperation;
import dura.band.store.check.Finding.Verdict;
import dura.band.store.check.Finding.Weight;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Places are told as what they are: good, limited, or lying.
class StorageCheckTest {
  private static final int BLOCK_BYTES = 300_000;

  private final MemoryStore memory = new MemoryStore();

  private static StorageCheck.Outcome check(Store store) throws IOException {
    List<Finding> told = new ArrayList<>();
    StorageCheck.Outcome outcome =
        new StorageCheck(() -> store, new Random(1), () -> 0, BLOCK_BYTES).run(told::add);
    assertEquals(told, outcome.findings());
    assertEquals(Promise.values().length, told.size());
    return outcome;
  }

  private static Set<Promise> of(StorageCheck.Outcome outcome, Verdict verdict) {
    return outcome.findings()
        .stream()
        .filter(finding -> finding.verdict() == verdict)
        .map(Finding::promise)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Promise.class)));
  }

  private StorageCheck.Outcome lying(StoreOperation operation, String path, Fault fault)
      throws IOException {
    return check(new FaultyStore(memory,
        FaultRule.on(operation, path, new Occasion.Always(), fault)));
  }

  private static void assertUnfit(StorageCheck.Outcome outcome, Promise... broken) {
    assertEquals(Set.of(broken), of(outcome, Verdict.BROKEN), outcome.toString());
    assertEquals(Weight.UNFIT, outcome.weight());
  }

  @Test
  void aGoodPlaceIsGoodAndLeftAsItWas(@TempDir Path folder) throws IOException {
    Path place = folder.resolve("a");
    try (Store store = FileStore.create(place)) {
      store.putIfAbsent("archive.tar", ByteSlice.utf8("hello"));
    }
    StorageCheck.Outcome outcome = new StorageCheck(
        () -> FileStore.open(place), new Random(1), System::nanoTime, BLOCK_BYTES).run(_ -> {});
    assertEquals(EnumSet.allOf(Promise.class), of(outcome, Verdict.KEPT), outcome.toString());
    assertEquals(Weight.GOOD, outcome.weight());
    try (Store store = FileStore.open(place)) {
      assertEquals(List.of(new Store.Listed("archive.tar", false, 5)), store.list(""));
    }
  }

  @Test
  void aModestPlaceHasLimits() throws IOException {
    StorageCheck.Outcome outcome = check(new SmallStore(memory));
    assertEquals(EnumSet.of(Promise.TAKES_LARGEST, Promise.REPLACES, Promise.AGREES),
        of(outcome, Verdict.NOT_MADE));
    assertEquals(Weight.LIMIT, outcome.weight());
    assertEquals(List.of(), memory.list(""));
  }

  @Test
  void putsThatOverwriteAreFound() throws IOException {
    assertUnfit(lying(StoreOperation.PUT, "taken", new Fault.LieAboutPut(true)),
        Promise.KEEPS_WHAT_IS_THERE);
    assertUnfit(lying(StoreOperation.PUT, "contest", new Fault.LieAboutPut(true)),
        Promise.ONE_WINNER);
    assertEquals(List.of(), memory.list(""));
  }

  @Test
  void putsThatDoNothingAreFound() throws IOException {
    assertUnfit(lying(StoreOperation.PUT, "small", new Fault.LieAboutPut(false)),
        Promise.KEEPS_BYTES);
  }

  @Test
  void cutAndAlteredBytesAreFound() throws IOException {
    assertUnfit(lying(StoreOperation.PUT, "block", new Fault.Cut(1 << 16)), Promise.TAKES_BLOCKS);
    assertUnfit(lying(StoreOperation.READ, "block", new Fault.Corrupt(77)), Promise.TAKES_BLOCKS);
    assertUnfit(lying(StoreOperation.READ_RANGE, "ranges", new Fault.Cut(4095)),
        Promise.READS_RANGES);
    assertUnfit(lying(StoreOperation.REPLACE, "replaced", new Fault.Cut(1)), Promise.REPLACES);
  }

  @Test
  void aPlaceThatPromisesAndFailsIsUnfit() throws IOException {
    assertUnfit(lying(StoreOperation.LIST, "/l$", new Fault.Refuse(StoreFailure.SERVER)),
        Promise.LISTS);
    assertUnfit(lying(StoreOperation.DELETE, "gone", new Fault.Refuse(StoreFailure.REFUSED)),
        Promise.DELETES);
  }

  @Test
  void whatCannotBeTakenAwayIsNamed() throws IOException {
    StorageCheck.Outcome outcome =
        lying(StoreOperation.DELETE, "/small$", new Fault.Refuse(StoreFailure.REFUSED));
    assertEquals(1, memory.list("").size());
    assertEquals(List.of(memory.list("").getFirst().name() + "/small"), outcome.left());
    assertEquals(Weight.LIMIT, outcome.weight());
  }

  @Test
  void listsThatLagAreFoundAndRefuteWhatThePlaceSays() throws IOException {
    StorageCheck.Outcome outcome = check(new LaggingStore(memory));
    assertTrue(of(outcome, Verdict.BROKEN).contains(Promise.LISTS_AT_ONCE), outcome.toString());
    assertTrue(of(outcome, Verdict.NOT_MADE).contains(Promise.AGREES), outcome.toString());
    assertEquals(Weight.UNFIT, outcome.weight());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAFailure() {
    StoreException denied = assertThrows(StoreException.class, () -> lying(
        StoreOperation.PUT, "", new Fault.Refuse(StoreFailure.CREDENTIALS)));
    assertEquals(StoreFailure.CREDENTIALS, denied.failure());
  }
}
