package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.spec.RedundancyProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// [StripeEncoder] and [StripeDecoder] on whole payloads.
class StripeProperties {
  /// A payload with its parity and CRCs, and damaged copies of both.
  private static final class Stored {
    final Samples samples;
    final CellGrid grid;
    final byte[] payload;
    final byte[] parity;
    final CellCrcs crcs;
    byte[] damagedPayload;
    byte[] damagedParity;
    final BitSet unreadable = new BitSet();

    Stored(long seed, RedundancyProfile profile) {
      this(seed, profile, length(new Samples(~seed)));
    }

    Stored(long seed, RedundancyProfile profile, int length) {
      samples = new Samples(seed);
      grid = CellGrid.of(length, profile);
      payload = samples.bytes(length);
      parity = StripeEncoder.parity(grid, payload, 0);
      crcs = CellCrcs.compute(grid, Shard.of(payload), Shard.of(parity));
      damagedPayload = payload.clone();
      damagedParity = parity.clone();
    }

    /// Cells of either size, one row and several.
    private static int length(Samples samples) {
      int most = samples.oneIn(3) ? 32_767 : samples.oneIn(2) ? 400_000 : 2_500_000;
      return samples.between(1, most);
    }

    Shard damagedCell(int cell) {
      return new CellView(grid, Shard.of(damagedPayload), Shard.of(damagedParity)).cell(cell);
    }

    void flip(int cell) {
      Shard bytes = damagedCell(cell);
      int index = bytes.offset() + samples.between(0, bytes.length() - 1);
      bytes.array()[index] ^= (byte) (1 << samples.between(0, 7));
    }

    /// Damage that is more than one bit, or makes the cell unreadable, whatever its bytes.
    void destroy(int cell) {
      if (samples.oneIn(3)) {
        unreadable.set(cell);
        if (samples.oneIn(2)) {
          flip(cell);
        }
        return;
      }
      Shard bytes = damagedCell(cell);
      bytes.array()[bytes.offset()] ^= 0x55;
      if (samples.oneIn(2)) {
        byte[] noise = samples.bytes(bytes.length() - 1);
        System.arraycopy(noise, 0, bytes.array(), bytes.offset() + 1, noise.length);
      }
    }

    /// `count` shards that have a stored cell in this row, or all of them.
    List<Integer> storedCells(int row, int count) {
      List<Integer> cells = new ArrayList<>();
      samples
          .choice(Math.min(count, grid.shards()), grid.shards())
          .stream()
          .filter(shard -> grid.isStored(shard, row))
          .forEach(shard -> cells.add(grid.cell(shard, row)));
      return cells;
    }

    StripeRepair repair() {
      return repair(crcs);
    }

    StripeRepair repair(CellCrcs known) {
      byte[] payloadBefore = damagedPayload.clone();
      byte[] parityBefore = damagedParity.clone();
      StripeRepair repair =
          StripeDecoder.repair(
              grid,
              Shard.of(damagedPayload),
              Shard.of(damagedParity),
              known,
              CellSet.of(unreadable));
      assertArrayEquals(payloadBefore, damagedPayload);
      assertArrayEquals(parityBefore, damagedParity);
      BitSet union = repair.repaired().toBitSet();
      union.or(repair.bitFixed().toBitSet());
      union.or(repair.lost().toBitSet());
      assertEquals(repair.bad().toBitSet(), union);
      int sum = repair.repaired().size() + repair.bitFixed().size() + repair.lost().size();
      assertEquals(repair.bad().size(), sum);
      return repair;
    }

    void assertRestored(StripeRepair repair) {
      assertTrue(repair.isComplete(), repair.lost().toString());
      assertArrayEquals(payload, repair.payload().toByteArray());
      assertArrayEquals(parity, repair.parity().toByteArray());
    }
  }

  /// Shards are contiguous runs of the payload: the shapes JavaReedSolomon works on.
  @Property(tries = 40)
  void parityIsThatOfJavaReedSolomon(@ForAll long seed, @ForAll RedundancyProfile profile) {
    Stored stored = new Stored(seed, profile);
    CellGrid grid = stored.grid;
    List<Shard> data = new ArrayList<>();
    for (int shard = 0; shard < grid.dataShards(); shard++) {
      int from = shard * grid.shardLength();
      data.add(Shard.of(stored.payload).slice(from, from + grid.shardLength()));
    }
    byte[][] expected = Reference.parity(data, grid.parityShards(), grid.shardLength());
    for (int shard = 0; shard < expected.length; shard++) {
      int from = shard * grid.shardLength();
      assertArrayEquals(
          expected[shard], Arrays.copyOfRange(stored.parity, from, from + grid.shardLength()));
    }
    assertEquals(expected.length * grid.shardLength(), stored.parity.length);
  }

  @Property(tries = 40)
  void crcsAreOfWholeCells(@ForAll long seed) {
    Stored stored = new Stored(seed, RedundancyProfile.LEAN);
    int cellSize = stored.grid.cellSize();
    byte[] all = Arrays.copyOf(stored.payload, stored.grid.dataCells() * cellSize);
    for (int cell = 0; cell < stored.grid.cells(); cell++) {
      int parityCell = cell - stored.grid.dataCells();
      CRC32 crc = new CRC32();
      crc.update(
          parityCell < 0 ? all : stored.parity,
          (parityCell < 0 ? cell : parityCell) * cellSize,
          cellSize);
      assertEquals((int) crc.getValue(), stored.crcs.get(cell));
    }
    assertEquals(stored.grid.cells(), stored.crcs.size());
  }

  @Property(tries = 40)
  void undamagedBytesAreHandedBack(@ForAll long seed, @ForAll RedundancyProfile profile) {
    Stored stored = new Stored(seed, profile);
    StripeRepair repair = stored.repair();
    assertTrue(repair.isClean());
    assertSame(stored.damagedPayload, repair.payload().array());
    if (profile != RedundancyProfile.NONE) {
      assertSame(stored.damagedParity, repair.parity().array());
    }
    stored.assertRestored(repair);
  }

  /// Every row has some flipped bits and some worse damage. Up to m bad cells the code repairs all;
  /// above, the flips are fixed by CRC, and the rest is repaired if it is not more than m, or lost.
  @Property(tries = 100)
  void rowsAreRepairedAsFarAsTheCodeReaches(@ForAll long seed, @ForAll RedundancyProfile profile) {
    Stored stored = new Stored(seed, profile);
    int m = stored.grid.parityShards();
    BitSet repaired = new BitSet();
    BitSet bitFixed = new BitSet();
    BitSet lost = new BitSet();
    for (int row = 0; row < stored.grid.rows(); row++) {
      List<Integer> cells = stored.storedCells(row, stored.samples.between(0, m + 5));
      int flips = stored.samples.between(0, stored.samples.oneIn(2) ? 2 : cells.size());
      List<Integer> flipped = cells.subList(0, Math.min(flips, cells.size()));
      List<Integer> destroyed = cells.subList(flipped.size(), cells.size());
      flipped.forEach(stored::flip);
      destroyed.forEach(stored::destroy);
      BitSet fate = destroyed.size() <= m ? repaired : lost;
      destroyed.forEach(fate::set);
      flipped.forEach(cells.size() <= m ? repaired::set : bitFixed::set);
    }
    StripeRepair repair = stored.repair();
    assertEquals(CellSet.of(repaired), repair.repaired());
    assertEquals(CellSet.of(bitFixed), repair.bitFixed());
    assertEquals(CellSet.of(lost), repair.lost());
    assertOnlyLostCellsDiffer(stored, repair);
  }

  /// What is not lost is right, what is lost is as it was found.
  private static void assertOnlyLostCellsDiffer(Stored stored, StripeRepair repair) {
    CellView original =
        new CellView(stored.grid, Shard.of(stored.payload), Shard.of(stored.parity));
    CellView result = new CellView(stored.grid, repair.payload(), repair.parity());
    for (int cell = 0; cell < stored.grid.cells(); cell++) {
      Shard expected =
          repair.lost().contains(cell) ? stored.damagedCell(cell) : original.cell(cell);
      assertArrayEquals(
          expected.toByteArray(), result.cell(cell).toByteArray(), "cell " + cell);
    }
  }

  /// A burst of up to m * R cells, over the end of the payload into the parity as well.
  @Property(tries = 100)
  void burstsUpToTheCodesShareAreRepaired(@ForAll long seed, @ForAll RedundancyProfile profile) {
    Stored stored = new Stored(seed, profile);
    CellGrid grid = stored.grid;
    int share = grid.parityShards() * grid.rows();
    int count = stored.samples.between(0, Math.min(share, grid.cells()));
    int first = stored.samples.between(0, grid.cells() - count);
    // Before parity the last shard may lack cells, so that a burst across meets some rows sooner.
    int missing = grid.dataShards() * grid.rows() - grid.dataCells();
    boolean across = first < grid.dataCells() && first + count > grid.dataCells();
    int length = across ? Math.max(0, count - missing) : count;
    for (int cell = first; cell < first + length; cell++) {
      Shard bytes = stored.damagedCell(cell);
      Arrays.fill(
          bytes.array(), bytes.offset(), bytes.offset() + bytes.length(), (byte) 0);
      stored.unreadable.set(cell);
    }
    StripeRepair repair = stored.repair();
    assertEquals(CellSet.range(first, first + length), repair.repaired());
    stored.assertRestored(repair);
  }

  @Property(tries = 100)
  void cutOffEndsAreRepaired(@ForAll long seed) {
    Stored stored = new Stored(seed, RedundancyProfile.STANDARD);
    CellGrid grid = stored.grid;
    if (stored.samples.oneIn(2)) {
      stored.damagedParity =
          Arrays.copyOf(stored.parity, stored.samples.between(0, stored.parity.length));
    } else {
      int share = grid.parityShards() * grid.shardLength() - grid.cellSize();
      int cut = stored.samples.between(0, Math.min(share, stored.payload.length));
      stored.damagedPayload = Arrays.copyOf(stored.payload, stored.payload.length - cut);
    }
    // What is absent needs no CRC to be missed.
    CellSet unknown = CellSet.range(0, stored.samples.oneIn(2) ? grid.cells() : 0);
    stored.assertRestored(stored.repair(known(stored, unknown.toBitSet())));
  }

  @Property(tries = 100)
  void cellsWithoutKnownCrcAreCheckedByTheCode(@ForAll long seed) {
    Stored stored = new Stored(seed, RedundancyProfile.STANDARD);
    BitSet unknown = new BitSet();
    BitSet wrong = new BitSet();
    for (int row = 0; row < stored.grid.rows(); row++) {
      int count = stored.samples.between(0, stored.grid.parityShards());
      for (int cell : stored.storedCells(row, count)) {
        if (stored.samples.oneIn(2)) {
          unknown.set(cell);
        }
        if (stored.samples.oneIn(2)) {
          wrong.set(cell);
          stored.flip(cell);
        }
      }
    }
    StripeRepair repair = stored.repair(known(stored, unknown));
    stored.assertRestored(repair);
    assertEquals(CellSet.of(wrong), repair.bad());
  }

  /// With no CRC at all only what is known to be missing is an erasure.
  @Property(tries = 60)
  void withoutCrcsMissingCellsAreRepaired(@ForAll long seed) {
    Stored stored = new Stored(seed, RedundancyProfile.STANDARD);
    for (int row = 0; row < stored.grid.rows(); row++) {
      int count = stored.samples.between(0, stored.grid.parityShards());
      for (int cell : stored.storedCells(row, count)) {
        stored.flip(cell);
        stored.unreadable.set(cell);
      }
    }
    CellSet all = CellSet.range(0, stored.grid.cells());
    StripeRepair repair = stored.repair(known(stored, all.toBitSet()));
    stored.assertRestored(repair);
    assertEquals(CellSet.of(stored.unreadable), repair.repaired());
  }

  /// A cell that is taken as good and is not spoils its row: known CRCs show it.
  @Property(tries = 60)
  void wrongSourcesSpoilNothing(@ForAll long seed) {
    Stored stored = new Stored(seed, RedundancyProfile.STANDARD, 300_000);
    int k = stored.grid.dataShards();
    CellSet allButFirst = CellSet.range(1, k);
    // The m parity cells are verified, so k - m of the data cells are sources: the first ones.
    stored.flip(stored.samples.between(1, k - stored.grid.parityShards()));
    stored.destroy(0);
    StripeRepair repair = stored.repair(known(stored, allButFirst.toBitSet()));
    assertEquals(CellSet.of(0), repair.lost());
    assertArrayEquals(stored.damagedPayload, repair.payload().toByteArray());
  }

  private static CellCrcs known(Stored stored, BitSet unknown) {
    int[] crcs = stored.crcs.toArray();
    unknown.stream().forEach(cell -> crcs[cell] = stored.samples.between(0, 1 << 20));
    return CellCrcs.of(crcs, CellSet.of(unknown));
  }

  /// A cell whose CRC is wrong but whose bytes are right keeps them.
  @Property(tries = 60)
  void wrongCrcsSpoilNothing(@ForAll long seed, @ForAll RedundancyProfile profile) {
    Stored stored = new Stored(seed, profile);
    int[] crcs = stored.crcs.toArray();
    int cell = stored.samples.between(0, crcs.length - 1);
    crcs[cell] = ~crcs[cell];
    StripeRepair repair = stored.repair(CellCrcs.of(crcs));
    assertEquals(CellSet.of(cell), repair.lost());
    assertArrayEquals(stored.payload, repair.payload().toByteArray());
    assertArrayEquals(stored.parity, repair.parity().toByteArray());
  }

  /// One set bit among absent bytes looks like a flip of zeros; it is not one.
  @Example
  void absentBytesAreNotFlippedBits() {
    CellGrid grid = CellGrid.of(1000, RedundancyProfile.NONE);
    byte[] payload = new byte[1000];
    payload[999] = 1;
    CellCrcs crcs = CellCrcs.compute(grid, Shard.of(payload), Shard.empty());
    StripeRepair repair =
        StripeDecoder.repair(
            grid, Shard.of(payload, 0, 999), Shard.empty(), crcs, CellSet.none());
    assertEquals(CellSet.of(1), repair.lost());
    assertArrayEquals(new byte[1000], repair.payload().toByteArray());
  }

  @Example
  void emptyPayload() {
    CellGrid grid = CellGrid.of(0, RedundancyProfile.STRONG);
    assertEquals(0, StripeEncoder.parity(grid, new byte[5], 3).length);
    StripeRepair repair =
        StripeDecoder.repair(
            grid, Shard.empty(), Shard.empty(), CellCrcs.of(), CellSet.of(0, 1));
    assertTrue(repair.isClean());
  }

  @Example
  void crcsOfAnotherGridAreRefused() {
    CellGrid grid = CellGrid.of(1000, RedundancyProfile.NONE);
    Shard payload = Shard.of(new byte[1000]);
    for (int count : new int[] {0, 1, 3}) {
      CellCrcs crcs = CellCrcs.of(new int[count]);
      assertThrows(
          IllegalArgumentException.class,
          () -> StripeDecoder.repair(grid, payload, Shard.empty(), crcs, CellSet.none()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> CellCrcs.compute(grid, payload.slice(0, 999), Shard.empty()));
  }
}
