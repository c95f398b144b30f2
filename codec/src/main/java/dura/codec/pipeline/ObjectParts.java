package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.erasure.CellCrcs;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.CellSet;
import dura.codec.erasure.Shard;
import dura.codec.erasure.StripeDecoder;
import dura.codec.erasure.StripeRepair;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import java.util.BitSet;

/// The payload and the parity that a head speaks of, as far as they are there.
///
/// @param crcs what the cells should be
/// @param unreadable cells of which not all bytes could be read
record ObjectParts(CellGrid grid, Shard payload, Shard parity, CellCrcs crcs,
    CellSet unreadable) {
  /// @param stored seen from where the object begins
  static ObjectParts of(StoredBytes stored, Found found) {
    HeadLayout layout = found.layout();
    CellGrid grid = HeadCodec.grid(found.head());
    return new ObjectParts(grid, window(stored, layout.payloadOffset(), layout.payloadLength()),
        window(stored, layout.parityOffset(), layout.parityLength()),
        ObjectEncoder.crcs(found.head()), unreadable(stored, layout, grid));
  }

  CellSet badCells() {
    return StripeDecoder.badCells(grid, payload, parity, crcs, unreadable);
  }

  StripeRepair repair() {
    return StripeDecoder.repair(grid, payload, parity, crcs, unreadable);
  }

  /// The part of `[offset, offset + length)` that is there.
  private static Shard window(StoredBytes stored, int offset, int length) {
    int from = Math.min(offset, stored.length());
    int to = Math.min(offset + length, stored.length());
    ByteSlice part = stored.bytes().slice(from, to);
    return Shard.of(part.array(), part.offset(), part.length());
  }

  private static CellSet unreadable(StoredBytes stored, HeadLayout layout, CellGrid grid) {
    var cells = new BitSet();
    for (Range range : stored.unreadable()) {
      mark(cells, range, layout.payloadOffset(), layout.payloadLength(), grid.cellSize(), 0);
      mark(cells, range, layout.parityOffset(), layout.parityLength(), grid.cellSize(),
          grid.dataCells());
    }
    return CellSet.of(cells);
  }

  private static void mark(BitSet cells, Range range, int offset, int length, int cellSize,
      int firstCell) {
    long from = Math.max(range.start(), offset) - offset;
    long to = Math.min(range.end(), (long) offset + length) - offset;
    if (from < to) {
      cells.set(firstCell + (int) (from / cellSize), firstCell + (int) ((to - 1) / cellSize) + 1);
    }
  }
}
