package dura.band.scavenge;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.erasure.CellCrcs;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.CellSet;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// An object that does not lie in one piece.
///
/// @param found its head
/// @param starts where copies of its head begin in the image
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Fragmented(Found found, long[] starts) {
  HeadLayout layout() {
    return found.layout();
  }

  CellGrid grid() {
    return HeadCodec.grid(found.head());
  }

  /// The CRCs of its cells, payload first.
  CellCrcs crcs() {
    ByteSlice stored = ByteSlice.of(found.head().getCellCrc());
    int[] crcs = new int[stored.length() / Integer.BYTES];
    ByteBuffer.wrap(stored.array(), stored.offset(), stored.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(crcs);
    return CellCrcs.of(crcs, CellSet.none());
  }
}
