package dura.codec.erasure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/// Test data that flows from one seed.
final class Samples {
  private final Random random;

  Samples(long seed) {
    this.random = new Random(seed);
  }

  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /// A window of `length` random bytes somewhere inside a larger array of random bytes.
  Shard shard(int length) {
    int before = between(0, 9);
    return Shard.of(bytes(before + length + between(0, 9)), before, length);
  }

  List<Shard> shards(int count, int length) {
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shards.add(shard(length));
    }
    return shards;
  }

  byte[][] matrix(int rows, int columns) {
    byte[][] matrix = new byte[rows][];
    for (int row = 0; row < rows; row++) {
      matrix[row] = bytes(columns);
      for (int column = 0; column < columns; column++) {
        if (oneIn(8)) {
          matrix[row][column] = (byte) between(0, 1);
        }
      }
    }
    return matrix;
  }

  /// `count` different numbers below `bound`.
  BitSet choice(int count, int bound) {
    BitSet chosen = new BitSet();
    while (chosen.cardinality() < count) {
      chosen.set(random.nextInt(bound));
    }
    return chosen;
  }
}
