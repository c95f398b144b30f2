package dura.codec.erasure;

import java.util.BitSet;

/// The systematic generator matrix of the code with `k` data and `m` parity shards.
///
/// It is the Vandermonde matrix with row^column in row `row` and column `column`, for `k + m` rows
/// and `k` columns, multiplied by the inverse of its top `k` rows. Read as polynomials: byte `x` of
/// every shard together are the values of one polynomial of degree below `k`, each at the point that
/// is the shard's number. Any `k` shards determine it, and Lagrange's formula gives the value at any
/// other point:
///
///     value(t) = sum over s in S of value(s) * product over j in S without s of (t - j) / (s - j)
///
/// So encoding and repairing are the same computation with other points, and no matrix is ever
/// inverted. See format-spec/50-erasure.md.
public final class GeneratorMatrix {
  /// The largest `k + m`: the points must differ, and the field has 256 elements.
  public static final int MAX_SHARDS = 256;

  private final int dataShards;
  private final int parityShards;

  /// At each point, the logarithm of the product of its differences to all other points, modulo
  /// 255.
  private final int[] logOfDifferences;

  private final byte[][] parityRows;

  private GeneratorMatrix(int dataShards, int parityShards) {
    this.dataShards = dataShards;
    this.parityShards = parityShards;
    int points = dataShards + parityShards;
    this.logOfDifferences = new int[points];
    BitSet all = range(0, points);
    for (int point = 0; point < points; point++) {
      logOfDifferences[point] = logOfDifferences(point, all);
    }
    this.parityRows = interpolation(range(0, dataShards), range(dataShards, points));
  }

  /// The matrix for `k >= 1` data and `m >= 0` parity shards.
  ///
  /// @throws IllegalArgumentException if `k` or `m` is out of range or `k + m > 256`
  public static GeneratorMatrix of(int k, int m) {
    if (k < 1 || m < 0 || k > MAX_SHARDS - m) {
      throw new IllegalArgumentException("no code has " + k + " data and " + m + " parity shards");
    }
    return new GeneratorMatrix(k, m);
  }

  /// `k`.
  public int dataShards() {
    return dataShards;
  }

  /// `m`.
  public int parityShards() {
    return parityShards;
  }

  /// The factor with which data shard `dataColumn` enters parity shard `parityRow`.
  public byte coefficient(int parityRow, int dataColumn) {
    return parityRows[parityRow][dataColumn];
  }

  /// The rows of the parity shards: `m` rows of `k` coefficients, as a copy.
  byte[][] parityRows() {
    byte[][] copy = new byte[parityShards][];
    for (int row = 0; row < parityShards; row++) {
      copy[row] = parityRows[row].clone();
    }
    return copy;
  }

  /// The coefficients that give the `targets` from the `sources`: a row per target, a column per
  /// source, both ascending.
  ///
  /// @param sources exactly `k` shard numbers, data shards counted from 0, parity shards from `k`
  /// @param targets any shard numbers that are not sources
  /// @throws IllegalArgumentException if there are not `k` sources, a number is not one of the
  ///     code's shards, or a target is also a source
  public byte[][] interpolation(BitSet sources, BitSet targets) {
    int points = dataShards + parityShards;
    if (sources.cardinality() != dataShards
        || sources.length() > points
        || targets.length() > points
        || sources.intersects(targets)) {
      throw new IllegalArgumentException(
          "a code of " + dataShards + "+" + parityShards + " gives no " + targets + " from "
              + sources);
    }
    BitSet others = range(0, points);
    others.andNot(sources);
    // The product over the sources is that over all points divided by that over the few others.
    int[] source = sources.stream().toArray();
    int[] logOfDenominator = new int[source.length];
    for (int column = 0; column < source.length; column++) {
      logOfDenominator[column] = logOfDifferencesToSources(source[column], others);
    }
    byte[][] rows = new byte[targets.cardinality()][source.length];
    int row = 0;
    for (int target = targets.nextSetBit(0); target >= 0; target = targets.nextSetBit(target + 1)) {
      int logOfNumerator = logOfDifferencesToSources(target, others);
      for (int column = 0; column < source.length; column++) {
        int log = logOfNumerator - logOfDenominator[column] - Gf256.log(target ^ source[column]);
        rows[row][column] = (byte) Gf256.exp(Math.floorMod(log, Gf256.ORDER));
      }
      row++;
    }
    return rows;
  }

  private int logOfDifferencesToSources(int point, BitSet others) {
    return Math.floorMod(logOfDifferences[point] - logOfDifferences(point, others), Gf256.ORDER);
  }

  private static int logOfDifferences(int point, BitSet others) {
    int sum = 0;
    for (int other = others.nextSetBit(0); other >= 0; other = others.nextSetBit(other + 1)) {
      if (other != point) {
        sum += Gf256.log(point ^ other);
      }
    }
    return sum % Gf256.ORDER;
  }

  private static BitSet range(int from, int to) {
    BitSet set = new BitSet(to);
    set.set(from, to);
    return set;
  }
}
