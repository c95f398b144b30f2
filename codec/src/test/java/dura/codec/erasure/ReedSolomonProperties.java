package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReedSolomonProperties {
  @Property
  void anyMissingShardsUpToTheParityComeBack(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 224) int k,
      @ForAll @IntRange(max = 32) int m,
      @ForAll @IntRange(max = 300) int length) {
    Samples samples = new Samples(seed);
    ReedSolomon code = ReedSolomon.of(k, m);
    List<Shard> shards = new ArrayList<>(samples.shards(k + m, length));
    code.encode(shards.subList(0, k), shards.subList(k, k + m));
    List<byte[]> expected = shards.stream().map(Shard::toByteArray).toList();
    BitSet missing = samples.choice(samples.between(0, m), k + m);
    missing.stream().forEach(shard -> wipe(shards.get(shard)));
    code.reconstruct(shards, missing);
    for (int shard = 0; shard < k + m; shard++) {
      assertArrayEquals(expected.get(shard), shards.get(shard).toByteArray(), "shard " + shard);
    }
  }

  private static void wipe(Shard shard) {
    Arrays.fill(shard.array(), shard.offset(), shard.offset() + shard.length(), (byte) 0x5A);
  }

  @Example
  void moreMissingThanParityIsRefused() {
    ReedSolomon code = ReedSolomon.of(3, 2);
    List<Shard> shards = new Samples(1).shards(5, 10);
    BitSet three = CellSet.of(0, 3, 4).toBitSet();
    assertThrows(IllegalArgumentException.class, () -> code.reconstruct(shards, three));
    BitSet none = new BitSet();
    assertThrows(
        IllegalArgumentException.class, () -> code.reconstruct(shards.subList(0, 4), none));
  }
}
