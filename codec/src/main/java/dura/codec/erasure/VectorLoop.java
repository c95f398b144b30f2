package dura.codec.erasure;

import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [CodingLoop] by the Vector API, on a JVM that was started with the module jdk.incubator.vector.
///
/// A product is the XOR of two look-ups, one for each half of a byte, in tables of 16 entries; a
/// shuffle of a vector does a look-up for all its bytes. Four outputs are summed in registers while
/// all inputs go by, two vectors of each at a time, so that a table once loaded serves twice
/// and every input is read once for four outputs.
///
/// What the compiler needs to make good code of this: one kind of vector in the whole JVM, in a static
/// final field; sums in variables of their own, not in an array; a loop without calls that it cannot
/// inline.
final class VectorLoop implements CodingLoop {
  static final VectorLoop INSTANCE = new VectorLoop();

  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /// Entries of a table; its entries are repeated to the length of a vector, so that any bits of an
  /// index above the fourth do no harm.
  private static final int HALF = 16;

  private static final int ROWS_AT_ONCE = 4;
  private static final int VECTORS_AT_ONCE = 2;
  private static final int STEP_BYTES = VECTORS_AT_ONCE * LANES;

  /// A multiple of a step; so long that columns of all inputs of the widest code, which lie one behind
  /// the other while they are worked on, stay in a processor's second cache.
  private static final int COLUMN_BYTES = 16 * STEP_BYTES;

  /// From one column to the next: not a power of two, lest all of them want the same lines of the
  /// first cache.
  private static final int STRIDE = COLUMN_BYTES + LANES;

  /// For every coefficient the products with all low halves, then with all high halves.
  private static final byte[] TABLES = tables();

  private static byte[] tables() {
    byte[] tables = new byte[256 * 2 * LANES];
    for (int coefficient = 0; coefficient < 256; coefficient++) {
      int low = tableAt(coefficient);
      for (int i = 0; i < LANES; i++) {
        tables[low + i] = (byte) Gf256.multiply(coefficient, i % HALF);
        tables[low + LANES + i] = (byte) Gf256.multiply(coefficient, i % HALF * HALF);
      }
    }
    return tables;
  }

  private static int tableAt(int coefficient) {
    return coefficient * 2 * LANES;
  }

  @Override
  public void multiplyAdd(byte[][] coefficients, List<Shard> inputs, List<Shard> outputs) {
    CodingLoop.checkShape(coefficients, inputs, outputs);
    int end = outputs.stream().mapToInt(Shard::length).max().orElse(0);
    int[][] tables = new int[Math.ceilDiv(outputs.size(), ROWS_AT_ONCE)][];
    for (int group = 0; group < tables.length; group++) {
      tables[group] = tables(coefficients, group * ROWS_AT_ONCE, inputs.size());
    }
    byte[] in = new byte[inputs.size() * STRIDE];
    byte[] sums = new byte[ROWS_AT_ONCE * STRIDE];
    for (int from = 0; from < end; from += COLUMN_BYTES) {
      load(inputs, from, in);
      for (int group = 0; group < tables.length; group++) {
        int row = group * ROWS_AT_ONCE;
        List<Shard> rows = outputs.subList(row, Math.min(row + ROWS_AT_ONCE, outputs.size()));
        load(rows, from, sums);
        addFourRows(tables[group], in, sums);
        store(sums, rows, from);
      }
    }
  }

  /// Where the tables of four rows are, from `row`, four for each column; rows that are not there
  /// have the coefficient zero.
  private static int[] tables(byte[][] coefficients, int row, int columns) {
    int[] tables = new int[columns * ROWS_AT_ONCE];
    for (int i = 0; i < tables.length; i++) {
      int at = row + i % ROWS_AT_ONCE;
      tables[i] =
          tableAt(at < coefficients.length ? coefficients[at][i / ROWS_AT_ONCE] & 0xFF : 0);
    }
    return tables;
  }

  private static void load(List<Shard> shards, int from, byte[] columns) {
    for (int i = 0; i < shards.size(); i++) {
      Shard part = shards.get(i).slice(from, from + COLUMN_BYTES);
      int at = i * STRIDE;
      System.arraycopy(part.array(), part.offset(), columns, at, part.length());
      Arrays.fill(columns, at + part.length(), at + STRIDE, (byte) 0);
    }
  }

  private static void store(byte[] columns, List<Shard> shards, int from) {
    for (int i = 0; i < shards.size(); i++) {
      Shard part = shards.get(i).slice(from, from + COLUMN_BYTES);
      System.arraycopy(columns, i * STRIDE, part.array(), part.offset(), part.length());
    }
  }

  private static void addFourRows(int[] tables, byte[] in, byte[] sums) {
    for (int at = 0; at < COLUMN_BYTES; at += STEP_BYTES) {
      ByteVector a0 = load(sums, at);
      ByteVector a1 = load(sums, at + LANES);
      ByteVector b0 = load(sums, STRIDE + at);
      ByteVector b1 = load(sums, STRIDE + at + LANES);
      ByteVector c0 = load(sums, 2 * STRIDE + at);
      ByteVector c1 = load(sums, 2 * STRIDE + at + LANES);
      ByteVector d0 = load(sums, 3 * STRIDE + at);
      ByteVector d1 = load(sums, 3 * STRIDE + at + LANES);
      int from = at;
      for (int column = 0; column < tables.length; column += ROWS_AT_ONCE) {
        ByteVector low0 = load(in, from);
        ByteVector low1 = load(in, from + LANES);
        ByteVector high0 = highHalves(low0);
        ByteVector high1 = highHalves(low1);
        from += STRIDE;
        int table = tables[column];
        ByteVector lows = load(TABLES, table);
        ByteVector highs = load(TABLES, table + LANES);
        a0 = add(a0, low0, lows, high0, highs);
        a1 = add(a1, low1, lows, high1, highs);
        table = tables[column + 1];
        lows = load(TABLES, table);
        highs = load(TABLES, table + LANES);
        b0 = add(b0, low0, lows, high0, highs);
        b1 = add(b1, low1, lows, high1, highs);
        table = tables[column + 2];
        lows = load(TABLES, table);
        highs = load(TABLES, table + LANES);
        c0 = add(c0, low0, lows, high0, highs);
        c1 = add(c1, low1, lows, high1, highs);
        table = tables[column + 3];
        lows = load(TABLES, table);
        highs = load(TABLES, table + LANES);
        d0 = add(d0, low0, lows, high0, highs);
        d1 = add(d1, low1, lows, high1, highs);
      }
      a0.intoArray(sums, at);
      a1.intoArray(sums, at + LANES);
      b0.intoArray(sums, STRIDE + at);
      b1.intoArray(sums, STRIDE + at + LANES);
      c0.intoArray(sums, 2 * STRIDE + at);
      c1.intoArray(sums, 2 * STRIDE + at + LANES);
      d0.intoArray(sums, 3 * STRIDE + at);
      d1.intoArray(sums, 3 * STRIDE + at + LANES);
    }
  }

  private static ByteVector load(byte[] array, int at) {
    return ByteVector.fromArray(SPECIES, array, at);
  }

  /// The upper halves in the lower four bits; what is above them comes from neighbours.
  private static ByteVector highHalves(ByteVector bytes) {
    return bytes.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes();
  }

  private static ByteVector add(
      ByteVector sum, ByteVector low, ByteVector lows, ByteVector high, ByteVector highs) {
    return sum.lanewise(VectorOperators.XOR, low.selectFrom(lows))
        .lanewise(VectorOperators.XOR, high.selectFrom(highs));
  }
}
