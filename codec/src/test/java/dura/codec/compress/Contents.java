package dura.codec.compress;

import dura.proto.Compression;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Raw contents of many kinds, and all codecs.
final class Contents {
  private static final List<String> WORDS =
      List.of("backup ", "archive ", "band\n", "block ", "the ", "0000644 ", "tail ", "hunk\t");

  private Contents() {}

  static List<FrameCodec> codecs() {
    return List.of(
        FrameCodec.of(Compression.COMPRESSION_NONE),
        FrameCodec.of(Compression.ZSTD),
        FrameCodec.of(Compression.GZIP),
        FrameCodec.of(Compression.XZ),
        FrameCodec.of(Compression.BZIP2));
  }

  /// Everything but [Compression#COMPRESSION_NONE].
  static List<FrameCodec> compressing() {
    return codecs().subList(1, codecs().size());
  }

  static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] text(long seed, int length) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    for (int at = 0; at < length;) {
      String word = WORDS.get(random.nextInt(WORDS.size()));
      for (int i = 0; i < word.length() && at < length; i++) {
        bytes[at++] = (byte) word.charAt(i);
      }
    }
    return bytes;
  }

  /// Zero bytes, text, random bytes and mixtures, of lengths around the borders of the formats.
  static Arbitrary<byte[]> any() {
    Arbitrary<Integer> lengths =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3000),
            Arbitraries.of(
                0, 1, 255, 256, 65_535, 65_536, 65_791, 65_792, 131_071, 131_072, 131_073,
                262_145));
    return Combinators.combine(
        Arbitraries.longs().withoutEdgeCases(), lengths.withoutEdgeCases(),
        Arbitraries.of("zero", "text", "random", "mixed"))
        .as(
            (seed, length, kind) -> switch (kind) {
              case "zero" -> new byte[length];
              case "text" -> text(seed, length);
              case "random" -> random(seed, length);
              default -> mixed(seed, length);
            });
  }

  private static byte[] mixed(long seed, int length) {
    byte[] bytes = text(seed, length);
    System.arraycopy(random(seed, length / 2), 0, bytes, length / 4, length / 2);
    return bytes;
  }
}
