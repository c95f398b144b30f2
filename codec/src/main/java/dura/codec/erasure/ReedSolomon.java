package dura.codec.erasure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The code of `k` data and `m` parity shards over whole shards.
///
/// Shards are numbered in one sequence, data from 0, parity from `k`. They may differ in length:
/// each counts as followed by zeros. See format-spec/50-erasure.md.
public final class ReedSolomon {
  private final GeneratorMatrix matrix;
  private final CodingLoop loop;

  /// The code with the given matrix, computed by the given loop.
  ReedSolomon(GeneratorMatrix matrix, CodingLoop loop) {
    this.matrix = matrix;
    this.loop = loop;
  }

  /// The code with `k >= 1` data and `m >= 0` parity shards.
  ///
  /// @throws IllegalArgumentException if there is no such code
  public static ReedSolomon of(int k, int m) {
    return new ReedSolomon(GeneratorMatrix.of(k, m), CodingLoop.preferred());
  }

  /// Overwrites the `m` parity shards with the parity of the `k` data shards.
  ///
  /// @throws IllegalArgumentException if the numbers of shards are not those of the code
  public void encode(List<Shard> data, List<Shard> parity) {
    multiply(matrix.parityRows(), data, parity);
  }

  /// Overwrites the missing shards with what the first `k` others determine.
  ///
  /// @param shards all `k + m` shards
  /// @param missing the numbers of the shards to overwrite
  /// @throws IllegalArgumentException if more than `m` are missing or the number of shards is not
  ///     the code's
  public void reconstruct(List<Shard> shards, BitSet missing) {
    BitSet sources = new BitSet();
    int count = 0;
    for (int shard = 0; shard < shards.size() && count < matrix.dataShards(); shard++) {
      if (!missing.get(shard)) {
        sources.set(shard);
        count++;
      }
    }
    reconstruct(shards, sources, missing);
  }

  /// Overwrites the target shards with what the source shards determine.
  ///
  /// @param shards all `k + m` shards; only sources and targets are looked at
  /// @param sources the numbers of `k` good shards
  /// @param targets the numbers of shards to overwrite, none of them a source
  /// @throws IllegalArgumentException if the sets are not of this shape or the number of shards is
  ///     not the code's
  public void reconstruct(List<Shard> shards, BitSet sources, BitSet targets) {
    if (shards.size() != matrix.dataShards() + matrix.parityShards()) {
      throw new IllegalArgumentException(shards.size() + " shards given");
    }
    byte[][] rows = matrix.interpolation(sources, targets);
    multiply(rows, select(shards, sources), select(shards, targets));
  }

  private void multiply(byte[][] coefficients, List<Shard> inputs, List<Shard> outputs) {
    for (Shard output : outputs) {
      int end = output.offset() + output.length();
      Arrays.fill(output.array(), output.offset(), end, (byte) 0);
    }
    loop.multiplyAdd(coefficients, inputs, outputs);
  }

  private static List<Shard> select(List<Shard> shards, BitSet numbers) {
    List<Shard> selected = new ArrayList<>(numbers.cardinality());
    for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
      selected.add(shards.get(n));
    }
    return selected;
  }
}
