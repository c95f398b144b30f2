package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GeneratorMatrixProperties {
  /// The definition of page 50, `V = M * T`: row r times the top of V gives r^c.
  @Property(tries = 60)
  void matrixTimesTopOfVandermondeIsVandermonde(
      @ForAll @IntRange(min = 1, max = 120) int k, @ForAll @IntRange(max = 16) int m) {
    GeneratorMatrix matrix = GeneratorMatrix.of(k, m);
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < k; column++) {
        int sum = 0;
        for (int i = 0; i < k; i++) {
          int factor = matrix.coefficient(row, i) & 0xFF;
          sum ^= Gf256.multiply(factor, Gf256.pow(i, column));
        }
        assertEquals(Gf256.pow(k + row, column), sum, "row " + row + " column " + column);
      }
    }
  }

  @Example
  void oneDataShardIsCopied() {
    GeneratorMatrix matrix = GeneratorMatrix.of(1, 255);
    for (int row = 0; row < 255; row++) {
      assertEquals(1, matrix.coefficient(row, 0));
    }
  }

  @Example
  void sizesOutsideTheFieldAreRefused() {
    int[][] refused = {{0, 1}, {-1, 3}, {1, -1}, {1, 256}, {256, 1}, {Integer.MAX_VALUE, 5}};
    for (int[] size : refused) {
      assertThrows(IllegalArgumentException.class, () -> GeneratorMatrix.of(size[0], size[1]));
    }
    assertEquals(256, GeneratorMatrix.of(256, 0).dataShards());
  }

  @Example
  void unusableSourcesAreRefused() {
    GeneratorMatrix matrix = GeneratorMatrix.of(2, 2);
    int[][][] refused = {{{0}, {1}}, {{0, 1, 2}, {3}}, {{0, 4}, {1}}, {{0, 1}, {4}}, {{0, 1}, {1}}};
    for (int[][] sets : refused) {
      assertThrows(
          IllegalArgumentException.class, () -> matrix.interpolation(set(sets[0]), set(sets[1])));
    }
  }

  private static BitSet set(int... numbers) {
    return CellSet.of(numbers).toBitSet();
  }
}
