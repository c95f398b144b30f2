package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.spec.RedundancyProfile;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CellGridProperties {
  @Property(tries = 1000)
  void gridsFitTheirPayload(
      @ForAll @IntRange(min = 1, max = CellGrid.MAX_PAYLOAD_LENGTH) int length,
      @ForAll RedundancyProfile profile) {
    checkInvariants(CellGrid.of(length, profile), profile);
  }

  /// Every number of cells there can be.
  @Example
  void gridsFitEveryNumberOfCells() {
    for (RedundancyProfile profile : RedundancyProfile.values()) {
      for (int length = 1; length < 32_768; length += 511) {
        checkInvariants(CellGrid.of(length, profile), profile);
      }
      for (int length = 32_768; length <= CellGrid.MAX_PAYLOAD_LENGTH; length += 4096) {
        checkInvariants(CellGrid.of(length, profile), profile);
      }
    }
  }

  private static void checkInvariants(CellGrid grid, RedundancyProfile profile) {
    int length = grid.payloadLength();
    int k = grid.dataShards();
    int rows = grid.rows();
    String message = grid.toString();
    assertEquals(length < 32_768 ? 512 : 4096, grid.cellSize(), message);
    assertEquals((length + grid.cellSize() - 1) / grid.cellSize(), grid.dataCells(), message);
    assertEquals((grid.dataCells() + 223) / 224, rows, message);
    assertTrue(k >= 1 && k <= 224 && grid.shards() <= 256, message);
    assertTrue((k - 1) * rows < grid.dataCells() && grid.dataCells() <= k * rows, message);
    assertEquals((long) grid.parityShards() * rows * grid.cellSize(), grid.parityLength(), message);
    assertEquals(0, grid.parityLength() % 4096, message);
    assertEquals(grid.dataCells() + grid.parityShards() * rows, grid.cells(), message);
    assertEquals(profile == RedundancyProfile.NONE, grid.parityShards() == 0, message);
    if (profile != RedundancyProfile.NONE && grid.cellSize() == 512) {
      assertTrue(grid.parityShards() >= Math.min(2 * k, 8), message);
    }
    assertEquals(
        Optional.of(grid), CellGrid.ofHead(length, grid.cellSize(), k, grid.parityShards()));
  }

  @Property
  void cellsAndTheirPlacesCorrespond(
      @ForAll @IntRange(min = 1, max = 8_000_000) int length, @ForAll RedundancyProfile profile) {
    CellGrid grid = CellGrid.of(length, profile);
    int stored = 0;
    for (int shard = 0; shard < grid.shards(); shard++) {
      for (int row = 0; row < grid.rows(); row++) {
        if (grid.isStored(shard, row)) {
          assertEquals(stored, grid.cell(shard, row));
          assertEquals(shard, grid.shardOf(stored));
          assertEquals(row, grid.rowOf(stored));
          stored++;
        }
      }
    }
    assertEquals(grid.cells(), stored);
  }

  @Example
  void knownGrids() {
    assertEquals(
        new CellGrid(1 << 24, 4096, 216, 16), CellGrid.of(1 << 24, RedundancyProfile.STANDARD));
    assertEquals(19, CellGrid.of(1 << 24, RedundancyProfile.STANDARD).rows());
    assertEquals(new CellGrid(1, 512, 1, 8), CellGrid.of(1, RedundancyProfile.STANDARD));
    assertEquals(
        new CellGrid(32_768, 4096, 8, 4), CellGrid.of(32_768, RedundancyProfile.STANDARD));
    assertEquals(new CellGrid(32_767, 512, 64, 24), CellGrid.of(32_767, RedundancyProfile.STRONG));
  }

  @Example
  void emptyPayloadHasNoCells() {
    for (RedundancyProfile profile : RedundancyProfile.values()) {
      CellGrid grid = CellGrid.of(0, profile);
      assertEquals(new CellGrid(0, 0, 0, 0), grid);
      assertEquals(0, grid.cells());
      assertEquals(0, grid.rows());
      assertEquals(0, grid.parityLength());
    }
    assertEquals(Optional.of(new CellGrid(0, 0, 0, 0)), CellGrid.ofHead(0, 0, 0, 0));
    assertTrue(CellGrid.ofHead(0, 512, 1, 8).isEmpty());
    assertTrue(CellGrid.ofHead(0, 0, 0, 1).isEmpty());
  }

  @Example
  void lengthsOutOfRangeAreRefused() {
    for (long length : new long[] {-1, CellGrid.MAX_PAYLOAD_LENGTH + 1L, Long.MAX_VALUE}) {
      assertThrows(
          IllegalArgumentException.class, () -> CellGrid.of(length, RedundancyProfile.STANDARD));
      assertTrue(CellGrid.ofHead(length, 4096, 224, 16).isEmpty());
    }
  }

  @Example
  void headsThatDescribeNoGridAreRefused() {
    assertTrue(CellGrid.ofHead(1 << 24, 4096, 216, 16).isPresent());
    int[][] refused = {
      {4096, 0, 16}, // no data shards
      {4096, -1, 16},
      {4096, 216, -1},
      {4096, 216, 41}, // more than 256 shards
      {4096, Integer.MAX_VALUE, Integer.MAX_VALUE},
      {4096, 217, 16}, // 217 shards of 19 cells where 216 suffice
      {4096, 1, 255}, // parity of 4 GB
      {512, 216, 16}, // cells of a small payload
      {0, 216, 16},
      {8192, 216, 16},
    };
    for (int[] head : refused) {
      assertTrue(CellGrid.ofHead(1 << 24, head[0], head[1], head[2]).isEmpty(), head[0] + "...");
    }
    assertTrue(CellGrid.ofHead(5000, 512, 10, 8).isPresent());
    assertTrue(CellGrid.ofHead(5000, 512, 10, 9).isEmpty());
  }
}
