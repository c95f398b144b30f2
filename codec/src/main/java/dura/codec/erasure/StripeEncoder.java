package dura.codec.erasure;

import java.util.List;

/// Computes the parity of a payload. See format-spec/50-erasure.md.
public final class StripeEncoder {
  private StripeEncoder() {}

  /// The parity of the payload that begins at `offset`: [CellGrid#parityLength()] bytes.
  ///
  /// @throws IndexOutOfBoundsException if the array ends before the payload
  public static byte[] parity(CellGrid grid, byte[] payload, int offset) {
    return parity(grid, Shard.of(payload, offset, grid.payloadLength()));
  }

  /// The parity of the payload: [CellGrid#parityLength()] bytes. What the window lacks counts as
  /// zeros.
  public static byte[] parity(CellGrid grid, Shard payload) {
    byte[] parity = new byte[grid.parityLength()];
    if (parity.length > 0) {
      List<Shard> shards = new CellView(grid, payload, Shard.of(parity)).runs(0, grid.rows());
      int k = grid.dataShards();
      ReedSolomon.of(k, grid.parityShards())
          .encode(shards.subList(0, k), shards.subList(k, shards.size()));
    }
    return parity;
  }
}
