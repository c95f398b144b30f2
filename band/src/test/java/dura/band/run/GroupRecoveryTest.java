package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.RestoreMachine.Purpose;
import dura.band.model.ArchivePath;
import dura.band.model.Sums;
import dura.band.source.Existing;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemoryTree;
import dura.band.store.RecordingStore;
import dura.band.store.StoreOperation;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.proto.GroupMember;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Restoring while objects are lost that their group can give back: nothing is missing, and nothing
/// is written.
class GroupRecoveryTest {
  private static final Set<AlarmCode> LOSSES = EnumSet.of(AlarmCode.OBJECT_MISSING,
      AlarmCode.OBJECT_UNRECOGNIZED, AlarmCode.PAYLOAD_LOST, AlarmCode.CELL_DAMAGED);

  private final RecordingMonitor monitor = new RecordingMonitor();

  /// What happens to an object so that it is lost.
  enum Loss {
    DELETED, GARBAGE, BEYOND_THE_INNER_CODE, UNDER_ANOTHERS_NAME;

    void happen(TestArchive archive, String path) throws Exception {
      byte[] bytes = archive.bytes(path);
      switch (this) {
        case DELETED -> archive.store.delete(path);
        case GARBAGE -> archive.replace(path, TestTrees.noise(7, bytes.length));
        case BEYOND_THE_INNER_CODE -> {
          Arrays.fill(bytes, bytes.length / 10, bytes.length * 9 / 10, (byte) 7);
          archive.replace(path, bytes);
        }
        case UNDER_ANOTHERS_NAME -> archive.replace(path, archive.bytes("archive.tar"));
      }
    }
  }

  /// The objects of each group, members first.
  private static List<List<String>> groups(TestArchive archive) throws Exception {
    var groups = new ArrayList<List<String>>();
    for (String first : archive.objects("p0")) {
      if (!first.endsWith("-0.tar")) {
        continue;
      }
      var parity = (DecodedObject.Good) ObjectDecoder.decode(Expectation.ofFile(first),
          archive.store.read(first).orElseThrow());
      var paths = new ArrayList<String>();
      for (GroupMember member : parity.found().head().getGroup().getMemberList()) {
        paths.addAll(archive.objects(member.getObject() + "."));
      }
      String name = first.substring(first.lastIndexOf('/') + 1);
      paths.addAll(archive.objects(name.substring(0, name.length() - "0.tar".length())));
      groups.add(paths);
    }
    assertEquals(2, groups.size());
    return groups;
  }

  private static NavigableMap<String, String> restore(BandContents contents, Monitor monitor)
      throws Exception {
    var files = new MemoryTree();
    RestoreDriver.run(
        new RestoreRequest(contents, List.of(), Existing.KEEP, Purpose.RESTORE, 2),
        new MemoryRestoreTarget(files, ArchivePath.TOP), monitor);
    return TestArchive.print(files);
  }

  @ParameterizedTest
  @EnumSource
  void anyTwoObjectsOfAGroupCostNothing(Loss loss) throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.some();
    archive.backup(tree);
    FsckArchive whole = FsckArchive.of(archive);
    for (List<String> group : groups(archive)) {
      for (int one = 0; one < group.size(); one++) {
        for (int other = 0; other < one; other++) {
          List<String> lost = List.of(group.get(other), group.get(one));
          for (String path : lost) {
            loss.happen(archive, path);
          }
          FsckArchive damaged = FsckArchive.of(archive);
          var told = new RecordingMonitor();
          TestArchive.Restored restored = archive.restore(told);
          assertEquals(TestArchive.print(tree), restored.tree(), lost.toString());
          assertTrue(restored.report().complete());
          tellsOf(told, lost);
          assertEquals(damaged, FsckArchive.of(archive));
          for (String path : lost) {
            archive.replace(path, whole.bytes(path));
          }
        }
      }
    }
  }

  /// One alarm for each lost member says that it was recreated, and there is none of anything else.
  private static void tellsOf(RecordingMonitor told, List<String> lost) {
    // The first index object has a checkpoint only, which nobody needs any more.
    List<String> members = lost.stream()
        .filter(path -> !path.contains("/p/") && !path.endsWith("i0000000.tar"))
        .toList();
    assertEquals(members, told.alarms()
        .stream()
        .filter(alarm -> alarm.found().contains("recreated in memory from group "))
        .map(alarm -> alarm.where().path())
        .sorted()
        .toList());
    assertEquals(Set.copyOf(members), Set.copyOf(
        told.alarms().stream().map(alarm -> alarm.where().path()).toList()));
  }

  @ParameterizedTest
  @EnumSource
  void encryptedArchivesToo(Loss loss) throws Exception {
    TestArchive archive = TestArchive.encrypted();
    MemoryTree tree = TestTrees.everything();
    archive.backup(tree);
    var lost = new ArrayList<String>();
    for (List<String> group : groups(archive)) {
      lost.add(group.getFirst());
      lost.add(group.getLast());
    }
    lost.sort(null);
    for (String path : lost) {
      loss.happen(archive, path);
    }
    TestArchive.Restored restored = archive.restore(monitor);
    assertEquals(TestArchive.print(tree), restored.tree());
    assertTrue(restored.report().complete());
    tellsOf(monitor, lost);
  }

  @Test
  void threeOfAnIndexGroupCostNothingAndFourAreSaid() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.some();
    archive.backup(tree);
    List<String> group = groups(archive).stream()
        .filter(paths -> paths.getFirst().contains("/i/"))
        .findFirst()
        .orElseThrow();
    assertEquals(5, group.size());
    for (String path : group.subList(0, 3)) {
      archive.store.delete(path);
    }
    assertEquals(TestArchive.print(tree), archive.restore(monitor).tree());
    archive.store.delete(group.getLast());
    assertThrows(ArchiveException.class, () -> archive.restore(monitor));
    assertTrue(monitor.codes().contains(AlarmCode.INDEX_LOST));
  }

  @Test
  void parityHeadsServeWhereSha256SumsDoesNot() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.some();
    archive.backup(tree);
    String sums = archive.objects(Sums.PATH).getFirst();
    byte[] changed = archive.bytes(sums);
    for (List<String> group : groups(archive)) {
      archive.store.delete(group.getFirst());
    }
    // All hashes in it are others.
    for (int at = 0; at < changed.length; at++) {
      changed[at] = changed[at] == '3' ? (byte) '4' : changed[at];
    }
    archive.replace(sums, changed);
    assertEquals(TestArchive.print(tree), archive.restore(monitor).tree());
    archive.store.delete(sums);
    assertEquals(TestArchive.print(tree), archive.restore(monitor).tree());
    assertEquals(Set.of(AlarmCode.OBJECT_MISSING), monitor.codes());
  }

  @Test
  void bandsWithoutATailAreHelpedByTheirParity() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.some();
    archive.backup(tree);
    for (String path : archive.objects("tail")) {
      archive.store.delete(path);
    }
    for (List<String> group : groups(archive)) {
      archive.store.delete(group.getFirst());
    }
    ArchiveReader reader = archive.open(monitor);
    BandInfo band = reader.bands().getFirst();
    assertEquals(BandInfo.State.PARTIAL, band.state());
    assertEquals(TestArchive.print(tree), restore(reader.leaves(band), monitor));
    var files = new ArrayList<>(TestArchive.print(tree).keySet());
    files.removeAll(restore(reader.blocks(band), monitor).keySet());
    assertEquals(List.of(), files);
    assertEquals(LOSSES, union(LOSSES, monitor.codes()));
  }

  private static Set<AlarmCode> union(Set<AlarmCode> one, Set<AlarmCode> other) {
    EnumSet<AlarmCode> all = EnumSet.copyOf(one);
    all.addAll(other);
    return all;
  }

  /// Survivors are read for the first lost member only.
  @Test
  void aGroupIsRecreatedOnce() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = TestTrees.some();
    tree.putFile(ArchivePath.of("noise"), TestTrees.noise(9, 4_000_000));
    archive.backup(tree);
    List<String> data = groups(archive).stream()
        .filter(paths -> paths.getFirst().contains("/d/"))
        .findFirst()
        .orElseThrow();
    archive.store.delete(data.get(0));
    Loss.BEYOND_THE_INNER_CODE.happen(archive, data.get(2));
    var store = new RecordingStore(archive.store);
    ArchiveReader reader = ArchiveReader.open(store, TestArchive.keys(), monitor);
    assertEquals(TestArchive.print(tree),
        restore(reader.index(reader.select("latest")), monitor));
    // For itself; and in two passes, as the first finds out that another block is lost.
    assertEquals(3, reads(store, data.get(1)));
    assertEquals(List.of(data.get(0), data.get(2)), monitor.alarms()
        .stream()
        .filter(alarm -> alarm.found().contains("recreated"))
        .map(alarm -> alarm.where().path())
        .sorted()
        .toList());
  }

  private static long reads(RecordingStore store, String path) {
    return store.paths(StoreOperation.READ).stream().filter(path::equals).count();
  }
}
