package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static dura.band.run.TestTrees.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.model.Sums;
import dura.band.run.BandInfo.State;
import dura.band.source.MemoryTree;
import dura.band.store.CrashStore;
import dura.band.store.CrashStore.Fate;
import dura.band.store.CrashStore.PowerLostException;
import dura.band.store.ForwardingStore;
import dura.band.store.MemoryStore;
import dura.band.store.RecordingStore;
import dura.band.store.Store;
import dura.band.store.StoreOperation;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Bands are taken away (format-spec/75-band.md, "Pruning").
class PruneTest {
  private static final Instant LATER = Instant.parse("2026-02-01T00:00:00Z");

  /// An archive with bands, and what each band holds.
  private record History(TestArchive archive, List<BandName> bands,
      List<NavigableMap<String, String>> trees) {
    /// Each band replaces a third of the files; the rest lies in blocks of those before.
    static History of(TestArchive archive, int bands) throws Exception {
      var history = new History(archive, new ArrayList<>(), new ArrayList<>());
      var tree = new MemoryTree();
      for (int f = 0; f < 9; f++) {
        tree.putFile(path("file" + f), noise(f, 60_000));
      }
      history.add(tree);
      for (int band = 1; band < bands; band++) {
        for (int f = band % 3; f < 9; f += 3) {
          tree.putFile(path("file" + f), noise(100 * band + f, 60_000));
        }
        history.add(tree);
      }
      return history;
    }

    void add(MemoryTree tree) throws Exception {
      bands.add(archive.backup(tree).tail().head().band());
      trees.add(TestArchive.print(tree));
    }

    /// Everything that is left is whole: for fsck, for sha256sum and for whoever restores.
    void assertWholeWithout(Set<BandName> gone) throws Exception {
      assertSurvivors(gone);
      FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
      assertTrue(report.isClean(), () -> report.findings() + " " + report.alarmCounts());
      for (BandName band : bands) {
        assertSums(band);
        assertEquals(gone.contains(band) ? State.PRUNED : State.FINISHED,
            archive.open(new RecordingMonitor()).band(band).state());
      }
    }

    void assertSurvivors(Set<BandName> gone) throws Exception {
      for (int i = 0; i < bands.size(); i++) {
        if (!gone.contains(bands.get(i))) {
          var told = new RecordingMonitor();
          assertEquals(trees.get(i), archive.restoreBand(bands.get(i).toString(), told).tree());
          assertEquals(List.of(), told.alarms());
        }
      }
    }

    /// Everything comes back, whatever is told.
    void assertRestores(Set<BandName> gone) throws Exception {
      for (int i = 0; i < bands.size(); i++) {
        if (!gone.contains(bands.get(i))) {
          assertEquals(trees.get(i),
              archive.restoreBand(bands.get(i).toString(), new RecordingMonitor()).tree());
        }
      }
    }

    /// As `sha256sum -c` does it.
    private void assertSums(BandName band) throws Exception {
      ByteSlice file = ByteSlice.of(archive.bytes(band + "/" + Sums.PATH));
      for (Sums.Line line : Sums.parse(band, file)) {
        assertEquals(line.sha256(),
            Sha256.of(ByteSlice.of(archive.bytes(line.object().path()))), line::toString);
      }
    }
  }

  private static PruneDriver driver(TestArchive archive, Store store) throws Exception {
    return new PruneDriver(
        ArchiveReader.open(store, TestArchive.keys(), new RecordingMonitor()),
        Optional.of(archive.signer), () -> LATER);
  }

  private static List<PruneDriver.Step> prune(TestArchive archive, BandName... bands)
      throws Exception {
    return driver(archive, archive.store).run(Set.of(bands));
  }

  @Test
  void aBandThatOthersNeedKeepsWhatTheyNeed() throws Exception {
    for (TestArchive archive : List.of(TestArchive.encrypted(),
        TestArchive.plain(RedundancyProfile.NONE))) {
      History history = History.of(archive, 4);
      BandName first = history.bands().getFirst();
      List<PruneDriver.Step> planned = driver(archive, archive.store).plan(Set.of(first));
      assertEquals(planned, prune(archive, first));
      assertTrue(planned.getFirst().keptGroups() > 0);
      history.assertWholeWithout(Set.of(first));
      assertEquals(List.of(), prune(archive));
    }
  }

  @Test
  void whatNobodyNeedsGoes() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    History history = History.of(archive, 5);
    Set<BandName> gone = Set.copyOf(history.bands().subList(0, 4));
    prune(archive, gone.toArray(BandName[]::new));
    history.assertWholeWithout(gone);
    archive.backup(new MemoryTree());
    BandName last = history.bands().getLast();
    prune(archive, last);
    history.assertWholeWithout(Set.copyOf(history.bands()));
    for (BandName band : history.bands()) {
      assertEquals(Set.of("head.tar", "SHA256SUMS", "pruned.tar", "pruned-2.tar", "pruned-3.tar"),
          BandRemains.of(archive.store, band).names());
    }
  }

  @Test
  void aSecondPruningTakesWhatTheFirstHadToLeave() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    History history = History.of(archive, 4);
    var gone = new HashSet<BandName>();
    for (BandName band : history.bands().subList(0, 3)) {
      prune(archive, band);
      gone.add(band);
      history.assertWholeWithout(gone);
    }
  }

  /// The power fails at every change in turn; done again, pruning ends where it would have.
  @Test
  void interruptedAnywhereItGoesOn() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    History history = History.of(archive, 4);
    BandName zeroth = history.bands().get(0);
    prune(archive, zeroth);
    FsckArchive before = FsckArchive.of(archive);
    Set<BandName> gone = Set.copyOf(history.bands().subList(0, 3));
    prune(archive, gone.toArray(BandName[]::new));
    NavigableMap<String, ByteSlice> after = FsckArchive.of(archive).files();
    // That a change did not happen is the same as that the one before was the last.
    for (Fate fate : List.of(Fate.DONE, Fate.TORN)) {
      boolean crashed = true;
      for (int change = 1; crashed; change += fate == Fate.DONE ? 1 : 9) {
        MemoryStore inner = before.store();
        var store = new CrashStore(inner);
        store.crashAt(change, fate);
        crashed = false;
        try {
          driver(archive, store).run(gone);
        } catch (PowerLostException _) {
          crashed = true;
        }
        store.restart();
        new History(TestArchive.holding(copy(inner)), history.bands(), history.trees())
            .assertSurvivors(gone);
        if (fate == Fate.TORN) {
          // Half of SHA256SUMS proves nothing: what pruning cannot mend, a repair does.
          driver(archive, store).run(gone);
          FsckArchive.repair(inner);
        }
        driver(archive, store).run(gone);
        assertEquals(after, FsckArchive.of(inner).files(), fate + " at " + change);
      }
    }
    history.assertWholeWithout(gone);
  }

  private static Map<String, byte[]> copy(MemoryStore store) throws IOException {
    var files = new TreeMap<String, byte[]>();
    FsckArchive.of(store).files().forEach((path, bytes) -> files.put(path, bytes.toByteArray()));
    return files;
  }

  @Test
  void whatAnOpenBandMayNeedStays() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    History history = History.of(archive, 3);
    BandName open = history.bands().get(2);
    for (String tail : ObjectId.of(open, ObjectName.TAIL).paths()) {
      archive.store.delete(tail);
    }
    FsckArchive before = FsckArchive.of(archive);
    BandName parent = history.bands().get(1);
    BandName first = history.bands().get(0);
    List<PruneDriver.Step> steps = prune(archive, first, parent);
    assertEquals(0, steps.stream()
        .filter(step -> step.band().equals(parent))
        .findFirst()
        .orElseThrow()
        .objects());
    FsckArchive after = FsckArchive.of(archive);
    for (var file : before.files().entrySet()) {
      if (file.getKey().matches(parent + "/[dip]/.*")) {
        assertTrue(after.files().containsKey(file.getKey()), file.getKey());
      }
    }
    // Once it is given up, all of that goes.
    prune(archive, open);
    assertEquals(State.ABANDONED, archive.open(new RecordingMonitor()).band(open).state());
    assertTrue(archive.paths().stream().noneMatch(path -> path.matches("b.*/[dip]/.*")));
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.FULL);
    assertTrue(report.isClean(), report.findings()::toString);
  }

  @Test
  void aBackupWhoseParentIsPrunedMeanwhileTakesAnother() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    History history = History.of(archive, 2);
    BandName parent = history.bands().get(1);
    var tree = new MemoryTree();
    tree.putFile(path("file1"), noise(77, 60_000));
    var store = new Interposed(archive.store, "b000003-[a-z0-9]*/head.tar", () -> {
      prune(archive, parent);
    });
    var report = archive.backup(tree, store, Trust.METADATA, TestArchive.keys(),
        new RecordingMonitor());
    history.bands().add(report.tail().head().band());
    history.trees().add(TestArchive.print(tree));
    assertEquals(Optional.of(history.bands().getFirst()),
        report.tail().head().parent().map(found -> found.band()));
    history.assertWholeWithout(Set.of(parent));
  }

  @Test
  void damageInWhatIsLeftIsRepaired() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    History history = History.of(archive, 3);
    BandName first = history.bands().getFirst();
    prune(archive, first);
    FsckArchive whole = FsckArchive.of(archive);
    List<String> left = whole.files()
        .keySet()
        .stream()
        .filter(path -> path.startsWith(first.toString()))
        .toList();
    assertTrue(left.size() > 7, left::toString);
    for (String path : left) {
      MemoryStore store = whole.without(path).store();
      FsckReport report = FsckArchive.repair(store);
      assertFalse(report.isDamageLeft(), () -> path + report.findings());
      assertFalse(report.isClean(), path);
      assertEquals(whole, FsckArchive.of(store), path);
      new History(TestArchive.holding(copy(whole.without(path).store())), history.bands(),
          history.trees()).assertRestores(Set.of(first));
    }
    String[] parity = left.stream().filter(path -> path.contains("/p/")).toArray(String[]::new);
    MemoryStore store = whole.without(parity).store();
    assertFalse(FsckArchive.repair(store).isDamageLeft());
    assertEquals(whole, FsckArchive.of(store));
  }

  @Test
  void pruningReadsNoData() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    History history = History.of(archive, 12);
    var store = new RecordingStore(archive.store);
    driver(archive, store).run(Set.of(history.bands().get(4)));
    assertEquals(List.of(),
        store.paths(StoreOperation.READ).stream().filter(path -> path.contains("/d/")).toList());
    // A tail for each band; of the one that goes the tail again, its sums and marks.
    assertTrue(store.count(StoreOperation.READ) <= 12 + 16,
        store.paths(StoreOperation.READ)::toString);
  }

  @Test
  void aBandWhoseTailsCannotBeReadIsNotGivenUp() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    History history = History.of(archive, 1);
    BandName band = history.bands().getFirst();
    for (String path : ObjectId.of(band, ObjectName.TAIL).paths()) {
      archive.replace(path, new byte[4096]);
    }
    FsckArchive before = FsckArchive.of(archive);
    assertThrows(ArchiveException.class, () -> prune(archive, band));
    assertEquals(before, FsckArchive.of(archive));
  }

  private interface Deed {
    void doIt() throws Exception;
  }

  /// Something happens before an object is put for the first time.
  private static final class Interposed extends ForwardingStore {
    private final String path;
    private final Deed deed;
    private boolean done;

    Interposed(Store inner, String path, Deed deed) {
      super(inner);
      this.path = path;
      this.deed = deed;
    }

    @Override
    public synchronized Put putIfAbsent(String at, ByteSlice bytes) throws IOException {
      if (!done && at.matches(path)) {
        done = true;
        try {
          deed.doIt();
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
      return super.putIfAbsent(at, bytes);
    }
  }
}
