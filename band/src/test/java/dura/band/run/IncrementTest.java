package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static dura.band.run.TestTrees.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.model.ArchivePath;
import dura.band.model.SheetReference;
import dura.band.posix.Errno;
import dura.band.source.Existing;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemoryTree;
import dura.band.store.MemoryStore;
import dura.band.store.RecordingStore;
import dura.band.store.Store;
import dura.band.store.StoreOperation;
import dura.codec.bytes.ByteSlice;
import dura.codec.chunk.Chunker;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.proto.Compression;
import dura.proto.Hunk;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Bands that build on others (format-spec/75-band.md, "Building on other bands").
class IncrementTest {
  private final RecordingMonitor monitor = new RecordingMonitor();

  /// A tree of 40 directories of 50 files.
  private static MemoryTree wide() throws Exception {
    var tree = new MemoryTree();
    for (int d = 0; d < 40; d++) {
      tree.addDirectory(path("d" + d));
      for (int f = 0; f < 50; f++) {
        tree.putFile(path("d" + d + "/file" + f), noise(50 * d + f, 100));
      }
    }
    return tree;
  }

  private static void opening(MemoryTree tree, Set<String> paths, int errno) {
    paths.forEach(path -> tree.plan(MemoryTree.Call.OPEN, path(path), errno));
  }

  private void clean(TestArchive archive) throws Exception {
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean(), report.findings()::toString);
  }

  private void comesBack(TestArchive archive, String band, NavigableMap<String, String> tree)
      throws Exception {
    var told = new RecordingMonitor();
    assertEquals(tree, archive.restoreBand(band, told).tree());
    assertEquals(List.of(), told.alarms());
  }

  @Test
  void anUnchangedTreeIsNotReadAndStoresNoData() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = wide();
    BackupReport first = archive.backup(tree);
    Set<String> paths = TestArchive.print(tree).keySet();
    opening(tree, paths, Errno.EACCES);
    var calls = new RecordingStore(archive.store);
    BackupReport second =
        archive.backup(tree, calls, Trust.METADATA, TestArchive.keys(), monitor);
    opening(tree, paths, 0);
    assertEquals(List.of(), monitor.alarms());
    assertEquals(Optional.of(first.tail().head().band()),
        second.tail().head().parent().map(SheetReference::band));
    assertEquals(0, second.counters().getNewBytes());
    assertEquals(0, second.tail().objects().blocks());
    assertEquals(0, second.tail().objects().indexObjects());
    assertEquals(first.tail().indexRoot(), second.tail().indexRoot());
    // Head, sums, three tails.
    assertEquals(5, calls.count(StoreOperation.PUT));
    // Tail, sums, index objects of the parent; nothing for each file.
    assertTrue(calls.count(StoreOperation.READ) <= 8,
        calls.paths(StoreOperation.READ)::toString);
    assertEquals(1, second.tail().refers().stream().map(f -> f.band()).distinct().count());
    assertEquals(first.counters().getFileBytes(), second.counters().getFileBytes());
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void onePercentCostsWhatChanged() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = wide();
    BackupReport first = archive.backup(tree);
    NavigableMap<String, String> before = TestArchive.print(tree);
    for (int f = 0; f < 20; f++) {
      tree.putFile(path("d" + 2 * f + "/file" + f), noise(9000 + f, 100));
    }
    BackupReport second = archive.backup(tree);
    assertEquals(20 * 100, second.counters().getNewBytes());
    assertEquals(1, second.tail().objects().blocks());
    assertTrue(second.tail().storedBytes() * 2 < first.tail().storedBytes(),
        second.tail().storedBytes() + " of " + first.tail().storedBytes());
    comesBack(archive, "latest~1", before);
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void forceReadReadsButStoresNothingTwice() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.everything();
    archive.backup(tree);
    Set<String> paths = TestArchive.print(tree).keySet();
    opening(tree, paths, Errno.EACCES);
    archive.backup(tree, archive.store, Trust.NOTHING, TestArchive.keys(), monitor);
    assertEquals(Set.of(AlarmCode.SOURCE_DENIED), monitor.codes());
    opening(tree, paths, 0);
    BackupReport third = archive.backup(tree, archive.store, Trust.NOTHING, TestArchive.keys(),
        new RecordingMonitor());
    // The second has no files to share, the first is no parent any more.
    assertNotEquals(0, third.counters().getNewBytes());
    BackupReport fourth = archive.backup(tree, archive.store, Trust.NOTHING, TestArchive.keys(),
        new RecordingMonitor());
    assertEquals(0, fourth.counters().getNewBytes());
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void renamedAndCopiedFilesAreNotStoredAgain() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = TestTrees.many(60);
    tree.addDirectory(path("old"));
    for (int i = 0; i < 30; i++) {
      tree.putFile(path("old/f" + i), noise(500 + i, 3000));
    }
    tree.putFile(path("old/large"), noise(77, 3_000_000));
    archive.backup(tree);
    NavigableMap<String, String> before = TestArchive.print(tree);
    tree.remove(path("old"));
    tree.addDirectory(path("a new"));
    for (int i = 0; i < 30; i++) {
      tree.putFile(path("a new/f" + i), noise(500 + i, 3000));
      tree.putFile(path("a new/copy" + i), noise(500 + i, 3000));
    }
    tree.putFile(path("a new/large"), noise(77, 3_000_000));
    BackupReport second = archive.backup(tree);
    assertEquals(0, second.counters().getNewBytes());
    assertEquals(0, second.tail().objects().blocks());
    comesBack(archive, "latest~1", before);
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void copiesInOneBandAreStoredOnce() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    var tree = new MemoryTree();
    tree.putFile(path("a"), noise(1, 2_500_000));
    tree.putFile(path("b"), noise(1, 2_500_000));
    tree.putFile(path("c"), noise(2, 1000));
    tree.putFile(path("d"), noise(2, 1000));
    tree.putFile(path("zeros"), new byte[4_000_000]);
    BackupReport report = archive.backup(tree);
    assertTrue(report.counters().getNewBytes() <= 2_501_000 + 2 * Chunker.MAX,
        () -> "" + report.counters().getNewBytes());
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void aByteInFrontOfALargeFileCostsAChunk() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    var tree = new MemoryTree();
    byte[] bytes = noise(3, 8_000_000);
    tree.putFile(path("large"), bytes);
    archive.backup(tree);
    byte[] longer = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, longer, 1, bytes.length);
    tree.putFile(path("large"), longer);
    BackupReport second = archive.backup(tree);
    assertTrue(second.counters().getNewBytes() <= 3 * Chunker.MAX,
        () -> "" + second.counters().getNewBytes());
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void damageInAnAncestorIsMendedByItsOwnGroups() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = wide();
    for (int i = 0; i < 3; i++) {
      tree.putFile(path("d0/large" + i), noise(i, 200_000));
    }
    archive.backup(tree);
    tree.putFile(path("more"), noise(4, 1000));
    archive.backup(tree);
    tree.putFile(path("still more"), noise(5, 1000));
    archive.backup(tree);
    List<String> lost = List.of(archive.objects("d0000001").getFirst(),
        archive.objects("i0000000").getFirst());
    for (String path : lost) {
      archive.store.delete(path);
    }
    var told = new RecordingMonitor();
    assertEquals(TestArchive.print(tree), archive.restoreBand("latest", told).tree());
    assertEquals(Set.of(AlarmCode.OBJECT_MISSING), told.codes());
    assertEquals(new HashSet<>(lost),
        new HashSet<>(told.alarms().stream().map(alarm -> alarm.where().path()).toList()));
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.FULL);
    assertEquals(2, report.findings().size(), report.findings()::toString);
    FsckArchive.repair(archive.store);
    clean(archive);
    comesBack(archive, "latest", TestArchive.print(tree));
  }

  @Test
  void withoutAKeyTheBackupIsFull() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = TestTrees.everything();
    BackupReport first = archive.backup(tree);
    BackupReport second =
        archive.backup(tree, archive.store, Trust.METADATA, Keys.none(), monitor);
    assertEquals(List.of(), monitor.alarms());
    assertEquals(Optional.empty(), second.tail().head().parent());
    assertEquals(first.counters().getNewBytes(), second.counters().getNewBytes());
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void anInterruptedBandIsNoParent() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.everything();
    BandName first = archive.backup(tree).tail().head().band();
    BandName second = archive.backup(tree).tail().head().band();
    for (String path : archive.objects("tail")) {
      if (path.startsWith(second.toString())) {
        archive.store.delete(path);
      }
    }
    BackupReport third = archive.backup(tree);
    assertEquals(Optional.of(first), third.tail().head().parent().map(SheetReference::band));
    comesBack(archive, "latest", TestArchive.print(tree));
  }

  @Test
  void whatTheParentReadBadlyIsReadAgain() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    var tree = new MemoryTree();
    tree.putFile(path("a"), noise(1, 700_000));
    tree.whileReading(path("a"), () -> {
      try {
        tree.putFile(path("a"), noise(2, 700_000));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    archive.backup(tree);
    archive.backup(tree);
    comesBack(archive, "latest", TestArchive.print(tree));
  }

  @Test
  void hardLinksThatChangeHandsKeepTheirContents() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    var tree = new MemoryTree();
    var target = new MemoryRestoreTarget(tree, ArchivePath.TOP);
    tree.putFile(path("m"), noise(1, 2000));
    archive.backup(tree);
    target.makeHardLink(path("b"), path("m"), Existing.KEEP);
    target.makeHardLink(path("z"), path("m"), Existing.KEEP);
    archive.backup(tree);
    comesBack(archive, "latest", TestArchive.print(tree));
    tree.remove(path("b"));
    archive.backup(tree);
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void aChainOfBandsStaysReadable() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN);
    MemoryTree tree = TestTrees.many(100);
    for (int i = 0; i < 15; i++) {
      tree.putFile(path("new" + i), noise(4000 + i, 50));
      archive.backup(tree);
    }
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  private static Store cacheAfterABackup(TestArchive archive, MemoryTree tree) throws Exception {
    var cache = new MemoryStore();
    var told = new RecordingMonitor();
    archive.backupWithoutKey(tree, cache, told);
    assertEquals(List.of(), told.alarms());
    return cache;
  }

  private static List<String> paths(Store store, String directory) throws Exception {
    var paths = new ArrayList<String>();
    for (Store.Listed listed : store.list(directory)) {
      String path = directory.isEmpty() ? listed.name() : directory + "/" + listed.name();
      if (listed.directory()) {
        paths.addAll(paths(store, path));
      } else {
        paths.add(path);
      }
    }
    return paths;
  }

  @Test
  void aClientWithoutAKeyGoesOnByItsCache() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = wide();
    Store cache = cacheAfterABackup(archive, tree);
    tree.putFile(path("d3/new"), noise(8, 500));
    BackupReport second = archive.backupWithoutKey(tree, cache, monitor);
    assertEquals(500, second.counters().getNewBytes());
    assertTrue(second.tail().head().parent().isPresent());
    BackupReport third = archive.backupWithoutKey(tree, cache, monitor);
    assertEquals(0, third.tail().objects().indexObjects());
    assertEquals(List.of(), monitor.alarms());
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
    // No session key is in it.
    for (String path : paths(cache, "")) {
      var id = ObjectId.ofPath(path).orElseThrow();
      byte[] content = new IndexCache(cache).read(id).orElseThrow().content().orElseThrow();
      FrameRun run = FrameCodec.of(Compression.ZSTD).salvage(content, Limits.MAX_PAYLOAD_BYTES);
      for (FrameRun.Part part : run.parts()) {
        assertTrue(!(part instanceof FrameRun.Frame frame)
            || Hunk.parseFrom(frame.raw()).getObjectCount() == 0, path);
      }
    }
  }

  @Test
  void aDamagedOrStaleCacheCostsWorkAlone() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = wide();
    Store cache = cacheAfterABackup(archive, tree);
    for (String path : paths(cache, "")) {
      byte[] bytes = cache.read(path).orElseThrow().bytes().toByteArray();
      bytes[bytes.length / 2] ^= 1;
      cache.replacing().orElseThrow().replace(path, ByteSlice.of(bytes));
    }
    BackupReport full = archive.backupWithoutKey(tree, cache, monitor);
    assertEquals(Optional.empty(), full.tail().head().parent());
    assertEquals(full.counters().getFileBytes(), full.counters().getNewBytes());
    // A cache of another archive of the same history, whose bands have other names or tails.
    TestArchive other = TestArchive.encrypted();
    other.backup(TestTrees.some());
    BackupReport stranger = other.backupWithoutKey(tree, cache, monitor);
    assertEquals(stranger.counters().getFileBytes(), stranger.counters().getNewBytes());
    assertEquals(List.of(), monitor.alarms());
    comesBack(archive, "latest", TestArchive.print(tree));
    comesBack(other, "latest", TestArchive.print(tree));
  }

  @Test
  void aCacheThatLacksAPartCostsThatPart() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = wide();
    Store cache = cacheAfterABackup(archive, tree);
    for (int i = 0; i < 5; i++) {
      tree.putFile(path("d" + i + "/new"), noise(i, 500));
      archive.backupWithoutKey(tree, cache, monitor);
    }
    cache.delete(paths(cache, "").getFirst());
    tree.putFile(path("d7/new"), noise(8, 500));
    archive.backupWithoutKey(tree, cache, monitor);
    assertEquals(List.of(), monitor.alarms());
    comesBack(archive, "latest", TestArchive.print(tree));
    clean(archive);
  }

  @Test
  void aLostBlockIsToldOfEveryVersionThatNeedsIt() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.NONE);
    var tree = new MemoryTree();
    tree.putFile(path("a"), noise(1, 300_000));
    tree.putFile(path("b"), noise(2, 300_000));
    BandName first = archive.backup(tree).tail().head().band();
    tree.putFile(path("c"), noise(3, 1000));
    BandName second = archive.backup(tree).tail().head().band();
    tree.remove(path("a"));
    BandName third = archive.backup(tree).tail().head().band();
    archive.store.delete(first + "/d/00/d0000000.tar");
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.FULL);
    var affected = new ArrayList<String>();
    AffectedFiles.find(archive.store, TestArchive.keys(), report,
        file -> affected.add(file.band() + " " + file.path() + " " + file.bytes()));
    assertEquals(List.of(first + " a 300000", second + " a 300000"), affected);
    assertTrue(report.affectedBands().containsAll(Set.of(first, second)));
    assertTrue(third.sequence() > second.sequence());
    var told = new RecordingMonitor();
    assertEquals(TestArchive.print(tree), archive.restoreBand("latest", told).tree());
  }

  @Test
  void onlyBandsThatAreVouchedForAreBuiltOn() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.everything();
    BandName first = archive.backup(tree).tail().head().band();
    archive.signAsStranger("forger");
    BackupReport forged = archive.backup(tree);
    assertEquals(first, forged.tail().head().parent().orElseThrow().band());
    // The forger's own band is good enough for the forger, for nobody else.
    assertEquals(forged.tail().head().band(),
        archive.backup(tree).tail().head().parent().orElseThrow().band());
    archive.signAsStranger("another");
    assertEquals(first, archive.backup(tree).tail().head().parent().orElseThrow().band());
  }
}
