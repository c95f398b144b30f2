package dura.band.run;

import static dura.band.run.TestTrees.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.band.posix.Errno;
import dura.band.source.Existing;
import dura.band.source.MemoryTree;
import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.CryptFailure;
import dura.proto.Compression;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.AlarmCode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was backed up comes back, from archives that nothing happened to.
class RestoreTest {
  private final RecordingMonitor monitor = new RecordingMonitor();

  @Test
  void everythingComesBack() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    archive.backup(tree);
    TestArchive.Restored restored = archive.restore(monitor);
    assertEquals(List.of(), monitor.alarms());
    assertEquals(TestArchive.print(tree), restored.tree());
    assertTrue(restored.report().complete());
  }

  @Test
  void everythingComesBackFromAnEncryptedArchive() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.encrypted();
    archive.backup(tree);
    TestArchive.Restored restored = archive.restore(monitor);
    assertEquals(List.of(), monitor.alarms());
    assertEquals(TestArchive.print(tree), restored.tree());
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = "UNRECOGNIZED", mode = EnumSource.Mode.EXCLUDE)
  void everyCompressionIsRead(Compression compression) throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.compressed(compression);
    archive.backup(tree);
    assertEquals(TestArchive.print(tree), archive.restore(monitor).tree());
    assertEquals(List.of(), monitor.alarms());
  }

  @Test
  void anIndexOfSeveralLevelsIsWalked() throws Exception {
    MemoryTree tree = TestTrees.many(1500);
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN);
    archive.backup(tree);
    assertEquals(TestArchive.print(tree), archive.restore(monitor).tree());
    BandIndex index = archive.index(monitor);
    for (int i = 0; i < 1500; i += 97) {
      ArchivePath file = path("d" + i % 37 + "/file " + i);
      assertEquals(Optional.of(file), index.lookup(file).map(TreeEntry::path));
    }
    assertEquals(Optional.empty(), index.lookup(path("d5/file")));
    assertEquals(Optional.empty(), index.lookup(path("d5/file 5/x")));
    assertEquals(Optional.empty(), index.lookup(path("zz")));
    assertEquals(41, names(index.entriesOf(path("d4"))).size());
    assertEquals(37, names(index.entriesOf(ArchivePath.TOP)).size());
    assertEquals(1537, names(index.entriesBelow(ArchivePath.TOP)).size());
    assertEquals(List.of(), names(index.entriesBelow(path("d4/file 4"))));
    assertEquals(List.of(), monitor.alarms());
  }

  private static List<String> names(EntrySource source) throws AbortedException {
    var names = new ArrayList<String>();
    for (Optional<TreeEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
      names.add(entry.get().path().toString());
    }
    assertEquals(names.stream().map(ArchivePath::of).sorted().map(ArchivePath::toString).toList(),
        names);
    return names;
  }

  @Test
  void aSelectionComesWithTheDirectoriesAboveIt() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    archive.backup(tree);
    Map<String, String> all = TestArchive.print(tree);
    TestArchive.Restored restored =
        archive.restore(monitor, path("home/b/deep"), path("other/sparse"), path("no/such"));
    assertEquals(
        Set.of("home", "home/b", "home/b/deep", "home/b/deep/x~dura", "other", "other/sparse"),
        restored.tree().keySet());
    restored.tree().forEach((name, line) -> assertEquals(all.get(name), line));
    assertEquals(List.of(path("no/such")), restored.report().notFound());
  }

  @Test
  void oneNameOfSeveralIsRestoredWithTheContents() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    archive.backup(tree);
    TestArchive.Restored restored = archive.restore(monitor, path("other/again"));
    String line = restored.tree().getOrDefault("other/again", "");
    assertEquals(
        TestArchive.print(tree)
            .getOrDefault("other/again", "")
            .replaceAll(" same as [^ ]+( more)?", ""),
        line);
    assertEquals(List.of(), monitor.alarms());
  }

  @Test
  void filesThatAreThereAreKept() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    archive.backup(TestTrees.everything());
    var there = new MemoryTree();
    there.addDirectory(path("home"));
    there.putFile(path("home/a.txt"), new byte[] {1});
    there.putFile(path("other"), new byte[] {2});
    String before = TestArchive.print(there).get("home/a.txt");
    TestArchive.Restored restored = archive.restoreInto(there, Existing.KEEP, monitor);
    assertEquals(before, restored.tree().get("home/a.txt"));
    assertEquals(1, restored.report().counts().kept() - monitor.of(AlarmCode.TARGET_EXISTS)
        .stream()
        .filter(alarm -> alarm.where().path().equals("other"))
        .count());
    assertEquals(Set.of(AlarmCode.TARGET_EXISTS), monitor.codes());
    assertTrue(restored.report().counts().failed() > 0);
    assertEquals(FileKind.FILE.toString(),
        restored.tree().getOrDefault("other", "").substring(0, 4));
  }

  /// A cut file would be kept by the next restore as one that is there already.
  @Test
  void aFileForWhichThereIsNoRoomIsTakenAway() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    archive.backup(tree);
    for (String full : List.of("home/a.txt", "other/sparse")) {
      var told = new RecordingMonitor();
      var there = new MemoryTree();
      there.plan(MemoryTree.Call.WRITE, path(full), Errno.ENOSPC);
      TestArchive.Restored restored = archive.restoreInto(there, Existing.KEEP, told);
      assertFalse(restored.tree().containsKey(full));
      assertEquals(1, restored.report().counts().failed());
      assertEquals(List.of(full), told.of(AlarmCode.TARGET_IOERROR)
          .stream()
          .map(alarm -> alarm.where().path())
          .toList());
      there.plan(MemoryTree.Call.WRITE, path(full), 0);
      var quiet = new RecordingMonitor();
      assertEquals(TestArchive.print(tree).keySet(),
          archive.restoreInto(there, Existing.KEEP, quiet).tree().keySet());
    }
  }

  @Test
  void filesThatAreThereAreReplacedWhenTold() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    archive.backup(tree);
    var there = new MemoryTree();
    there.addDirectory(path("home"));
    there.putFile(path("home/a.txt"), new byte[] {1});
    assertEquals(TestArchive.print(tree),
        archive.restoreInto(there, Existing.REPLACE, monitor).tree());
  }

  @Test
  void aFileIsReadAlone() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    archive.backup(TestTrees.everything());
    BandIndex index = archive.index(monitor);
    assertArrayEquals(TestTrees.noise(1, 1_500_000), read(index, "other/again"));
    byte[] sparse = new byte[1_000_000];
    System.arraycopy(TestTrees.noise(4, 5000), 0, sparse, 100_000, 5000);
    assertArrayEquals(sparse, read(index, "other/sparse"));
    assertEquals(Optional.empty(), index.read(path("home/link"), sink(new ArrayList<>())));
    assertEquals(List.of(), monitor.alarms());
  }

  private static byte[] read(BandIndex index, String path) throws Exception {
    var parts = new ArrayList<byte[]>();
    assertEquals(Optional.of(0L), index.read(path(path), sink(parts)));
    var whole = new ByteArrayOutputStream();
    parts.forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  private static ContentSink sink(List<byte[]> parts) {
    return new ContentSink() {
      @Override
      public void bytes(ByteSlice bytes) {
        parts.add(bytes.toByteArray());
      }

      @Override
      public void hole(long length) {
        parts.add(new byte[(int) length]);
      }

      @Override
      public void lost(long length) {
        throw new AssertionError("lost bytes of an intact archive");
      }
    };
  }

  @Test
  void aWrongPassphraseIsTyped() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    archive.backup(TestTrees.many(3));
    var wrong =
        new Keys(List.of(), Keys.Passphrases.fixed("wrong".toCharArray()), Optional.empty());
    ArchiveReader reader = ArchiveReader.open(archive.store, wrong, monitor);
    BandInfo band = reader.select("latest");
    var refused = assertThrows(ArchiveException.class, () -> reader.index(band));
    var reason = (ArchiveException.Reason.KeyMissing) refused.reason();
    assertTrue(reason.failure() instanceof CryptFailure.WrongPassphrase);
  }
}
