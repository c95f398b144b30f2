package dura.codec.erasure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures encoding: data bytes per second and a hash of the parity, for some shapes.
///
/// `main` takes the number of repetitions of every shape.
final class ErasureBenchmark {
  /// Data shards, parity shards, bytes of a shard.
  private record Shape(int dataShards, int parityShards, int shardLength) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(216, 16, 19 * 4096),
          new Shape(224, 16, 4096),
          new Shape(17, 3, 64 * 1024),
          new Shape(48, 2, 64 * 1024));

  private ErasureBenchmark() {}

  public static void main(String[] arguments) {
    lines(Integer.parseInt(arguments[0])).forEach(System.out::println);
  }

  /// A line for every shape with the best of some repetitions.
  static List<String> lines(int repetitions) {
    return SHAPES.stream().map(shape -> line(shape, repetitions)).toList();
  }

  private static String line(Shape shape, int repetitions) {
    int k = shape.dataShards();
    int m = shape.parityShards();
    List<Shard> data = slices(new Samples(k).bytes(k * shape.shardLength()), shape);
    byte[] parity = new byte[m * shape.shardLength()];
    List<Shard> outputs = slices(parity, shape);
    ReedSolomon code = ReedSolomon.of(k, m);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < repetitions; i++) {
      long start = System.nanoTime();
      code.encode(data, outputs);
      best = Math.min(best, System.nanoTime() - start);
    }
    double speed = (double) k * shape.shardLength() / best;
    return "%d+%d shards of %d bytes: %.2f GB/s, parity %08x"
        .formatted(k, m, shape.shardLength(), speed, Arrays.hashCode(parity));
  }

  private static List<Shard> slices(byte[] whole, Shape shape) {
    List<Shard> slices = new ArrayList<>();
    for (int from = 0; from < whole.length; from += shape.shardLength()) {
      slices.add(Shard.of(whole, from, shape.shardLength()));
    }
    return slices;
  }
}
