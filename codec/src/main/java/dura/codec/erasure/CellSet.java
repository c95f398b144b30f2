package dura.codec.erasure;

import java.util.BitSet;
import java.util.stream.IntStream;

/// An immutable set of cell numbers: data cells from 0 in payload order, then parity cells.
public final class CellSet {
  private static final CellSet NONE = new CellSet(new BitSet());

  private final BitSet cells;

  private CellSet(BitSet cells) {
    this.cells = cells;
  }

  /// The empty set.
  public static CellSet none() {
    return NONE;
  }

  /// The set of these numbers, none negative.
  public static CellSet of(int... cells) {
    BitSet set = new BitSet();
    for (int cell : cells) {
      set.set(cell);
    }
    return new CellSet(set);
  }

  /// The set of the numbers of the set bits, as a copy.
  public static CellSet of(BitSet cells) {
    return cells.isEmpty() ? NONE : new CellSet((BitSet) cells.clone());
  }

  /// The numbers from `from` up to, not including, `to`.
  public static CellSet range(int from, int to) {
    BitSet set = new BitSet();
    set.set(from, to);
    return new CellSet(set);
  }

  /// Whether `cell` is in the set.
  public boolean contains(int cell) {
    return cells.get(cell);
  }

  /// The number of cells in the set.
  public int size() {
    return cells.cardinality();
  }

  /// Whether the set has no cells.
  public boolean isEmpty() {
    return cells.isEmpty();
  }

  /// The numbers in ascending order.
  public IntStream stream() {
    return cells.stream();
  }

  /// Those cells of the set whose numbers are at least `from` and below `to`.
  public CellSet between(int from, int to) {
    BitSet part = new BitSet();
    part.set(from, to);
    part.and(cells);
    return of(part);
  }

  /// A copy as a bit set.
  public BitSet toBitSet() {
    return (BitSet) cells.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CellSet that && cells.equals(that.cells);
  }

  @Override
  public int hashCode() {
    return cells.hashCode();
  }

  @Override
  public String toString() {
    return cells.toString();
  }
}
