package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.model.ArchivePath;
import dura.band.source.MemoryTree;
import dura.band.store.CrashStore;
import dura.band.store.CrashStore.Fate;
import dura.band.store.CrashStore.PowerLostException;
import dura.band.store.MemoryStore;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Whatever is interrupted, wherever and however often: each finished band is what it would be without
/// the interruptions, and stays so.
class TakeOverProperties {
  @Property(tries = 3)
  void interruptionsChangeNothing(@ForAll long seed) throws Exception {
    var random = new Random(seed);
    TestArchive archive = switch (random.nextInt(4)) {
      case 0 -> TestArchive.encrypted();
      case 1 -> TestArchive.plain(RedundancyProfile.NONE);
      case 2 -> TestArchive.plain(RedundancyProfile.STRONG);
      default -> TestArchive.plain(RedundancyProfile.STANDARD);
    };
    var tree = new MemoryTree();
    tree.addDirectory(ArchivePath.of("s"));
    var versions = new TreeMap<BandName, NavigableMap<String, String>>();
    for (int round = 0; round < 2; round++) {
      for (int chain = random.nextInt(4); chain > 0; chain--) {
        edit(tree, random);
        interrupt(archive, tree, 1 + random.nextInt(30),
            random.nextBoolean() ? Fate.DROPPED : Fate.DONE);
      }
      edit(tree, random);
      versions.put(archive.backup(tree).tail().head().band(), TestArchive.print(tree));
    }
    for (var version : versions.entrySet()) {
      var told = new RecordingMonitor();
      assertEquals(version.getValue(),
          archive.restoreBand(version.getKey().toString(), told).tree());
      assertEquals(List.of(), told.alarms());
    }
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean(), report.findings()::toString);
  }

  /// The backup is interrupted unless it is finished before.
  private static void interrupt(TestArchive archive, MemoryTree tree, int change, Fate fate)
      throws Exception {
    var store = new CrashStore((MemoryStore) archive.store);
    store.crashAt(change, fate);
    try {
      archive.backup(tree, store, Trust.METADATA, TestArchive.keys(), new RecordingMonitor());
    } catch (PowerLostException _) {
      // The copies of a tail that came so far are for a repair to put.
      if (archive.open(new RecordingMonitor()).bands().stream().anyMatch(BandInfo::finished)) {
        FsckArchive.repair(archive.store);
      }
    }
  }

  private static void edit(MemoryTree tree, Random random) throws Exception {
    for (int edits = 1 + random.nextInt(40); edits > 0; edits--) {
      ArchivePath path = ArchivePath.of("s/" + Integer.toString(random.nextInt(120), 36));
      int size = switch (random.nextInt(6)) {
        case 0 -> 0;
        case 1 -> random.nextInt(2_000_000);
        default -> random.nextInt(100_000);
      };
      // Some contents come again under other names.
      tree.putFile(path, noise(random.nextInt(3) == 0 ? 7 : random.nextLong(), size));
    }
  }
}
