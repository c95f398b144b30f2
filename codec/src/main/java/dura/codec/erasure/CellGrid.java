package dura.codec.erasure;

import dura.spec.RedundancyProfile;
import java.util.Optional;

/// How the inner code divides one payload into cells, shards and stripes.
///
/// The payload is cut into `C` cells, the last extended with zeros. Every shard has the next
/// `rows` cells (the last shard may lack some: those are zeros and not stored). Stripe `r`, also
/// called row, consists of cell `r` of every shard, data and parity. The parity is `m` shards of
/// `rows` cells, one after another. Cells are numbered in one sequence: the data cells in payload
/// order, then the parity cells in theirs.
///
/// See format-spec/50-erasure.md.
///
/// @param payloadLength bytes of the payload, from 0 to [#MAX_PAYLOAD_LENGTH]
/// @param cellSize bytes of a cell: 512 or 4096, by the length of the payload; 0 for an empty one
/// @param dataShards `k`, from 1 to 256; 0 for an empty payload
/// @param parityShards `m`, `k + m <= 256`; a multiple of 8 if cells have 512 bytes
public record CellGrid(int payloadLength, int cellSize, int dataShards, int parityShards) {
  /// The largest payload: 128 MiB.
  public static final int MAX_PAYLOAD_LENGTH = 1 << 27;

  /// The largest parity: with the largest payload it makes the largest object.
  public static final int MAX_PARITY_LENGTH = 1 << 27;

  /// Checks that the numbers describe a grid.
  ///
  /// @throws IllegalArgumentException if they do not
  public CellGrid {
    Optional<String> objection = objection(payloadLength, cellSize, dataShards, parityShards);
    if (objection.isPresent()) {
      throw new IllegalArgumentException(objection.get());
    }
  }

  /// The grid a writer gives to a payload of this length.
  ///
  /// @throws IllegalArgumentException if the length is negative or above [#MAX_PAYLOAD_LENGTH]
  public static CellGrid of(long payloadLength, RedundancyProfile profile) {
    if (payloadLength < 0 || payloadLength > MAX_PAYLOAD_LENGTH) {
      throw new IllegalArgumentException("no payload has " + payloadLength + " bytes");
    }
    int length = (int) payloadLength;
    if (length == 0) {
      return new CellGrid(0, 0, 0, 0);
    }
    int cellSize = cellSize(length);
    int cells = Math.ceilDiv(length, cellSize);
    int rows = Math.ceilDiv(cells, RedundancyProfile.MAX_DATA_SHARDS);
    int k = Math.ceilDiv(cells, rows);
    int m =
        cellSize == RedundancyProfile.CELL_SIZE
            ? profile.parityShards(k)
            : profile.smallParityShards(k);
    return new CellGrid(length, cellSize, k, m);
  }

  /// The grid that a head describes, or nothing if its numbers describe none.
  public static Optional<CellGrid> ofHead(
      long payloadLength, int cellSize, int dataShards, int parityShards) {
    if (payloadLength < 0 || payloadLength > MAX_PAYLOAD_LENGTH) {
      return Optional.empty();
    }
    int length = (int) payloadLength;
    return objection(length, cellSize, dataShards, parityShards).isPresent()
        ? Optional.empty()
        : Optional.of(new CellGrid(length, cellSize, dataShards, parityShards));
  }

  private static int cellSize(int payloadLength) {
    if (payloadLength == 0) {
      return 0;
    }
    return payloadLength < RedundancyProfile.SMALL_PAYLOAD_LIMIT
        ? RedundancyProfile.SMALL_CELL_SIZE
        : RedundancyProfile.CELL_SIZE;
  }

  /// What is wrong with the numbers, limits first.
  private static Optional<String> objection(int payloadLength, int cellSize, int k, int m) {
    if (payloadLength < 0 || payloadLength > MAX_PAYLOAD_LENGTH) {
      return Optional.of("no payload has " + payloadLength + " bytes");
    }
    if (cellSize != cellSize(payloadLength)) {
      return Optional.of("cells of " + cellSize + " bytes for a payload of " + payloadLength);
    }
    if (payloadLength == 0) {
      return k == 0 && m == 0 ? Optional.empty() : Optional.of("shards of an empty payload");
    }
    if (k < 1 || m < 0 || k > GeneratorMatrix.MAX_SHARDS - m) {
      return Optional.of("no code has " + k + " data and " + m + " parity shards");
    }
    int cells = Math.ceilDiv(payloadLength, cellSize);
    int rows = Math.ceilDiv(cells, k);
    if (k != Math.ceilDiv(cells, rows)) {
      return Optional.of(k + " shards for " + cells + " cells");
    }
    long parityLength = (long) m * rows * cellSize;
    if (parityLength > MAX_PARITY_LENGTH || parityLength % RedundancyProfile.CELL_SIZE != 0) {
      return Optional.of("a parity of " + parityLength + " bytes");
    }
    return Optional.empty();
  }

  /// `R`: cells of a shard, and stripes of the payload.
  public int rows() {
    return payloadLength == 0 ? 0 : Math.ceilDiv(dataCells(), dataShards);
  }

  /// `C`: data cells that are stored.
  public int dataCells() {
    return payloadLength == 0 ? 0 : Math.ceilDiv(payloadLength, cellSize);
  }

  /// Parity cells, all stored.
  public int parityCells() {
    return parityShards * rows();
  }

  /// All stored cells.
  public int cells() {
    return dataCells() + parityCells();
  }

  /// All shards of a stripe, `k + m`.
  public int shards() {
    return dataShards + parityShards;
  }

  /// Bytes of a shard.
  public int shardLength() {
    return rows() * cellSize;
  }

  /// Bytes of the whole parity.
  public int parityLength() {
    return parityShards * shardLength();
  }

  /// Whether shard `shard` has a stored cell in row `row`, rather than one of the zeros at the end.
  public boolean isStored(int shard, int row) {
    return shard >= dataShards || shard * rows() + row < dataCells();
  }

  /// The number of the stored cell of shard `shard` (parity from `k` on) in row `row`.
  public int cell(int shard, int row) {
    return shard < dataShards
        ? shard * rows() + row
        : dataCells() + (shard - dataShards) * rows() + row;
  }

  /// The shard to which stored cell `cell` belongs.
  public int shardOf(int cell) {
    return cell < dataCells()
        ? cell / rows()
        : dataShards + (cell - dataCells()) / rows();
  }

  /// The row in which stored cell `cell` lies.
  public int rowOf(int cell) {
    return (cell < dataCells() ? cell : cell - dataCells()) % rows();
  }
}
