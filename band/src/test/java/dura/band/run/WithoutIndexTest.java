package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.band.machine.RestoreMachine.Purpose;
import dura.band.model.ArchivePath;
import dura.band.source.Existing;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemoryTree;
import java.util.List;
import java.util.NavigableMap;
import org.junit.jupiter.api.Test;

/// What comes back of bands whose index, or the way to it, is lost.
class WithoutIndexTest {
  private final RecordingMonitor monitor = new RecordingMonitor();

  private NavigableMap<String, String> restore(BandContents contents) throws Exception {
    var files = new MemoryTree();
    RestoreDriver.run(
        new RestoreRequest(contents, List.of(), Existing.KEEP, Purpose.RESTORE, 2),
        new MemoryRestoreTarget(files, ArchivePath.TOP), monitor);
    return TestArchive.print(files);
  }

  @Test
  void entriesAreFoundInIndexObjectsWithoutATail() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.encrypted();
    archive.backup(tree);
    for (String path : archive.objects("tail")) {
      archive.store.delete(path);
    }
    ArchiveReader reader = archive.open(monitor);
    BandInfo band = reader.bands().getFirst();
    assertEquals(TestArchive.print(tree), restore(reader.leaves(band)));
    assertEquals(List.of(), monitor.alarms());
  }

  @Test
  void allBytesAreFoundInBlocksWithoutAnyIndex() throws Exception {
    MemoryTree tree = TestTrees.everything();
    TestArchive archive = TestArchive.encrypted();
    archive.backup(tree);
    for (String prefix : List.of("i", "p0")) {
      for (String path : archive.objects(prefix)) {
        archive.store.delete(path);
      }
    }
    ArchiveReader reader = archive.open(monitor);
    BandInfo band = reader.bands().getFirst();
    NavigableMap<String, String> found = restore(reader.blocks(band));
    TestArchive.print(tree).forEach((path, line) -> {
      // How long a hole at the end of a file is, only the index knows.
      boolean complete = !line.contains(" same as ") && !path.equals("other/sparse");
      if (line.startsWith("FILE") && complete) {
        assertEquals(contents(line), contents(found.getOrDefault(path, "nothing")), path);
      }
    });
  }

  /// Size and hash of a file's line.
  private static String contents(String line) {
    String[] words = line.split(" ", -1);
    return words[words.length - 2] + " " + words[words.length - 1];
  }
}
