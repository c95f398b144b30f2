package dura.codec.erasure;

import java.util.BitSet;
import java.util.stream.IntStream;

/// Finds the bad cells of a payload and its parity and repairs what the inner code can.
///
/// Erasures are solved first. Only where a row has more than `m` of them are bad cells fixed that
/// differ from their CRC by one flipped bit; then those rows are solved again. A cell that does not
/// get its CRC back counts as lost. See format-spec/50-erasure.md.
public final class StripeDecoder {
  private final CellGrid grid;
  private final CellCrcs crcs;
  private final CellSet unreadable;
  private final CellView given;
  private final CellView work;
  private final ReedSolomon code;

  private final BitSet bad;
  private final BitSet repaired = new BitSet();
  private final BitSet bitFixed = new BitSet();

  private StripeDecoder(
      CellGrid grid, CellCrcs crcs, CellSet unreadable, CellView given, CellSet bad) {
    this.grid = grid;
    this.crcs = crcs;
    this.unreadable = unreadable;
    this.given = given;
    this.work = given.copy();
    this.code = ReedSolomon.of(grid.dataShards(), grid.parityShards());
    this.bad = bad.toBitSet();
  }

  /// The cells that are unreadable, not wholly there, or differ from their CRC.
  ///
  /// @param payload the payload as far as it is there
  /// @param parity the parity as far as it is there
  /// @param crcs what the cells should be
  /// @param unreadable cells whose bytes mean nothing
  /// @throws IllegalArgumentException if the number of CRCs is not that of the grid's cells
  public static CellSet badCells(
      CellGrid grid, Shard payload, Shard parity, CellCrcs crcs, CellSet unreadable) {
    if (crcs.size() != grid.cells()) {
      throw new IllegalArgumentException(crcs.size() + " CRCs for " + grid.cells() + " cells");
    }
    CellView view = new CellView(grid, payload, parity);
    BitSet bad = unreadable.between(0, grid.cells()).toBitSet();
    IntStream.range(0, grid.cells())
        .filter(cell -> !view.isPresent(cell) || differsFromCrc(view, crcs, cell))
        .forEach(bad::set);
    return CellSet.of(bad);
  }

  /// Repairs into copies; the given bytes stay as they are and are handed back if nothing was
  /// wrong.
  ///
  /// A cell without a known CRC is checked by the code where its row has redundancy to spare, and
  /// otherwise taken as good.
  ///
  /// @param payload the payload as far as it is there
  /// @param parity the parity as far as it is there
  /// @param crcs what the cells should be
  /// @param unreadable cells whose bytes mean nothing
  /// @throws IllegalArgumentException if the number of CRCs is not that of the grid's cells
  public static StripeRepair repair(
      CellGrid grid, Shard payload, Shard parity, CellCrcs crcs, CellSet unreadable) {
    CellSet bad = badCells(grid, payload, parity, crcs, unreadable);
    CellView given = new CellView(grid, payload, parity);
    if (bad.isEmpty() && crcs.areAllKnown()) {
      return new StripeRepair(given.payload(), given.parity(), bad, bad, bad, bad);
    }
    return new StripeDecoder(grid, crcs, unreadable, given, bad).repair();
  }

  private StripeRepair repair() {
    BitSet rows = new BitSet();
    BitSet overfullRows = new BitSet();
    for (int row = 0; row < grid.rows(); row++) {
      BitSet kind = pattern(row).erased().cardinality() > grid.parityShards() ? overfullRows : rows;
      kind.set(row);
    }
    solve(rows);
    overfullRows.stream().forEach(this::fixFlippedBits);
    solve(overfullRows);
    BitSet lost = (BitSet) bad.clone();
    lost.andNot(repaired);
    lost.andNot(bitFixed);
    return new StripeRepair(
        work.payload(),
        work.parity(),
        CellSet.of(bad),
        CellSet.of(repaired),
        CellSet.of(bitFixed),
        CellSet.of(lost));
  }

  /// The shards of one row that are erasures, and those that seem good but have no known CRC.
  private record Pattern(BitSet erased, BitSet unverified) {}

  private Pattern pattern(int row) {
    BitSet erased = new BitSet(grid.shards());
    BitSet unverified = new BitSet(grid.shards());
    for (int shard = 0; shard < grid.shards(); shard++) {
      if (grid.isStored(shard, row)) {
        int cell = grid.cell(shard, row);
        boolean isErased = bad.get(cell) && !bitFixed.get(cell);
        erased.set(shard, isErased);
        unverified.set(shard, !isErased && !crcs.isKnown(cell));
      }
    }
    return new Pattern(erased, unverified);
  }

  /// Solves these rows, those at once that follow one another with the same pattern, as a burst of
  /// damage leaves them.
  private void solve(BitSet rows) {
    int row = rows.nextSetBit(0);
    while (row >= 0) {
      Pattern pattern = pattern(row);
      int end = row + 1;
      while (rows.get(end) && pattern(end).equals(pattern)) {
        end++;
      }
      solve(row, end, pattern);
      row = rows.nextSetBit(end);
    }
  }

  private void solve(int from, int to, Pattern pattern) {
    BitSet targets = (BitSet) pattern.erased().clone();
    targets.or(pattern.unverified());
    if (targets.cardinality() > grid.parityShards()) {
      targets = pattern.erased();
    }
    if (targets.isEmpty() || targets.cardinality() > grid.parityShards()) {
      return;
    }
    code.reconstruct(work.runs(from, to), sources(targets, pattern.unverified()), targets);
    for (int row = from; row < to; row++) {
      judge(row, pattern, targets);
    }
  }

  /// The first `k` shards that are not targets, verified ones before others.
  private BitSet sources(BitSet targets, BitSet unverified) {
    BitSet sources = new BitSet(grid.shards());
    IntStream.range(0, 2 * grid.shards())
        .filter(i -> unverified.get(i % grid.shards()) == (i >= grid.shards()))
        .map(i -> i % grid.shards())
        .filter(shard -> !targets.get(shard))
        .limit(grid.dataShards())
        .forEach(sources::set);
    return sources;
  }

  /// Takes over what was computed for one row if all CRCs agree, and else puts back what was there.
  private void judge(int row, Pattern pattern, BitSet targets) {
    int[] cells = targets.stream().map(shard -> grid.cell(shard, row)).toArray();
    for (int cell : cells) {
      if (differsFromCrc(work, crcs, cell)) {
        putBack(cells);
        return;
      }
    }
    for (int cell : cells) {
      if (pattern.erased().get(grid.shardOf(cell)) || !work.sameBytes(given, cell)) {
        bad.set(cell);
        repaired.set(cell);
      }
    }
  }

  private void putBack(int[] cells) {
    for (int cell : cells) {
      work.replace(cell, given);
    }
  }

  private void fixFlippedBits(int row) {
    pattern(row).erased()
        .stream()
        .map(shard -> grid.cell(shard, row))
        .filter(cell -> crcs.isKnown(cell) && !unreadable.contains(cell) && given.isPresent(cell))
        .filter(
            cell -> BitFlip.fix(
                work.cell(cell), grid.cellSize(), given.crc(cell) ^ crcs.get(cell)))
        .forEach(bitFixed::set);
  }

  private static boolean differsFromCrc(CellView view, CellCrcs crcs, int cell) {
    return crcs.isKnown(cell) && view.crc(cell) != crcs.get(cell);
  }
}
