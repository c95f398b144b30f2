package dura.codec.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.compress.DecompressFailure.Reason;
import dura.proto.Compression;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// What holds for the frames of every compression.
class FrameCodecProperties {
  @Provide
  Arbitrary<FrameCodec> codec() {
    return Arbitraries.of(Contents.codecs());
  }

  @Provide
  Arbitrary<FrameCodec> compressing() {
    return Arbitraries.of(Contents.compressing());
  }

  @Provide
  Arbitrary<Long> seed() {
    return Arbitraries.longs().withoutEdgeCases();
  }

  @Provide
  Arbitrary<Integer> position() {
    return Arbitraries.integers().between(0, Integer.MAX_VALUE).withoutEdgeCases();
  }

  @Provide
  Arbitrary<byte[]> raw() {
    return Contents.any();
  }

  @Property(tries = 60)
  void aFrameDecompressesToWhatItWasMadeOf(
      @ForAll("codec") FrameCodec codec, @ForAll("raw") byte[] raw) throws DecompressFailure {
    byte[] frame = codec.compress(raw, 0, raw.length);
    assertArrayEquals(raw, codec.decompressFrame(frame, 0, frame.length, raw.length));
  }

  @Property(tries = 60)
  void equalContentGivesEqualFrames(
      @ForAll("codec") FrameCodec codec,
      @ForAll("raw") byte[] raw,
      @ForAll("raw") byte[] between,
      @ForAll @IntRange(max = 9) int shift) {
    byte[] first = codec.compress(raw, 0, raw.length);
    codec.compress(between, 0, between.length);
    byte[] shifted = new byte[raw.length + shift];
    System.arraycopy(raw, 0, shifted, shift, raw.length);
    byte[] second = FrameCodec.of(codec.compression()).compress(shifted, shift, raw.length);
    assertArrayEquals(first, second);
  }

  @Property(tries = 60)
  void nothingBeyondTheBoundComesOut(
      @ForAll("codec") FrameCodec codec, @ForAll("raw") byte[] raw, @ForAll("position") int seed) {
    if (raw.length == 0) {
      return;
    }
    int bound = Math.floorMod(seed, raw.length);
    byte[] frame = codec.compress(raw, 0, raw.length);
    DecompressFailure failure =
        assertThrows(
            DecompressFailure.class, () -> codec.decompressFrame(frame, 0, frame.length, bound));
    assertEquals(Reason.TOO_LONG, failure.reason());
    FrameRun run = codec.decompressAll(frame, bound);
    assertEquals(Reason.TOO_LONG, run.firstFailure().orElseThrow().reason());
    assertTrue(run.rawLength() <= bound);
    assertTrue(codec.salvage(frame, bound).rawLength() <= bound);
  }

  @Property(tries = 60)
  void framesOneAfterTheOtherAreAllFound(
      @ForAll("codec") FrameCodec codec,
      @ForAll @Size(max = 4) List<@net.jqwik.api.From("raw") byte[]> raws)
      throws DecompressFailure {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (byte[] part : raws) {
      content.writeBytes(codec.compress(part, 0, part.length));
      raw.writeBytes(part);
    }
    FrameRun run = codec.decompressAll(content.toByteArray(), raw.size());
    assertArrayEquals(raw.toByteArray(), run.rawOrThrow());
    assertEquals(run, new FrameRun(run.parts()));
    if (codec.compression() != Compression.COMPRESSION_NONE) {
      int at = 0;
      for (FrameRun.Part part : run.parts()) {
        at = Math.max(at, part.offset() + part.length());
      }
      long withBytes = raws.stream().filter(part -> part.length > 0).count();
      assertEquals(withBytes, run.parts().size());
    }
  }

  /// The outline of zstd frames is that of the frames that come out, and is refused where any of them
  /// does not fit.
  @Property(tries = 60)
  void theOutlineIsThatOfTheFrames(
      @ForAll @Size(max = 4) List<@net.jqwik.api.From("raw") byte[]> raws,
      @ForAll("position") int seed) {
    FrameCodec codec = FrameCodec.of(Compression.ZSTD);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    List<FrameCodec.Outline> expected = new ArrayList<>();
    long total = 0;
    for (byte[] part : raws) {
      byte[] frame = codec.compress(part, 0, part.length);
      expected.add(new FrameCodec.Outline(content.size(), frame.length, part.length));
      content.writeBytes(frame);
      total += part.length;
    }
    byte[] bytes = content.toByteArray();
    assertEquals(Optional.of(expected), codec.outline(bytes, total));
    if (total > 0) {
      assertEquals(Optional.empty(), codec.outline(bytes, total - 1));
    }
    if (bytes.length > 0) {
      int cut = Math.floorMod(seed, bytes.length);
      boolean between = expected.stream().anyMatch(frame -> frame.offset() == cut);
      assertEquals(between, codec.outline(Arrays.copyOf(bytes, cut), total).isPresent());
    }
  }

  @Property(tries = 60)
  void aFrameCutShortIsRefused(
      @ForAll("compressing") FrameCodec codec, @ForAll("raw") byte[] raw,
      @ForAll("position") int seed) {
    byte[] frame = codec.compress(raw, 0, raw.length);
    int length = Math.floorMod(seed, frame.length);
    DecompressFailure failure =
        assertThrows(
            DecompressFailure.class,
            () -> codec.decompressFrame(frame, 0, length, raw.length));
    if (length > 8) {
      assertEquals(Reason.TRUNCATED, failure.reason());
    }
  }

  @Property(tries = 60)
  void bytesBehindAFrameAreNotPartOfIt(
      @ForAll("compressing") FrameCodec codec, @ForAll("raw") byte[] raw, @ForAll byte more)
      throws DecompressFailure {
    byte[] frame = codec.compress(raw, 0, raw.length);
    byte[] longer = Arrays.copyOf(frame, frame.length + 1);
    longer[frame.length] = more;
    assertThrows(
        DecompressFailure.class,
        () -> codec.decompressFrame(longer, 0, longer.length, raw.length));
    FrameCodec.Decoded decoded = codec.decodeAt(longer, 0, longer.length, raw.length);
    assertEquals(frame.length, decoded.length());
    assertArrayEquals(raw, decoded.raw());
  }

  /// Flipped bits are refused, harmless, or change the content within the bound: what zstd frames
  /// without checksum let through is for the SHA-256 of payload and extent to find.
  @Property(tries = 160)
  void aDamagedFrameGivesFailureOrBytesWithinTheBound(
      @ForAll("compressing") FrameCodec codec,
      @ForAll("raw") byte[] raw,
      @ForAll("position") int seed,
      @ForAll @IntRange(min = 1, max = 255) int flip) {
    byte[] frame = codec.compress(raw, 0, raw.length);
    frame[Math.floorMod(seed, frame.length)] ^= (byte) flip;
    try {
      byte[] got = codec.decompressFrame(frame, 0, frame.length, raw.length);
      assertTrue(got.length <= raw.length);
      if (codec.compression() != Compression.ZSTD) {
        assertArrayEquals(raw, got);
      }
    } catch (DecompressFailure expected) {
      assertNotEquals("", expected.getMessage());
    }
  }

  @Property(tries = 60)
  void rubbishIsRefusedOrBounded(
      @ForAll("compressing") FrameCodec codec,
      @ForAll("raw") byte[] rubbish,
      @ForAll("raw") byte[] raw) {
    byte[] start = codec.compress(raw, 0, raw.length);
    int kept = Math.min(start.length, 12);
    System.arraycopy(start, 0, rubbish, 0, Math.min(kept, rubbish.length));
    assertTrue(codec.decompressAll(rubbish, 1 << 20).rawLength() <= 1 << 20);
    assertTrue(codec.salvage(rubbish, 1 << 20).rawLength() <= 1 << 20);
  }

  @Property(tries = 60)
  void behindADamagedFrameTheNextOnesAreFound(
      @ForAll("compressing") FrameCodec codec,
      @ForAll("seed") long seed,
      @ForAll @IntRange(max = 3) int bad,
      @ForAll @IntRange(min = 1, max = 400) int holeLength) {
    byte[][] raws = new byte[4][];
    byte[][] frames = new byte[4][];
    for (int i = 0; i < 4; i++) {
      raws[i] = i % 2 == 0 ? Contents.text(seed + i, 20_000) : Contents.random(seed + i, 20_000);
      frames[i] = codec.compress(raws[i], 0, raws[i].length);
    }
    int start = Math.floorMod(seed, frames[bad].length - holeLength);
    byte[] hole = Contents.random(seed ^ 1, holeLength);
    System.arraycopy(hole, 0, frames[bad], start, holeLength);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      content.writeBytes(frame);
    }

    FrameRun run = codec.salvage(content.toByteArray(), 80_000);
    for (int i = 0; i < 4; i++) {
      byte[] wanted = raws[i];
      boolean found =
          run.parts()
              .stream()
              .anyMatch(part -> part instanceof FrameRun.Frame f && Arrays.equals(f.raw(), wanted));
      assertTrue(found || i == bad, "frame " + i);
    }
    int at = 0;
    for (FrameRun.Part part : run.parts()) {
      assertEquals(at, part.offset());
      at = part.offset() + part.length();
    }
    assertEquals(content.size(), at);
  }
}
