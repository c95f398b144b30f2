package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// A range is read but for the bad sectors in it, whatever they are.
class SectorReaderProperties {
  private static final int LENGTH = 3 * SectorReader.CHUNK_BYTES + 1234;
  private static final byte[] BYTES = new byte[LENGTH];

  static {
    for (int i = 0; i < LENGTH; i++) {
      BYTES[i] = (byte) (1 + i % 251);
    }
  }

  private static Path folder = Path.of("");

  @BeforeContainer
  static void makeFile() throws IOException {
    folder = Files.createTempDirectory("sectors");
    Files.write(folder.resolve("x.tar"), BYTES);
  }

  @AfterContainer
  static void removeFile() throws IOException {
    Files.delete(folder.resolve("x.tar"));
    Files.delete(folder);
  }

  @Property
  void rangesAreReadRoundBadSectors(
      @ForAll @Size(max = 8) Set<@LongRange(max = 193) Long> bad,
      @ForAll @IntRange(max = LENGTH + 10) int offset,
      @ForAll @IntRange(max = LENGTH + 10) int length) throws IOException {
    var calls = new BadSectors();
    calls.bad = bad;
    try (FileStore store = FileStore.open(folder, calls, InstantSource.system())) {
      StoredBytes read = store.read("x.tar", offset, length).orElseThrow();
      int end = Math.min(LENGTH, offset + length);
      int start = Math.min(offset, end);
      byte[] expected = ByteSlice.of(BYTES).slice(start, end).toByteArray();
      var unreadable = new BitSet();
      for (int i = 0; i < expected.length; i++) {
        if (bad.contains((long) (start + i) / SectorReader.SECTOR_BYTES)) {
          expected[i] = 0;
          unreadable.set(i);
        }
      }
      assertArrayEquals(expected, read.bytes().toByteArray());
      var told = new BitSet();
      long last = -1;
      for (StoredBytes.Range range : read.unreadable()) {
        assertEquals(true, range.start() > last, "ranges touch or overlap: " + read.unreadable());
        last = range.end();
        told.set((int) range.start(), (int) range.end());
      }
      assertEquals(unreadable, told);
    }
  }
}
