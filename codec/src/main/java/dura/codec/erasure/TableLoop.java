package dura.codec.erasure;

import java.util.List;

/// The definition of [CodingLoop] written down as plainly as possible; the measure for the others.
final class TableLoop implements CodingLoop {
  @Override
  public void multiplyAdd(byte[][] coefficients, List<Shard> inputs, List<Shard> outputs) {
    CodingLoop.checkShape(coefficients, inputs, outputs);
    for (int row = 0; row < outputs.size(); row++) {
      for (int column = 0; column < inputs.size(); column++) {
        multiplyAdd(coefficients[row][column] & 0xFF, inputs.get(column), outputs.get(row));
      }
    }
  }

  private static void multiplyAdd(int coefficient, Shard input, Shard output) {
    byte[] products = products(coefficient);
    int length = Math.min(input.length(), output.length());
    for (int i = 0; i < length; i++) {
      output.array()[output.offset() + i] ^= products[input.array()[input.offset() + i] & 0xFF];
    }
  }

  private static byte[] products(int coefficient) {
    byte[] products = new byte[256];
    for (int value = 0; value < products.length; value++) {
      products[value] = (byte) Gf256.multiply(coefficient, value);
    }
    return products;
  }
}
