package dura.codec.erasure;

import java.util.Arrays;
import java.util.BitSet;

/// The CRC-32 of every cell, as far as they are known: data cells first, then parity cells.
///
/// The polynomial and the bit order are zlib's. A CRC covers the whole cell, so also the zeros that
/// extend the last data cell. See format-spec/50-erasure.md.
public final class CellCrcs {
  private final int[] crcs;
  private final BitSet unknown;

  private CellCrcs(int[] crcs, BitSet unknown) {
    this.crcs = crcs;
    this.unknown = unknown;
  }

  /// The CRCs of a complete payload and its parity.
  ///
  /// @throws IllegalArgumentException if one of them is shorter than the grid says
  public static CellCrcs compute(CellGrid grid, Shard payload, Shard parity) {
    if (payload.length() < grid.payloadLength() || parity.length() < grid.parityLength()) {
      throw new IllegalArgumentException("payload or parity is incomplete");
    }
    CellView view = new CellView(grid, payload, parity);
    int[] crcs = new int[grid.cells()];
    Arrays.setAll(crcs, view::crc);
    return new CellCrcs(crcs, new BitSet());
  }

  /// These CRCs, one for each cell of a grid, except that those of some cells are not known.
  public static CellCrcs of(int[] crcs, CellSet unknown) {
    int[] copy = crcs.clone();
    unknown.stream().filter(cell -> cell < copy.length).forEach(cell -> copy[cell] = 0);
    return new CellCrcs(copy, unknown.between(0, crcs.length).toBitSet());
  }

  /// These CRCs, one for each cell of a grid.
  public static CellCrcs of(int... crcs) {
    return of(crcs, CellSet.none());
  }

  /// The number of cells.
  public int size() {
    return crcs.length;
  }

  /// Whether the CRC of `cell` is known.
  public boolean isKnown(int cell) {
    return !unknown.get(cell);
  }

  /// Whether there is no cell with an unknown CRC.
  public boolean areAllKnown() {
    return unknown.isEmpty();
  }

  /// The CRC of `cell`, zero if it is not known.
  public int get(int cell) {
    return crcs[cell];
  }

  /// All CRCs in order, as a copy.
  public int[] toArray() {
    return crcs.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CellCrcs that
        && Arrays.equals(crcs, that.crcs)
        && unknown.equals(that.unknown);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(crcs) + unknown.hashCode();
  }

  @Override
  public String toString() {
    return "CellCrcs[" + crcs.length + " cells, unknown " + unknown + "]";
  }
}
