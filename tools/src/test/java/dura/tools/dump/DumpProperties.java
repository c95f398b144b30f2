package dura.tools.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.Descriptions;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.ObjectEncoder;
import dura.proto.Compression;
import dura.spec.RedundancyProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Whatever the bytes, the dump explains them, or says that it cannot.
class DumpProperties {
  private static final List<EncodedObject> SAMPLES = List.copyOf(Samples.all().values());

  @Property(tries = 40)
  void everyByteOfAnIntactObjectIsInOneLeaf(@ForAll("objects") EncodedObject object) {
    Node tree = Dumps.tree(object.bytes(), Dumps.WITH_KEY);
    assertEquals(object.bytes().length(), tree.span().length());
    Tiling.check(tree);
    assertEquals(0, Dumps.show(tree, Hex.NONE).bad());
  }

  /// Without a key too, and it is not called damage.
  @Property(tries = 5)
  void closedObjectsAreNotDamaged(@ForAll("samples") EncodedObject object) {
    Node tree = Dumps.tree(object.bytes(), Reading.BYTES_ALONE);
    Tiling.check(tree);
    assertEquals(0, Dumps.show(tree, Hex.SHOWN).bad());
  }

  @Property(tries = 200)
  void damagedObjectsAreShownAndSaidToBe(@ForAll("samples") EncodedObject object,
      @ForAll long seed) {
    byte[] damaged = damage(object.bytes(), new Random(seed));
    boolean changed = !ByteSlice.of(damaged).equals(object.bytes());
    Node tree = Dumps.tree(ByteSlice.of(damaged), Dumps.WITH_KEY);
    Tiling.check(tree);
    assertEquals(changed, Dumps.show(tree, Hex.SHOWN).bad() > 0);
  }

  @Property(tries = 100)
  void anyBytesAreShown(@ForAll byte[] bytes) {
    Node tree = Dumps.tree(ByteSlice.of(bytes), Dumps.WITH_KEY);
    Tiling.check(tree);
    assertTrue(Dumps.show(tree, Hex.SHOWN).bad() > 0);
  }

  /// Heads that are right, around payloads that are not what they say.
  @Property(tries = 200)
  void hostilePayloadsAreShown(@ForAll("samples") EncodedObject object, @ForAll long seed,
      @ForAll @IntRange(max = 60_000) int length) {
    var random = new Random(seed);
    byte[] payload = Arrays.copyOf(payload(object), length);
    int changes = random.nextInt(20);
    for (int i = 0; i < changes && length > 0; i++) {
      payload[random.nextInt(Math.min(length, 2000))] = (byte) random.nextInt(256);
    }
    EncodedObject hostile = ObjectEncoder.encode(object.head(), ByteSlice.of(payload),
        RedundancyProfile.LEAN);
    Node tree = Dumps.tree(hostile.bytes(), Dumps.WITH_KEY);
    Tiling.check(tree);
    Dumps.show(tree, Hex.SHOWN);
  }

  private static byte[] payload(EncodedObject object) {
    int from = dura.codec.head.HeadLayout
        .of(object.head(), dura.codec.head.HeadImage.sections(object.head()))
        .payloadOffset();
    return object.bytes()
        .slice(from, from + (int) object.head().getPayloadLength())
        .toByteArray();
  }

  private static byte[] damage(ByteSlice bytes, Random random) {
    byte[] damaged = bytes.toByteArray();
    switch (random.nextInt(5)) {
      case 0 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      case 1 -> {
        int from = random.nextInt(damaged.length);
        Arrays.fill(damaged, from, Math.min(damaged.length, from + random.nextInt(10_000)),
            (byte) 0xAA);
      }
      case 2 -> {
        return Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      case 3 -> {
        return Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(5000));
      }
      default -> {
        for (int i = 0; i < 100; i++) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
        }
      }
    }
    return damaged;
  }

  @Provide
  Arbitrary<EncodedObject> samples() {
    return Arbitraries.of(SAMPLES);
  }

  /// The samples, and blocks of every compression with contents of any length.
  @Provide
  Arbitrary<EncodedObject> objects() {
    Arbitrary<EncodedObject> blocks = Arbitraries
        .of(Compression.ZSTD, Compression.GZIP, Compression.XZ, Compression.BZIP2,
            Compression.COMPRESSION_NONE)
        .map(Samples::block);
    Arbitrary<EncodedObject> parities = Arbitraries.integers()
        .between(0, 300_000)
        .map(length -> Descriptions.parity(Samples.bandHead(),
            Samples.group(), ByteSlice.of(new byte[length])));
    return Arbitraries.oneOf(samples(), blocks, parities);
  }
}
