package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static dura.band.run.TestTrees.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.source.MemoryTree;
import dura.band.store.RecordingStore;
import dura.band.store.StoreOperation;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.testdata.Damage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Bands that build on others of which something is gone (format-spec/75-band.md, "Building on
/// other bands").
class LostAncestorTest {
  private final RecordingMonitor monitor = new RecordingMonitor();

  private static MemoryTree tree() throws Exception {
    var tree = new MemoryTree();
    for (int d = 0; d < 20; d++) {
      tree.addDirectory(path("d" + d));
      for (int f = 0; f < 20; f++) {
        tree.putFile(path("d" + d + "/f" + f), noise(20 * d + f, 1000));
      }
    }
    tree.putFile(path("large"), noise(9999, 900_000));
    return tree;
  }

  /// Removes all objects whose names begin so, and tells how many.
  private static int remove(TestArchive archive, String prefix) throws Exception {
    List<String> all = archive.objects(prefix);
    for (String path : all) {
      archive.store.delete(path);
    }
    return all.size();
  }

  private BackupReport backup(TestArchive archive, MemoryTree tree, Trust trust)
      throws Exception {
    return archive.backup(tree, archive.store, trust, TestArchive.keys(), monitor);
  }

  private static void comesBackSilently(TestArchive archive, MemoryTree tree) throws Exception {
    var told = new RecordingMonitor();
    assertEquals(TestArchive.print(tree), archive.restoreBand("latest", told).tree());
    assertEquals(List.of(), told.alarms());
  }

  private void toldOnceOf(BandName band) {
    assertEquals(List.of(AlarmCode.ANCESTOR_INCOMPLETE),
        monitor.alarms().stream().map(Alarm::code).toList(), () -> "" + monitor.alarms());
    assertEquals(band.toString(), monitor.alarms().getFirst().where().path());
  }

  @Test
  void lostBlocksAreStoredAgainThoughNoFileChanged() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = tree();
    BackupReport first = archive.backup(tree);
    assertTrue(remove(archive, "d0") > 2 && remove(archive, "p0") > 2);
    BackupReport second = backup(archive, tree, Trust.METADATA);
    toldOnceOf(first.tail().head().band());
    assertEquals(first.counters().getFileBytes(), second.counters().getNewBytes());
    comesBackSilently(archive, tree);
  }

  /// What is left is used; of what can be recreated, no more is asked than that the source has it.
  @Test
  void oneLostBlockCostsWhatItHeld() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree();
    BackupReport first = archive.backup(tree);
    archive.store.delete(archive.objects("d0").get(1));
    BackupReport second = backup(archive, tree, Trust.METADATA);
    toldOnceOf(first.tail().head().band());
    long again = second.counters().getNewBytes();
    assertTrue(again > 0 && again < first.counters().getFileBytes(), () -> "" + again);
    comesBackSilently(archive, tree);
  }

  @Test
  void aBlockThatWasCutOffOrEmptiedIsGone() throws Exception {
    for (int length : List.of(0, 7_777)) {
      TestArchive archive = TestArchive.plain(RedundancyProfile.NONE);
      MemoryTree tree = tree();
      archive.backup(tree);
      String block = archive.objects("d0").getFirst();
      archive.replace(block, new Damage.Truncate(length).of(archive.bytes(block)));
      assertNotEquals(0, backup(archive, tree, Trust.METADATA).counters().getNewBytes());
      comesBackSilently(archive, tree);
    }
  }

  @Test
  void aLostIndexIsWrittenAnew() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = tree();
    BackupReport first = archive.backup(tree);
    // Its group still gives the parent's index, but nothing new hangs on it.
    archive.store.delete(archive.objects("i0").getLast());
    BackupReport second = backup(archive, tree, Trust.METADATA);
    assertEquals(0, second.counters().getNewBytes());
    assertNotEquals(first.tail().indexRoot(), second.tail().indexRoot());
    assertTrue(monitor.codes().contains(AlarmCode.ANCESTOR_INCOMPLETE));
    comesBackSilently(archive, tree);
  }

  @Test
  void whatARepairPutAsideIsThere() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree();
    archive.backup(tree);
    String block = archive.objects("d0").getFirst();
    archive.replace("repair/" + block, archive.bytes(block));
    archive.store.delete(block);
    assertEquals(0, backup(archive, tree, Trust.METADATA).counters().getNewBytes());
    assertEquals(List.of(), monitor.alarms());
  }

  /// Damage that no list shows is met where everything is read.
  @Test
  void damagedBlocksAreStoredAgainWhereNothingIsTrusted() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = tree();
    BackupReport first = archive.backup(tree);
    for (String path : archive.objects("d0")) {
      archive.replace(path, new Damage.Garbage(3).of(archive.bytes(path)));
    }
    remove(archive, "p0");
    assertEquals(0, backup(archive, tree, Trust.METADATA).counters().getNewBytes());
    assertEquals(List.of(), monitor.alarms());
    BackupReport healed = backup(archive, tree, Trust.NOTHING);
    assertEquals(first.counters().getFileBytes(), healed.counters().getNewBytes());
    assertEquals(Set.of(AlarmCode.ANCESTOR_INCOMPLETE), monitor.codes());
    comesBackSilently(archive, tree);
  }

  /// What an object's own parity repairs is good enough to build on.
  @Test
  void aBadSectorIsNoReasonToStoreAgain() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree();
    archive.backup(tree);
    String block = archive.objects("d0").getFirst();
    archive.replace(block, new Damage.Zero(2 * Damage.SECTOR, Damage.SECTOR)
        .of(archive.bytes(block)));
    assertEquals(0, backup(archive, tree, Trust.NOTHING).counters().getNewBytes());
    assertEquals(List.of(), monitor.alarms());
  }

  /// Folders are listed once each, only those of bands that the parent refers to; no data is read.
  @Test
  void lookingCostsACallForEachFolder() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN);
    MemoryTree tree = tree();
    var bands = new ArrayList<String>();
    for (int i = 0; i < 24; i++) {
      // Half of them are overwritten at once: nothing refers to those bands in the end.
      tree.putFile(path(i % 2 == 0 ? "kept" + i : "again"), noise(5000 + i, 700));
      bands.add(archive.backup(tree).tail().head().band().toString());
    }
    var calls = new RecordingStore(archive.store);
    BackupReport last =
        archive.backup(tree, calls, Trust.METADATA, TestArchive.keys(), monitor);
    assertEquals(List.of(), monitor.alarms());
    Set<String> parentRefers = Set.copyOf(last.tail()
        .refers()
        .stream()
        .map(groups -> groups.band().toString())
        .toList());
    List<String> folders = calls.paths(StoreOperation.LIST)
        .stream()
        .filter(path -> path.contains("/"))
        .toList();
    assertEquals(folders.size(), Set.copyOf(folders).size(), folders::toString);
    for (String folder : folders) {
      String band = folder.substring(0, folder.indexOf('/'));
      assertTrue(parentRefers.contains(band), folder);
    }
    assertTrue(parentRefers.size() < bands.size(), parentRefers::toString);
    // At most one folder of blocks and one of index objects for each small band.
    assertTrue(folders.size() <= 2 * parentRefers.size() + 8, folders::toString);
    assertTrue(calls.paths(StoreOperation.READ).stream().noneMatch(path -> path.contains("/d/")),
        () -> "" + calls.paths(StoreOperation.READ));
  }
}
