package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static dura.band.run.TestTrees.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BackupPlan.Trust;
import dura.band.machine.CheckDepth;
import dura.band.model.TreeEntry;
import dura.band.posix.PosixException;
import dura.band.source.MemoryTree;
import dura.proto.Inconsistency;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Files that change while they are read.
class ReadRetryTest {
  private final RecordingMonitor monitor = new RecordingMonitor();
  private final MemoryTree tree = new MemoryTree();
  private final AtomicInteger reads = new AtomicInteger();

  /// A change of the source, which cannot fail.
  private interface Change {
    void make() throws PosixException;
  }

  /// Makes a change at each of the next `times` readings of the file.
  private void changing(String name, int times, Change change) {
    if (times == 0) {
      return;
    }
    tree.whileReading(path(name), () -> {
      reads.incrementAndGet();
      try {
        change.make();
      } catch (PosixException e) {
        throw new IllegalStateException(e);
      }
      changing(name, times - 1, change);
    });
  }

  private void put(String name, String contents) throws PosixException {
    tree.putFile(path(name), contents.getBytes(UTF_8));
  }

  private void backup(TestArchive archive) throws Exception {
    archive.backup(tree, archive.store, Trust.METADATA, TestArchive.keys(), monitor);
  }

  private TreeEntry entry(TestArchive archive, String name) throws Exception {
    return archive.index(monitor).lookup(path(name)).orElseThrow();
  }

  @Test
  void whatHoldsStillAtLastIsStoredAsItIs() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN).readingAgain(3);
    put("a", "0");
    put("b", "other");
    changing("a", 3, () -> put("a", "longer at each reading " + reads));
    backup(archive);
    assertEquals(List.of(), monitor.alarms());
    assertEquals(Inconsistency.CONSISTENT, entry(archive, "a").fields().getInconsistency());
    // Size, time and contents are those of the last reading.
    assertEquals(TestArchive.print(tree), archive.restore(monitor).tree());
    assertEquals(List.of(), monitor.alarms());
  }

  @Test
  void whatNeverHoldsStillIsStoredAndMarked() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN).readingAgain(3);
    put("a", "n 0");
    put("b", "other");
    changing("a", 100, () -> put("a", "n " + reads));
    backup(archive);
    assertEquals(4, reads.get());
    assertEquals(List.of(AlarmCode.SOURCE_CHANGED), List.copyOf(monitor.codes()));
    assertEquals(1, monitor.alarms().size());
    assertEquals(Inconsistency.CHANGED_WHILE_READ,
        entry(archive, "a").fields().getInconsistency());
    assertEquals(Inconsistency.CONSISTENT, entry(archive, "b").fields().getInconsistency());
  }

  /// What was read before it went is more than nothing.
  @Test
  void whatVanishesMeanwhileIsStoredAndMarked() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN).readingAgain(3);
    put("a", "before");
    changing("a", 1, () -> {
      put("a", "behind");
      tree.remove(path("a"));
    });
    backup(archive);
    assertEquals(List.of(AlarmCode.SOURCE_CHANGED), List.copyOf(monitor.codes()));
    assertEquals(6, entry(archive, "a").size());
  }

  /// A file that grows beyond one window while it is read.
  @Test
  void whatGrowsLargeIsReadAgain() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN).readingAgain(3);
    put("a", "small");
    changing("a", 1, () -> tree.putFile(path("a"), noise(1, 3_000_000)));
    backup(archive);
    isStoredAsItIs(archive);
  }

  private void isStoredAsItIs(TestArchive archive) throws Exception {
    tree.whileReading(path("a"), () -> {});
    assertEquals(List.of(), monitor.alarms());
    assertEquals(Inconsistency.CONSISTENT, entry(archive, "a").fields().getInconsistency());
    assertEquals(TestArchive.print(tree), archive.restore(monitor).tree());
    assertEquals(List.of(), monitor.alarms());
    // What was read in vain is in the blocks, and no more than that.
    FsckReport report = FsckArchive.check(archive.store, CheckDepth.DEEP);
    assertTrue(report.isClean(), report.findings()::toString);
    assertTrue(report.findings()
        .stream()
        .allMatch(finding -> finding.alarms()
            .stream()
            .allMatch(alarm -> alarm.code() == AlarmCode.MEMBER_UNLISTED)),
        report.findings()::toString);
  }

  @Property(tries = 40)
  void largeFilesAreReadAgain(@ForAll @IntRange(min = 0, max = 12) int reading,
      @ForAll @IntRange(min = 0, max = 2_500_000) int length, @ForAll boolean first)
      throws Exception {
    var test = new ReadRetryTest();
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN).readingAgain(3);
    if (first) {
      archive.choosing(
          new PathChoices(Optional.of((path, _) -> path.equals(path("a"))), Optional.empty()));
    }
    test.tree.putFile(path("a"), noise(2, 2_000_000));
    test.put("b", "other");
    test.changing("a", 100, () -> {
      if (test.reads.get() == reading) {
        test.tree.putFile(path("a"), noise(3, length));
      }
    });
    test.backup(archive);
    test.isStoredAsItIs(archive);
  }

  @Test
  void aLargeFileThatNeverHoldsStillIsMarked() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN).readingAgain(2);
    tree.putFile(path("a"), noise(4, 1_200_000));
    put("b", "other");
    changing("a", 1000, () -> tree.putFile(path("a"), noise(5 + reads.get(), 1_200_000)));
    backup(archive);
    assertEquals(List.of(AlarmCode.SOURCE_CHANGED),
        monitor.alarms().stream().map(Alarm::code).toList());
    assertEquals(Inconsistency.CHANGED_WHILE_READ,
        entry(archive, "a").fields().getInconsistency());
    assertEquals(1_200_000, entry(archive, "a").size());
    var told = new RecordingMonitor();
    archive.restore(told);
    assertEquals(List.of(), told.alarms());
  }
}
