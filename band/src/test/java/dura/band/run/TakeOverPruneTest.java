package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.model.ArchivePath;
import dura.band.model.BandTail;
import dura.band.model.SheetReference;
import dura.band.source.MemoryTree;
import dura.band.store.CrashStore;
import dura.band.store.CrashStore.Fate;
import dura.band.store.CrashStore.PowerLostException;
import dura.band.store.ForwardingStore;
import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Bands that took others over, and those that were taken over, are taken away
/// (format-spec/75-band.md, "Pruning"): what others need of them stays.
class TakeOverPruneTest {
  private static final Instant LATER = Instant.parse("2026-02-01T00:00:00Z");

  /// Does something else once, right after a path was put for the first time.
  private static final class Interposed extends ForwardingStore {
    private final String ending;
    private Optional<Task> task;

    interface Task {
      void run() throws Exception;
    }

    Interposed(Store inner, String ending, Task task) {
      super(inner);
      this.ending = ending;
      this.task = Optional.of(task);
    }

    @Override
    public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
      Put put = super.putIfAbsent(path, bytes);
      Optional<Task> due = path.endsWith(ending) ? taken() : Optional.empty();
      if (due.isPresent()) {
        try {
          due.get().run();
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
      return put;
    }

    private synchronized Optional<Task> taken() {
      Optional<Task> due = task;
      task = Optional.empty();
      return due;
    }
  }

  private static MemoryTree tree() throws Exception {
    var tree = new MemoryTree();
    for (int i = 0; i < 240; i++) {
      tree.putFile(ArchivePath.of("f%04d".formatted(i)), noise(i, 40_000));
    }
    return tree;
  }

  /// @return the band that was interrupted
  private static BandName interrupt(TestArchive archive, MemoryTree tree, int change)
      throws Exception {
    var store = new CrashStore((MemoryStore) archive.store);
    store.crashAt(change, Fate.DROPPED);
    assertThrows(PowerLostException.class, () -> archive.backup(tree, store, Trust.METADATA,
        TestArchive.keys(), new RecordingMonitor()));
    return archive.open(new RecordingMonitor()).bands().getLast().name();
  }

  private static BandTail backup(TestArchive archive, MemoryTree tree, Store through)
      throws Exception {
    return archive.backup(tree, through, Trust.METADATA, TestArchive.keys(),
        new RecordingMonitor()).tail();
  }

  private static void prune(TestArchive archive, BandName... bands) throws Exception {
    new PruneDriver(archive.open(new RecordingMonitor()), Optional.of(archive.signer),
        () -> LATER).run(Set.of(bands));
  }

  private static List<BandName> takenOver(BandTail tail) {
    return tail.head().takesOver().stream().map(SheetReference::band).toList();
  }

  private static void assertWhole(TestArchive archive, MemoryTree tree, BandName band)
      throws Exception {
    var told = new RecordingMonitor();
    assertEquals(TestArchive.print(tree), archive.restoreBand(band.toString(), told).tree());
    assertEquals(List.of(), told.alarms());
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean(), report.findings()::toString);
  }

  @Test
  void twoBandsThatTookOverTheSameOneLoseNothing() throws Exception {
    for (boolean first : List.of(true, false)) {
      TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
      MemoryTree tree = tree();
      BandName interrupted = interrupt(archive, tree, 16);
      var tails = new ArrayList<BandTail>();
      tails.add(backup(archive, tree, new Interposed(archive.store, "d0000000.tar",
          () -> tails.add(backup(archive, tree, archive.store)))));
      assertEquals(List.of(interrupted), takenOver(tails.getFirst()));
      assertEquals(List.of(interrupted), takenOver(tails.getLast()));
      BandName stays = tails.get(first ? 1 : 0).head().band();
      prune(archive, interrupted, tails.get(first ? 0 : 1).head().band());
      assertWhole(archive, tree, stays);
      prune(archive);
      assertWhole(archive, tree, stays);
    }
  }

  @Test
  void aLaterBandKeepsWhatItsPrunedParentTookOver() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree();
    BandName interrupted = interrupt(archive, tree, 16);
    BandName second = interrupt(archive, tree, 9);
    BandTail parent = backup(archive, tree, archive.store);
    assertEquals(List.of(interrupted, second), takenOver(parent));
    tree.putFile(ArchivePath.of("later"), noise(999, 1000));
    BandTail child = backup(archive, tree, archive.store);
    assertEquals(1000, archive.index(new RecordingMonitor()).root().getCounters().getNewBytes());
    prune(archive, parent.head().band(), interrupted, second);
    assertWhole(archive, tree, child.head().band());
    prune(archive, child.head().band());
    for (String path : archive.paths()) {
      assertFalse(path.contains("/d/"), path);
    }
  }

  @Test
  void whatWasGivenUpMeanwhileIsNotTakenOver() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree();
    BandName interrupted = interrupt(archive, tree, 16);
    BandTail tail = backup(archive, tree,
        new Interposed(archive.store, "head.tar", () -> prune(archive, interrupted)));
    assertEquals(List.of(), takenOver(tail));
    assertWhole(archive, tree, tail.head().band());
  }
}
