package dura.codec.erasure;

/// What a [StripeDecoder] made of a payload and its parity.
///
/// Every bad cell is in exactly one of `repaired`, `bitFixed` and `lost`.
///
/// @param payload the whole payload; lost cells have the bytes that were there, zeros for absent
///     ones
/// @param parity the whole parity, in the same way
/// @param bad cells that were unreadable, absent or wrong
/// @param repaired bad cells the code recomputed
/// @param bitFixed bad cells whose CRC told the one flipped bit
/// @param lost bad cells about which nothing could be done
public record StripeRepair(
    Shard payload, Shard parity, CellSet bad, CellSet repaired, CellSet bitFixed, CellSet lost) {
  /// Whether there was nothing to repair.
  public boolean isClean() {
    return bad.isEmpty();
  }

  /// Whether nothing is lost. Only the payload's SHA-256 says that it is right.
  public boolean isComplete() {
    return lost.isEmpty();
  }
}
