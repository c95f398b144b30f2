package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static dura.band.run.TestTrees.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.model.ArchivePath;
import dura.band.posix.Errno;
import dura.band.source.Existing;
import dura.band.source.FileStat;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemorySourceTree;
import dura.band.source.MemoryTree;
import dura.band.source.PathExclusion.Filter;
import dura.band.source.SourceFile;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.AlarmCode;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is stored first, and what is kept as it is stored.
class PathChoicesTest {
  private final RecordingMonitor monitor = new RecordingMonitor();

  private static Filter named(String... paths) {
    Set<String> all = Set.of(paths);
    return (path, _) -> all.contains(path.toString());
  }

  private static PathChoices first(String... paths) {
    return new PathChoices(Optional.of(named(paths)), Optional.empty());
  }

  private static PathChoices kept(String... paths) {
    return new PathChoices(Optional.empty(), Optional.of(named(paths)));
  }

  private static void clean(TestArchive archive) throws Exception {
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean() && report.findings().isEmpty(), report.findings()::toString);
  }

  private NavigableMap<String, String> restored(TestArchive archive) throws Exception {
    NavigableMap<String, String> tree = archive.restoreBand("latest", monitor).tree();
    assertEquals(List.of(), monitor.alarms());
    return tree;
  }

  private static MemoryTree tree() throws Exception {
    MemoryTree tree = TestTrees.many(40);
    for (String directory : List.of("s", "s/a", "s/z")) {
      tree.addDirectory(path(directory));
    }
    for (int i = 0; i < 12; i++) {
      tree.putFile(path("s/a/f" + i), noise(i, 200_000));
    }
    tree.putFile(path("s/z/large"), noise(50, 1_500_000));
    tree.putFile(path("s/z/small"), noise(51, 10_000));
    tree.putFile(path("s/z/empty"), new byte[0]);
    return tree;
  }

  @Test
  void whatIsFirstStandsInTheFirstBlocks() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = tree();
    archive.choosing(first("s/z/large", "s/z/small", "s/z/empty", "nothing"));
    BackupReport report = archive.backup(tree);
    assertEquals(TestArchive.print(tree), restored(archive));
    assertEquals(report.counters().getFileBytes(), report.counters().getNewBytes());
    clean(archive);
    // As if it had been interrupted before the index, and after a few blocks.
    List<String> blocks = archive.objects("d0");
    for (String path : archive.paths()) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (path.startsWith("b0") && !name.equals("head.tar")
          && !blocks.subList(0, blocks.size() / 2).contains(path)) {
        archive.store.delete(path);
      }
    }
    ArchiveReader reader = archive.open(monitor);
    var files = new MemoryTree();
    var request = new RestoreRequest(reader.blocks(reader.bands().getFirst()), List.of(),
        Existing.KEEP, dura.band.machine.RestoreMachine.Purpose.RESTORE, 1);
    RestoreDriver.run(request, new MemoryRestoreTarget(files, ArchivePath.TOP),
        new RecordingMonitor());
    NavigableMap<String, String> salvaged = TestArchive.print(files);
    assertTrue(salvaged.keySet().containsAll(Set.of("s/z/large", "s/z/small")),
        salvaged.keySet()::toString);
    assertTrue(!salvaged.containsKey("s/a/f11"), salvaged.keySet()::toString);
  }

  @Test
  void whatIsFirstIsNotReadWhereItIsUnchanged() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree();
    archive.choosing(first("s/z/large", "s/z/small"));
    archive.backup(tree);
    tree.putFile(path("s/z/small"), noise(52, 11_000));
    tree.plan(MemoryTree.Call.OPEN, path("s/z/large"), Errno.EACCES);
    BackupReport second =
        archive.backup(tree, archive.store, Trust.METADATA, TestArchive.keys(), monitor);
    tree.plan(MemoryTree.Call.OPEN, path("s/z/large"), 0);
    assertEquals(11_000, second.counters().getNewBytes());
    assertEquals(TestArchive.print(tree), restored(archive));
    clean(archive);
  }

  /// What is said of a file that cannot be read is said once.
  @Test
  void whatCannotBeReadIsToldOnce() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = tree();
    tree.plan(MemoryTree.Call.OPEN, path("s/z/large"), Errno.EACCES);
    archive.choosing(first("s/z/large"));
    archive.backup(tree, archive.store, Trust.METADATA, TestArchive.keys(), monitor);
    assertEquals(1, monitor.alarms().size());
    assertEquals(Set.of(AlarmCode.SOURCE_DENIED), monitor.codes());
  }

  @Test
  void whatIsKeptStaysAsItWas() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = tree();
    archive.backup(tree);
    var expected = new TreeMap<>(TestArchive.print(tree));
    archive.choosing(kept("s/a", "s/z/large", "s/z/new"));
    for (int round = 0; round < 2; round++) {
      tree.remove(path("s/a/f" + (3 + round)));
      tree.putFile(path("s/a/f" + (7 + round)), noise(99, 5));
      tree.putFile(path("s/a/more"), noise(98, 5));
      tree.putFile(path("s/z/large"), noise(97, 5));
      tree.putFile(path("s/z/new"), noise(96, 5));
      tree.putFile(path("s/z/small"), noise(95 + round, 20_000));
      expected.put("s/z/small", TestArchive.print(tree).get("s/z/small"));
      tree.plan(MemoryTree.Call.OPEN, path("s/a/f0"), Errno.EIO);
      BackupReport report =
          archive.backup(tree, archive.store, Trust.NOTHING, TestArchive.keys(), monitor);
      tree.plan(MemoryTree.Call.OPEN, path("s/a/f0"), 0);
      assertEquals(20_000, report.counters().getNewBytes());
      var found = new TreeMap<>(restored(archive));
      // The times of the directory are those of now: it is only what it is kept for that is not.
      expected.keySet().removeIf(name -> name.equals("s/z"));
      found.keySet().removeIf(name -> name.equals("s/z"));
      assertEquals(expected, found);
    }
    clean(archive);
  }

  private static byte[] contents(MemoryTree files, String name) throws Exception {
    var tree = new MemorySourceTree(files);
    FileStat stat = tree.stat(path(name));
    byte[] bytes = new byte[(int) stat.size()];
    try (SourceFile file = tree.open(path(name), stat)) {
      file.read(0, bytes, 0, bytes.length);
    }
    return bytes;
  }

  @Test
  void keptNamesOfOneFileStayOneFile() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    var tree = new MemoryTree();
    tree.addDirectory(path("s"));
    tree.addDirectory(path("s/d"));
    var target = new MemoryRestoreTarget(tree, ArchivePath.TOP);
    tree.putFile(path("s/a"), noise(1, 300_000));
    target.makeHardLink(path("s/k"), path("s/a"), Existing.KEEP);
    target.makeHardLink(path("s/d/k1"), path("s/a"), Existing.KEEP);
    target.makeHardLink(path("s/d/k2"), path("s/a"), Existing.KEEP);
    tree.putFile(path("s/d/b"), noise(2, 1000));
    target.makeHardLink(path("s/d/c"), path("s/d/b"), Existing.KEEP);
    archive.backup(tree);
    NavigableMap<String, String> before = TestArchive.print(tree);
    archive.choosing(kept("s/k", "s/d/k1", "s/d/k2"));
    for (int round = 0; round < 2; round++) {
      archive.backup(tree);
      MemoryTree files = archive.restoreBand("latest", monitor).files();
      NavigableMap<String, String> after = TestArchive.print(files);
      assertEquals(before.keySet(), after.keySet());
      for (String name : List.of("s/a", "s/k", "s/d/k1", "s/d/k2")) {
        assertArrayEquals(noise(1, 300_000), contents(files, name), name);
      }
      assertEquals(after.get("s/d/b"), before.get("s/d/b"));
      clean(archive);
    }
    assertEquals(List.of(), monitor.alarms());
  }

  /// What can be had from the source and nowhere else is read.
  @Test
  void whatIsKeptButLostIsRead() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.NONE);
    MemoryTree tree = tree();
    archive.backup(tree);
    for (String block : archive.objects("d0")) {
      archive.store.delete(block);
    }
    archive.choosing(kept("s/a", "s/z/large"));
    archive.backup(tree, archive.store, Trust.METADATA, TestArchive.keys(), monitor);
    assertEquals(Set.of(AlarmCode.ANCESTOR_INCOMPLETE), monitor.codes());
    var found = archive.restoreBand("latest", new RecordingMonitor()).tree();
    assertTrue(found.containsKey("s/z/large"));
  }
}
