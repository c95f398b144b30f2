package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.model.ArchivePath;
import dura.band.model.BandHead;
import dura.band.model.SheetReference;
import dura.band.source.MemoryTree;
import dura.band.store.CrashStore;
import dura.band.store.CrashStore.Fate;
import dura.band.store.CrashStore.PowerLostException;
import dura.band.store.MemoryStore;
import dura.spec.RedundancyProfile;
import java.util.List;
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

  private static void assertWhole(TestArchive archive, MemoryTree tree) throws Exception {
    var told = new RecordingMonitor();
    assertEquals(TestArchive.print(tree), archive.restore(told).tree());
    assertEquals(List.of(), told.alarms());
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean(), report.findings()::toString);
  }

  @Test
  void nothingIsReadOrStoredAgain() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree(400, 40_000);
    interrupt(archive, tree, 60);
    long before = blockBytes(archive);
    assertTrue(before > 8_000_000, before + " bytes");
    BackupReport report = archive.backup(tree);
    assertWhole(archive, tree);
    assertTrue(blockBytes(archive) < 17_500_000, blockBytes(archive) + " bytes");
    assertEquals(1, report.tail().head().takesOver().size());
  }
}
