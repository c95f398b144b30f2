package dura.codec.erasure;

import dura.spec.RedundancyProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/// A payload and its parity, as far as they are there, looked at cell by cell and shard by shard.
final class CellView {
  /// What the last cell is extended with.
  private static final byte[] ZEROS = new byte[RedundancyProfile.CELL_SIZE];

  private final CellGrid grid;
  private final Shard payload;
  private final Shard parity;

  /// A view of the given bytes; each run may be shorter than the grid says. What is longer is not
  /// looked at.
  CellView(CellGrid grid, Shard payload, Shard parity) {
    this.grid = grid;
    this.payload = payload.slice(0, grid.payloadLength());
    this.parity = parity.slice(0, grid.parityLength());
  }

  Shard payload() {
    return payload;
  }

  Shard parity() {
    return parity;
  }

  /// A view of copies in full length, what is absent being zero.
  CellView copy() {
    return new CellView(
        grid,
        Shard.of(payload.toByteArray(grid.payloadLength())),
        Shard.of(parity.toByteArray(grid.parityLength())));
  }

  /// Whether every stored byte of the cell is there.
  boolean isPresent(int cell) {
    int index = cell - grid.dataCells();
    return index < 0
        ? Math.min((cell + 1) * grid.cellSize(), grid.payloadLength()) <= payload.length()
        : (index + 1) * grid.cellSize() <= parity.length();
  }

  /// The bytes of one cell that are there.
  Shard cell(int cell) {
    int index = cell - grid.dataCells();
    return index < 0 ? run(payload, cell, cell + 1) : run(parity, index, index + 1);
  }

  /// The bytes that are there of a shard's cells in the rows from `from` up to, not including,
  /// `to`.
  Shard run(int shard, int from, int to) {
    int index = shard - grid.dataShards();
    return index < 0
        ? run(payload, shard * grid.rows() + from, shard * grid.rows() + to)
        : run(parity, index * grid.rows() + from, index * grid.rows() + to);
  }

  /// [#run(int,int,int)] of all shards, data first.
  List<Shard> runs(int from, int to) {
    List<Shard> runs = new ArrayList<>(grid.shards());
    for (int shard = 0; shard < grid.shards(); shard++) {
      runs.add(run(shard, from, to));
    }
    return runs;
  }

  private Shard run(Shard whole, int fromCell, int toCell) {
    return whole.slice(fromCell * grid.cellSize(), toCell * grid.cellSize());
  }

  /// The CRC-32 of the whole cell, what is not there counting as zeros.
  int crc(int cell) {
    Shard bytes = cell(cell);
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), bytes.offset(), bytes.length());
    crc.update(ZEROS, 0, grid.cellSize() - bytes.length());
    return (int) crc.getValue();
  }

  /// Whether the bytes of the cell are the same in both views, absent ones counting as zeros.
  boolean sameBytes(CellView other, int cell) {
    return Arrays.equals(
        cell(cell).toByteArray(grid.cellSize()), other.cell(cell).toByteArray(grid.cellSize()));
  }

  /// Overwrites a cell with that of the other view, absent bytes with zeros.
  void replace(int cell, CellView other) {
    Shard to = cell(cell);
    byte[] bytes = other.cell(cell).toByteArray(to.length());
    System.arraycopy(bytes, 0, to.array(), to.offset(), bytes.length);
  }
}
