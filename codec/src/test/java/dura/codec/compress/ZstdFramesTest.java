package dura.codec.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dura.codec.compress.DecompressFailure.Reason;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes and outline of zstd frames.
class ZstdFramesTest {
  private static final int WINDOW_8_MIB = 23;

  private final ZstdFrames codec = new ZstdFrames(ZstdFrames.DEFAULT_LEVEL);

  @Test
  void rawBlockFramesHaveTheBytesOfTheSpecification() {
    assertEquals("28b52ffd2000010000", hex(RawBlocks.frame(new byte[0], 0, 0)));
    assertEquals("28b52ffd2003190000616263", hex(RawBlocks.frame(bytes("xabcx"), 1, 3)));
    byte[] raw = Contents.random(1, (1 << 17) + 2);
    byte[] frame = RawBlocks.frame(raw, 0, raw.length);
    assertEquals("28b52ffda002000200000010", hex(Arrays.copyOf(frame, 12)));
    assertEquals("110000", hex(Arrays.copyOfRange(frame, frame.length - 5, frame.length - 2)));
    assertEquals(9 + 3 + 3 + raw.length, frame.length);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 255, 256, 257, 65_791, 65_792, 131_071, 131_072, 131_073, 1 << 20, (1 << 20) + 1,
        FrameCodec.MAX_FRAME_RAW
      })
  void everyReaderOpensRawBlockFrames(int length) throws DecompressFailure {
    byte[] raw = Contents.random(length, length);
    byte[] frame = RawBlocks.frame(raw, 0, length);
    assertEquals(RawBlocks.frameLength(length), frame.length);
    assertArrayEquals(raw, codec.decompressFrame(frame, 0, frame.length, length));
    assertArrayEquals(raw, airlift(frame, length));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 9, 19})
  void everyReaderOpensCompressedFrames(int level) throws DecompressFailure {
    byte[] raw = Contents.text(level, 1 << 20);
    ZstdFrames atLevel = new ZstdFrames(level);
    byte[] frame = atLevel.compress(raw, 0, raw.length);
    assertTrue(frame.length < raw.length / 2);
    assertArrayEquals(raw, atLevel.decompressFrame(frame, 0, frame.length, raw.length));
    assertArrayEquals(raw, airlift(frame, raw.length));
  }

  @Test
  void theLargestFrameAtTheHighestLevelHasAWindowWithinTheBound() throws DecompressFailure {
    // Highest window first: mostly zero bytes keep this quick.
    byte[] raw = new byte[FrameCodec.MAX_FRAME_RAW];
    byte[] frame = new ZstdFrames(ZstdFrames.MAX_LEVEL).compress(raw, 0, raw.length);
    int descriptor = frame[4] & 0xFF;
    boolean singleSegment = (descriptor & 0x20) != 0;
    int windowLog = 10 + ((frame[5] & 0xFF) >>> 3);
    assertTrue(singleSegment || windowLog <= WINDOW_8_MIB);
    assertEquals(raw.length, ZstdFrame.at(frame, 0, frame.length).contentSize());
    assertEquals(0, descriptor & 0x07, "neither checksum nor dictionary");
    assertThrows(
        IllegalArgumentException.class,
        () -> codec.compress(new byte[raw.length + 1], 0, raw.length + 1));
  }

  @Test
  void incompressibleContentIsRawBlocks() {
    byte[] raw = Contents.random(3, 1 << 20);
    assertTrue(IncompressibleProbe.looksIncompressible(raw, 0, raw.length));
    assertArrayEquals(RawBlocks.frame(raw, 0, raw.length), codec.compress(raw, 0, raw.length));
    byte[] small = Contents.random(4, 300);
    assertArrayEquals(RawBlocks.frame(small, 0, 300), codec.compress(small, 0, 300));
  }

  @Test
  void theProbeLetsCompressibleContentThrough() {
    byte[] text = Contents.text(5, 1 << 20);
    assertFalse(IncompressibleProbe.looksIncompressible(text, 0, text.length));
    assertFalse(IncompressibleProbe.looksIncompressible(new byte[1 << 20], 0, 1 << 20));
    // Every byte value equally often, yet regular: counting alone would not see it.
    byte[] regular = new byte[1 << 20];
    for (int i = 0; i < regular.length; i++) {
      regular[i] = (byte) i;
    }
    assertFalse(IncompressibleProbe.looksIncompressible(regular, 0, regular.length));
  }

  @Test
  void outlineAgreesWithTheLibrary() throws DecompressFailure {
    for (int length : new int[] {0, 1, 300, 70_000, 1 << 20, 3 << 20}) {
      byte[] frame = codec.compress(Contents.text(length, length), 0, length);
      byte[] content = Arrays.copyOf(frame, frame.length + 50);
      ZstdFrame outline = ZstdFrame.at(content, 0, content.length);
      assertEquals(frame.length, outline.length());
      assertEquals(Zstd.findFrameCompressedSize(content), outline.length());
      assertEquals(length, outline.contentSize());
    }
  }

  @Test
  void framesWithChecksumAreReadAndTheChecksumCounts() throws DecompressFailure {
    byte[] raw = Contents.text(6, 5000);
    byte[] frame;
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      frame = context.setChecksum(true).compress(raw);
    }
    assertArrayEquals(raw, codec.decompressFrame(frame, 0, frame.length, raw.length));
    frame[frame.length - 1] ^= 1;
    assertReason(Reason.BAD_DATA, frame, raw.length);
  }

  @Test
  void skippableFramesAreSkipped() throws DecompressFailure {
    byte[] raw = bytes("content");
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(HexFormat.of().parseHex("5f2a4d1803000000ffffff"));
    content.writeBytes(codec.compress(raw, 0, raw.length));
    content.writeBytes(HexFormat.of().parseHex("502a4d1800000000"));
    assertArrayEquals(raw, codec.decompressAll(content.toByteArray(), raw.length).rawOrThrow());
  }

  @Test
  void aFrameWithoutContentSizeIsRefused() {
    byte[] frame;
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      frame = context.setContentSize(false).compress(Contents.text(7, 5000));
    }
    assertReason(Reason.NO_CONTENT_SIZE, frame, 5000);
  }

  @Test
  void aFrameThatAsksForADictionaryIsRefused() {
    assertReason(Reason.BAD_DATA, HexFormat.of().parseHex("28b52ffd2107030100000" + "0"), 100);
  }

  @Test
  void aSmallFrameCannotClaimALargeContent() {
    // Content size 2^26, one raw block of no bytes.
    assertReason(Reason.BAD_DATA, HexFormat.of().parseHex("28b52ffda000000004010000"), 1 << 27);
    // Content size beyond 2^63.
    assertReason(
        Reason.BAD_DATA, HexFormat.of().parseHex("28b52ffde0ffffffffffffffff010000"), 1 << 27);
  }

  @Test
  void forgedFramesThatFailAtTheirEndDoNotMultiply() {
    // 64 MiB of run-length blocks whose last one does not fit the content size, again and again.
    ByteArrayOutputStream forged = new ByteArrayOutputStream();
    forged.writeBytes(HexFormat.of().parseHex("28b52ffda0ffffff03"));
    for (int i = 0; i < 512; i++) {
      forged.writeBytes(HexFormat.of().parseHex(i == 511 ? "030010" + "00" : "02001000"));
    }
    forged.write(7);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (int i = 0; i < 2000; i++) {
      content.writeBytes(forged.toByteArray());
    }
    FrameRun run = codec.salvage(content.toByteArray(), 1 << 26);
    assertTrue(run.firstFailure().isPresent());
    assertEquals(0, run.rawLength());
  }

  @Test
  void aPayloadOfTinyFramesIsBounded() {
    byte[] one = codec.compress(new byte[1], 0, 1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (int i = 0; i <= FrameRunReader.MAX_PARTS; i++) {
      content.writeBytes(one);
    }
    FrameRun run = codec.decompressAll(content.toByteArray(), 1 << 26);
    assertEquals(Reason.TOO_LONG, run.firstFailure().orElseThrow().reason());
  }

  @Test
  void aDamagedFrameWithIntactOutlineTellsItsRawLength() {
    byte[] raw = Contents.text(8, 50_000);
    byte[] first = codec.compress(raw, 0, raw.length);
    // The block's content begins behind magic, header and block header: there are no earlier
    // Huffman codes to be used again.
    first[4 + 1 + 2 + 3] = (byte) 0xFF;
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(first);
    content.writeBytes(codec.compress(raw, 0, raw.length));
    FrameRun run = codec.salvage(content.toByteArray(), 100_000);
    FrameRun.Gap gap = (FrameRun.Gap) run.parts().getFirst();
    assertEquals(0, gap.offset());
    assertEquals(first.length, gap.length());
    assertEquals(50_000, gap.rawLength());
    assertArrayEquals(raw, ((FrameRun.Frame) run.parts().getLast()).raw());
  }

  private void assertReason(Reason reason, byte[] frame, int maxRaw) {
    DecompressFailure failure =
        assertThrows(
            DecompressFailure.class,
            () -> codec.decompressFrame(frame, 0, frame.length, maxRaw));
    assertEquals(reason, failure.reason(), failure.getMessage());
  }

  private static byte[] airlift(byte[] frame, int length) {
    byte[] raw = new byte[length];
    int size = new ZstdJavaDecompressor().decompress(frame, 0, frame.length, raw, 0, length);
    return Arrays.copyOf(raw, size);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
