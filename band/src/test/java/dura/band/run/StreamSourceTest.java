package dura.band.run;

import static dura.band.run.TestTrees.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.FileName;
import dura.band.model.Timestamp;
import dura.band.model.TreeEntry;
import dura.band.source.FileStat;
import dura.band.source.MemorySourceTree;
import dura.band.source.MemoryTree;
import dura.band.source.SourceFile;
import dura.band.source.StreamSourceTree;
import dura.proto.Inconsistency;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.AlarmCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file whose size nobody knows before it ends.
class StreamSourceTest {
  private static final FileName NAME = FileName.of("dump");

  private final RecordingMonitor monitor = new RecordingMonitor();
  private final MemoryTree tree = new MemoryTree();

  private TestArchive backup(InputStream in) throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN);
    tree.putFile(path("a"), new byte[10]);
    tree.putFile(path("z"), new byte[10]);
    archive.backup(
        new StreamSourceTree(new MemorySourceTree(tree), NAME, in, new Timestamp(1000, 7)),
        monitor);
    return archive;
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] restored(TestArchive archive) throws Exception {
    var files = new MemorySourceTree(archive.restore(monitor).files());
    FileStat stat = files.stat(path("dump"));
    byte[] bytes = new byte[(int) stat.size()];
    try (SourceFile file = files.open(path("dump"), stat)) {
      assertEquals(bytes.length, file.read(0, bytes, 0, bytes.length));
    }
    return bytes;
  }

  /// A window is 512 KiB: sizes on both sides of its end.
  @ParameterizedTest
  @ValueSource(ints = {1, 4096, 524_287, 524_288, 524_289, 1_048_576, 5_000_000})
  void allOfItIsStored(int length) throws Exception {
    byte[] bytes = noise(length);
    TestArchive archive = backup(new ByteArrayInputStream(bytes));
    assertArrayEquals(bytes, restored(archive));
    TreeEntry entry = archive.index(monitor).lookup(path("dump")).orElseThrow();
    assertEquals(length, entry.size());
    assertEquals(0600, entry.fields().getMode());
    assertEquals(1000, entry.fields().getMtimeSeconds());
    assertEquals(Inconsistency.CONSISTENT, entry.fields().getInconsistency());
    assertEquals(List.of(), monitor.alarms());
  }

  /// A stream that breaks off is stored as far as it came, and marked; it never looks complete.
  @Test
  void whatBreaksOffIsMarked() throws Exception {
    byte[] bytes = noise(1_000_000);
    InputStream in = new SequenceInputStream(new ByteArrayInputStream(bytes), new InputStream() {
      private boolean told;

      @Override
      public int read() throws IOException {
        if (!told) {
          told = true;
          throw new IOException("the line is dead");
        }
        return -1;
      }

      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        return read();
      }
    });
    TestArchive archive = backup(in);
    assertEquals(List.of(AlarmCode.SOURCE_IOERROR), List.copyOf(monitor.codes()));
    TreeEntry entry = archive.index(monitor).lookup(path("dump")).orElseThrow();
    assertEquals(Inconsistency.READ_ERRORS, entry.fields().getInconsistency());
    assertTrue(entry.size() <= bytes.length, () -> "size " + entry.size());
    assertArrayEquals(Arrays.copyOf(bytes, (int) entry.size()), restored(archive));
  }
}
