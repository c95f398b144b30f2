package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.machine.Finding;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.BandTail;
import dura.band.model.FileKind;
import dura.band.model.SheetReference;
import dura.band.model.TreeEntry;
import dura.band.posix.Errno;
import dura.band.source.MemorySourceTree;
import dura.band.source.MemoryTree;
import dura.band.store.CrashStore;
import dura.band.store.CrashStore.Fate;
import dura.band.store.CrashStore.PowerLostException;
import dura.band.store.MemoryStore;
import dura.codec.crypt.Identity;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Interrupted bands are taken over (format-spec/75-band.md, "Interrupted bands").
class TakeOverTest {
  private static MemoryTree tree(int files, int bytes) throws Exception {
    var tree = new MemoryTree();
    tree.addDirectory(ArchivePath.of("s"));
    for (int i = 0; i < files; i++) {
      tree.putFile(ArchivePath.of("s/f%04d".formatted(i)), noise(i, bytes));
    }
    return tree;
  }

  /// Backs up until the power fails at a change.
  private static void interrupt(TestArchive archive, MemoryTree tree, int change)
      throws Exception {
    var store = new CrashStore((MemoryStore) archive.store);
    store.crashAt(change, Fate.DROPPED);
    assertThrows(PowerLostException.class, () -> archive.backup(tree, store, Trust.METADATA,
        TestArchive.keys(), new RecordingMonitor()));
  }

  private static long blockBytes(TestArchive archive) throws Exception {
    long bytes = 0;
    for (String path : archive.objects("d0")) {
      bytes += archive.bytes(path).length;
    }
    return bytes;
  }

  /// Blocks take no more than those of a backup that was not interrupted, but for their heads.
  private static void assertStoredOnce(TestArchive archive, MemoryTree tree) throws Exception {
    TestArchive other = TestArchive.plain(archive.header.profile());
    other.backup(tree);
    long once = blockBytes(other);
    assertTrue(blockBytes(archive) < once + once / 20, blockBytes(archive) + ", not " + once);
  }

  private static void assertWhole(TestArchive archive, MemoryTree tree) throws Exception {
    var told = new RecordingMonitor();
    assertEquals(TestArchive.print(tree), archive.restore(told).tree());
    assertEquals(List.of(), told.alarms());
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean(), report.findings()::toString);
  }

  /// Lets reading files fail of which the newest band, an interrupted one, has all.
  ///
  /// @return how many there are
  private static int forbidKnown(TestArchive archive, MemoryTree tree) throws Exception {
    ArchiveReader reader = archive.open(new RecordingMonitor());
    BandInfo band = reader.bands().getLast();
    assertEquals(BandInfo.State.PARTIAL, band.state());
    EntrySource entries = reader.index(band).entries(Selection.all());
    int known = 0;
    for (Optional<TreeEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
      if (next.get().kind() == FileKind.FILE && !next.get().continued()) {
        tree.plan(MemoryTree.Call.OPEN, next.get().path(), Errno.EACCES);
        known++;
      }
    }
    return known;
  }

  private static List<BandName> takenOver(BandTail tail) {
    return tail.head().takesOver().stream().map(SheetReference::band).toList();
  }

  @Test
  void nothingIsReadOrStoredAgain() throws Exception {
    for (TestArchive archive : List.of(TestArchive.plain(RedundancyProfile.STANDARD),
        TestArchive.encrypted(), TestArchive.plain(RedundancyProfile.NONE))) {
      MemoryTree tree = tree(360, 40_000);
      interrupt(archive, tree, 28);
      long before = blockBytes(archive);
      int known = forbidKnown(archive, tree);
      assertTrue(known > 20, known + " files");
      var told = new RecordingMonitor();
      BackupReport report = archive.backup(new MemorySourceTree(tree), told);
      assertEquals(List.of(), told.alarms());
      assertWhole(archive, tree(360, 40_000));
      assertStoredOnce(archive, tree(360, 40_000));
      assertTrue(before > 3_000_000, before + " bytes");
      assertEquals(1, takenOver(report.tail()).size());
      // It is taken over once.
      assertEquals(List.of(), takenOver(archive.backup(tree(360, 40_000)).tail()));
    }
  }

  @Test
  void aChainOfInterruptionsMakesProgress() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN);
    MemoryTree tree = tree(300, 60_000);
    int bands = 0;
    long stored = 0;
    while (true) {
      bands++;
      var store = new CrashStore((MemoryStore) archive.store);
      store.crashAt(12 + bands, Fate.DROPPED);
      try {
        archive.backup(tree, store, Trust.METADATA, TestArchive.keys(), new RecordingMonitor());
        break;
      } catch (PowerLostException _) {
        if (archive.open(new RecordingMonitor()).bands().getLast().finished()) {
          // The copies of its tail are missing.
          FsckArchive.repair(archive.store);
          break;
        }
        assertTrue(blockBytes(archive) > stored || stored > 18_000_000, "stuck: " + bands);
        stored = blockBytes(archive);
      }
    }
    assertTrue(bands > 3, bands + " bands");
    assertWhole(archive, tree);
    assertStoredOnce(archive, tree);
    MemoryTree later = tree(301, 60_000);
    BackupReport report = archive.backup(later);
    assertTrue(report.counters().getNewBytes() <= 60_000);
    assertWhole(archive, later);
  }

  @Test
  void aSingleFileMakesProgress() throws Exception {
    for (TestArchive archive : List.of(TestArchive.plain(RedundancyProfile.STANDARD),
        TestArchive.encrypted())) {
      var tree = new MemoryTree();
      tree.putFile(ArchivePath.of("large"), noise(1, 12_000_000));
      interrupt(archive, tree, 20);
      interrupt(archive, tree, 12);
      assertTrue(blockBytes(archive) > 5_000_000);
      archive.backup(tree);
      assertWhole(archive, tree);
      assertStoredOnce(archive, tree);
    }
  }

  /// An archive with an interrupted band, and one that took it over.
  private static TestArchive takenOver(MemoryTree tree) throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    interrupt(archive, tree, 16);
    archive.backup(tree);
    return archive;
  }

  @Test
  void objectsTakenOverAreCoveredByParity() throws Exception {
    MemoryTree tree = tree(160, 40_000);
    TestArchive archive = takenOver(tree);
    FsckArchive whole = FsckArchive.of(archive);
    List<String> blocks =
        archive.objects("d0").stream().filter(path -> path.startsWith("b000001")).toList();
    assertTrue(blocks.size() > 3, blocks::toString);
    // One is gone, one is garbage.
    archive.store.delete(blocks.getFirst());
    archive.replace(blocks.get(2), noise(1, 100_000));
    var told = new RecordingMonitor();
    assertEquals(TestArchive.print(tree), archive.restore(told).tree());
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.FULL);
    assertEquals(List.of(), FsckArchive.paths(report, Finding.Outcome.LOST));
    assertEquals(List.of(blocks.getFirst(), blocks.get(2)),
        FsckArchive.paths(report, Finding.Outcome.REPAIRABLE).stream().sorted().toList());
    FsckArchive.repair(archive.store);
    assertEquals(whole.files(), FsckArchive.of(archive).files());
  }

  @Test
  void whatNobodyVouchesForIsNotBelieved() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree(160, 40_000);
    Identity client = archive.signer;
    archive.signAsStranger("stranger");
    interrupt(archive, tree, 16);
    archive.signer = client;
    BackupReport report = archive.backup(tree);
    assertEquals(List.of(), takenOver(report.tail()));
    assertWhole(archive, tree);
  }

  @Test
  void damageToAnInterruptedBandCostsWorkOnly() throws Exception {
    for (String victim : List.of("d0000001", "i0000001", "i0000000", "d0000000")) {
      TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
      MemoryTree tree = tree(160, 40_000);
      interrupt(archive, tree, 16);
      archive.replace(archive.objects(victim).getFirst(), noise(1, 100_000));
      archive.backup(tree);
      var told = new RecordingMonitor();
      assertEquals(TestArchive.print(tree), archive.restore(told).tree(), victim);
      assertEquals(List.of(), told.alarms(), victim);
    }
  }

  @Test
  void filesThatChangedSinceAreReadAgain() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree(160, 40_000);
    interrupt(archive, tree, 16);
    tree.putFile(ArchivePath.of("s/f0003"), noise(4711, 40_000));
    tree.remove(ArchivePath.of("s/f0004"));
    tree.putFile(ArchivePath.of("s/a"), noise(4, 40_000));
    archive.backup(tree);
    assertWhole(archive, tree);
  }

  @Test
  void withoutAKeyTheCacheServes() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = tree(360, 40_000);
    var cache = new MemoryStore();
    var store = new CrashStore((MemoryStore) archive.store);
    store.crashAt(28, Fate.DROPPED);
    assertThrows(PowerLostException.class,
        () -> archive.backupWithoutKey(tree, store, cache, new RecordingMonitor()));
    int known = forbidKnown(archive, tree);
    assertTrue(known > 20, known + " files");
    var told = new RecordingMonitor();
    BackupReport report = archive.backupWithoutKey(tree, archive.store, cache, told);
    assertEquals(List.of(), told.alarms());
    assertEquals(1, takenOver(report.tail()).size());
    assertWhole(archive, tree(360, 40_000));
    assertStoredOnce(archive, tree(360, 40_000));
    assertTrue(cache.list(report.tail().head().band() + "/d").isEmpty());
  }

  @Test
  void timeMakesCheckpoints() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree(160, 40_000);
    archive.backup(tree);
    assertTrue(archive.objects("i0").size() < 5, archive.objects("i0")::toString);
    TestArchive slow =
        TestArchive.plain(RedundancyProfile.STANDARD).ticking(Duration.ofMinutes(2));
    slow.backup(tree);
    assertTrue(slow.objects("i0").size() > 6, slow.objects("i0")::toString);
    assertWhole(slow, tree);
  }
}
