package dura.band.scavenge;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.codec.erasure.CellCrcs;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The second pass over an image: which of its sectors are cells of objects that do not lie in one
/// piece. Sectors are told by their CRC-32; whether an object made of them is right, its SHA-256 says.
final class CellSearch {
  /// Cells that are searched for at a time: 16 bytes of memory for each.
  static final int MOST_CELLS = 2_000_000;

  private static final int SECTOR = 4096;
  private static final int STEP = 512;

  /// Cells of one size.
  private static final class Wanted {
    private final int size;
    private final BitSet phases = new BitSet();
    private long[] sorted = new long[0];
    private int count;

    Wanted(int size) {
      this.size = size;
    }

    void add(int crc, int number) {
      if (count == sorted.length) {
        sorted = Arrays.copyOf(sorted, Math.max(1024, 2 * count));
      }
      sorted[count++] = (long) crc << 32 | number;
    }

    void sort() {
      Arrays.sort(sorted, 0, count);
    }

    /// Place of the first entry with `crc`, or of the first behind it.
    int first(int crc) {
      int low = 0;
      int high = count;
      long wanted = (long) crc << 32;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sorted[middle] < wanted) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    boolean is(int place, int crc) {
      return place < count && (int) (sorted[place] >> 32) == crc;
    }

    int number(int place) {
      return (int) sorted[place];
    }
  }

  private final Wanted large = new Wanted(SECTOR);
  private final Wanted small = new Wanted(STEP);
  private final int[] firsts;
  private final long[] positions;

  /// @param objects what is searched for; together at most [#MOST_CELLS] cells, or one object
  CellSearch(List<Fragmented> objects) {
    firsts = new int[objects.size() + 1];
    for (int i = 0; i < objects.size(); i++) {
      firsts[i + 1] = firsts[i] + objects.get(i).crcs().size();
    }
    positions = new long[firsts[objects.size()]];
    Arrays.fill(positions, -1);
    for (int i = 0; i < objects.size(); i++) {
      Fragmented object = objects.get(i);
      Wanted wanted = object.grid().cellSize() == SECTOR ? large : small;
      int zero = Crc32.of(new byte[wanted.size], 0, wanted.size);
      CellCrcs crcs = object.crcs();
      for (int cell = 0; cell < crcs.size(); cell++) {
        if (crcs.get(cell) != zero) {
          wanted.add(crcs.get(cell), firsts[i] + cell);
        }
      }
      for (long start : object.starts()) {
        // Images begin 512 bytes behind the boundary of a sector of the file.
        wanted.phases.set((int) Math.floorMod(start - STEP, (long) wanted.size));
      }
    }
    large.sort();
    small.sort();
  }

  /// Looks at a window.
  ///
  /// @param at where it begins in the image
  /// @param seen bytes at its beginning that were in the window before as well
  void feed(ByteSlice window, long at, int seen) {
    feed(large, window, at, seen);
    feed(small, window, at, seen);
  }

  private void feed(Wanted wanted, ByteSlice window, long at, int seen) {
    wanted.phases.stream().forEach(phase -> {
      int first = (int) Math.floorMod(phase - at, (long) wanted.size);
      for (int from = first; from + wanted.size <= window.length(); from += wanted.size) {
        if (from + wanted.size > seen) {
          look(wanted, Crc32.of(window.array(), window.offset() + from, wanted.size), at + from);
        }
      }
    });
  }

  /// Where a cell was met twice, the one behind its predecessor counts.
  private void look(Wanted wanted, int crc, long position) {
    for (int place = wanted.first(crc); wanted.is(place, crc); place++) {
      int number = wanted.number(place);
      boolean follows = number > 0 && positions[number - 1] == position - wanted.size;
      if (positions[number] < 0 || follows) {
        positions[number] = position;
      }
    }
  }

  /// Where the cells of an object are, −1 for those that were not met.
  ///
  /// @param object its place in the list
  long[] positions(int object) {
    return Arrays.copyOfRange(positions, firsts[object], firsts[object + 1]);
  }
}
