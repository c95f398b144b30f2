package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What every [CodingLoop] must do.
abstract class CodingLoopContract {
  abstract CodingLoop loop();

  /// Any lengths, any windows, any coefficients: the sum by the field's own arithmetic, and no byte
  /// outside the windows changes.
  @Property(tries = 150)
  void addsTheSumOfProducts(
      @ForAll long seed,
      @ForAll @IntRange(max = 12) int inputCount,
      @ForAll @IntRange(max = 6) int outputCount,
      @ForAll @IntRange(max = 5000) int longest) {
    Samples samples = new Samples(seed);
    List<Shard> inputs = new ArrayList<>();
    for (int i = 0; i < inputCount; i++) {
      inputs.add(samples.shard(samples.between(0, longest)));
    }
    List<Shard> outputs = new ArrayList<>();
    List<byte[]> expected = new ArrayList<>();
    byte[][] coefficients = samples.matrix(outputCount, inputCount);
    for (int i = 0; i < outputCount; i++) {
      Shard output = samples.shard(samples.between(0, longest));
      outputs.add(output);
      expected.add(sum(output, coefficients[i], inputs));
    }
    loop().multiplyAdd(coefficients, inputs, outputs);
    for (int i = 0; i < outputCount; i++) {
      assertArrayEquals(expected.get(i), outputs.get(i).array(), "output " + i);
    }
  }

  private static byte[] sum(Shard output, byte[] row, List<Shard> inputs) {
    byte[] array = output.array().clone();
    for (int column = 0; column < row.length; column++) {
      byte[] input = inputs.get(column).toByteArray(output.length());
      for (int i = 0; i < input.length; i++) {
        array[output.offset() + i] ^= (byte) Gf256.multiply(row[column] & 0xFF, input[i] & 0xFF);
      }
    }
    return array;
  }

  @Property(tries = 60)
  void parityIsThatOfJavaReedSolomon(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int k,
      @ForAll @IntRange(max = 16) int m,
      @ForAll @IntRange(min = 1, max = 5000) int length) {
    compareWithReference(seed, k, m, length);
  }

  @Example
  void parityOfWideCodesIsThatOfJavaReedSolomon() {
    compareWithReference(1, 224, 16, 600);
    compareWithReference(2, 224, 32, 100);
    compareWithReference(3, 1, 255, 3);
    compareWithReference(4, 255, 1, 9);
  }

  private void compareWithReference(long seed, int k, int m, int length) {
    Samples samples = new Samples(seed);
    List<Shard> data = samples.shards(k, length);
    List<Shard> parity = samples.shards(m, length);
    new ReedSolomon(GeneratorMatrix.of(k, m), loop()).encode(data, parity);
    byte[][] expected = Reference.parity(data, m, length);
    for (int row = 0; row < m; row++) {
      assertArrayEquals(expected[row], parity.get(row).toByteArray(), "parity " + row);
    }
  }

  @Example
  void coefficientsOfAnotherShapeAreRefused() {
    List<Shard> two = List.of(Shard.of(new byte[3]), Shard.of(new byte[3]));
    byte[][][] refused = {{{1, 2}}, {{1, 2}, {3}}, {{1, 2, 3}, {4, 5, 6}}};
    for (byte[][] coefficients : refused) {
      assertThrows(
          IllegalArgumentException.class, () -> loop().multiplyAdd(coefficients, two, two));
    }
    assertEquals(0, two.get(0).toByteArray()[0]);
  }
}
