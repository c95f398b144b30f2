package dura.codec.odds;

import java.util.BitSet;

/// Which sectors of one object are not known, and what the inner code makes of it.
final class BadSectors {
  private static final int COPIES = 3;

  private final StoredShape shape;
  private final BitSet bad = new BitSet();
  private final int[] erasures;
  private final int[] badCopies;

  BadSectors(StoredShape shape) {
    this.shape = shape;
    this.erasures = new int[shape.grid().rows()];
    this.badCopies = new int[shape.sections()];
  }

  /// Loses a sector that was known.
  void add(int sector) {
    count(sector, 1);
    bad.set(sector);
  }

  /// Makes a sector known; says whether it was not.
  boolean remove(int sector) {
    boolean wasBad = bad.get(sector);
    if (wasBad) {
      count(sector, -1);
      bad.clear(sector);
    }
    return wasBad;
  }

  private void count(int sector, int sign) {
    int row = shape.rowOf()[sector];
    if (row >= 0) {
      erasures[row] += sign * shape.cellsIn()[sector];
    }
    int section = shape.sectionOf()[sector];
    if (section >= 0) {
      badCopies[section] += sign;
    }
  }

  /// Whether every section has a good copy.
  boolean isHeadKnown() {
    for (int copies : badCopies) {
      if (copies == COPIES) {
        return false;
      }
    }
    return true;
  }

  boolean isRowKnown(int row) {
    return erasures[row] <= shape.grid().parityShards();
  }

  /// Whether the inner code gives back the whole object.
  boolean isRepairable() {
    if (!isHeadKnown()) {
      return false;
    }
    for (int row = 0; row < erasures.length; row++) {
      if (!isRowKnown(row)) {
        return false;
      }
    }
    return true;
  }

  /// The sectors that stay unknown after the inner code. Without a head no cell can be told good from
  /// bad; with one, what holds no cells is rendered anew.
  BitSet unknown() {
    var unknown = new BitSet();
    if (!isHeadKnown()) {
      unknown.set(0, shape.sectors());
      return unknown;
    }
    for (int sector = bad.nextSetBit(0); sector >= 0; sector = bad.nextSetBit(sector + 1)) {
      int row = shape.rowOf()[sector];
      if (row >= 0 && !isRowKnown(row)) {
        unknown.set(sector);
      }
    }
    return unknown;
  }
}
