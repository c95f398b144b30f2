package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.erasure.CellGrid;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import dura.codec.pipeline.SampleObjects.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// What pages 10, 20 and 50 promise for an object whose bytes were overwritten, cut off or could not
/// be read, found by comparing with the bytes that it should have: no CRC, no code, no search.
record DamageModel(Recipe recipe, EncodedObject object, StoredBytes stored) {
  /// What is to become of the object.
  sealed interface Outcome {}

  /// Every byte comes back.
  record Mended() implements Outcome {}

  /// The payload comes back but these cells.
  record Lost(List<Range> ranges) implements Outcome {}

  /// No head is left.
  record Absent() implements Outcome {}

  private HeadLayout layout() {
    int image = Integer.parseInt(object.bytes().slice(124, 135).toUtf8(), 8);
    return HeadLayout.of(object.head(), (image + 1024) / 4096);
  }

  private boolean same(int start, int end) {
    return end <= stored.length()
        && object.bytes().slice(start, end).equals(stored.bytes().slice(start, end));
  }

  private boolean readable(int start, int end) {
    return stored.unreadable().stream().noneMatch(r -> r.start() < end && start < r.end());
  }

  Outcome outcome() {
    HeadLayout layout = layout();
    for (int number = 0; number < layout.sections(); number++) {
      boolean found = false;
      for (int copy = 0; copy < 3; copy++) {
        int start = layout.imageOffset(copy);
        found |= same(start + HeadImage.sectionStart(number),
            start + HeadImage.sectionEnd(number, layout.sections()));
      }
      if (!found) {
        return new Absent();
      }
    }
    List<Range> lost = lostCells(layout);
    return lost.isEmpty() ? new Mended() : new Lost(lost);
  }

  /// Ranges of the payload in rows where more than m cells are bad that single flips do not explain.
  private List<Range> lostCells(HeadLayout layout) {
    CellGrid grid = HeadCodec.grid(object.head());
    var lost = new TreeSet<Integer>();
    for (int row = 0; row < grid.rows(); row++) {
      var bad = new ArrayList<Integer>();
      var hopeless = new ArrayList<Integer>();
      for (int shard = 0; shard < grid.shards(); shard++) {
        if (grid.isStored(shard, row)) {
          int cell = grid.cell(shard, row);
          int start = start(layout, grid, cell);
          int end = end(layout, grid, cell);
          if (!same(start, end) || !readable(start, end)) {
            bad.add(cell);
            if (!readable(start, end) || end > stored.length() || flips(start, end) != 1) {
              hopeless.add(cell);
            }
          }
        }
      }
      if (bad.size() > grid.parityShards() && hopeless.size() > grid.parityShards()) {
        hopeless.stream().filter(cell -> cell < grid.dataCells()).forEach(lost::add);
      }
    }
    return ranges(lost, grid);
  }

  private int flips(int start, int end) {
    int flips = 0;
    for (int i = start; i < end; i++) {
      flips += Integer.bitCount((object.bytes().get(i) ^ stored.bytes().get(i)) & 0xFF);
    }
    return flips;
  }

  private static int start(HeadLayout layout, CellGrid grid, int cell) {
    return cell < grid.dataCells()
        ? layout.payloadOffset() + cell * grid.cellSize()
        : layout.parityOffset() + (cell - grid.dataCells()) * grid.cellSize();
  }

  private static int end(HeadLayout layout, CellGrid grid, int cell) {
    int end = start(layout, grid, cell) + grid.cellSize();
    return cell < grid.dataCells()
        ? Math.min(end, layout.payloadOffset() + layout.payloadLength())
        : end;
  }

  private static List<Range> ranges(TreeSet<Integer> cells, CellGrid grid) {
    var ranges = new ArrayList<Range>();
    for (int cell : cells) {
      long start = (long) cell * grid.cellSize();
      long end = Math.min(start + grid.cellSize(), grid.payloadLength());
      if (!ranges.isEmpty() && ranges.getLast().end() == start) {
        start = ranges.removeLast().start();
      }
      ranges.add(new Range(start, end));
    }
    return ranges;
  }

  /// Whether the payload has the same bytes as `other` everywhere but in `lost`.
  boolean rightBut(ByteSlice other, List<Range> lost) {
    byte[] right = recipe.payload().toByteArray();
    byte[] found = other.toByteArray();
    for (Range range : lost) {
      for (long i = range.start(); i < range.end(); i++) {
        right[(int) i] = 0;
        found[(int) i] = 0;
      }
    }
    return Arrays.equals(right, found);
  }
}
