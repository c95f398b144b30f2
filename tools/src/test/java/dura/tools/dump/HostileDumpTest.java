package dura.tools.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dura.codec.bytes.ByteSlice;
import dura.codec.compress.FrameCodec;
import dura.codec.head.HeadCodec;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.ObjectEncoder;
import dura.proto.Compression;
import dura.proto.ObjectHead;
import dura.spec.Limits;
import dura.spec.RedundancyProfile;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Files made to hurt whoever reads them.
class HostileDumpTest {
  private static final int MEBIBYTE = 1 << 20;

  @Test
  void messageThatIsNotCanonical() {
    byte[] message = Samples.block(Compression.ZSTD).head().toByteArray();
    byte[] twice = Arrays.copyOf(message, message.length + 2);
    twice[message.length] = 8; // format, once more
    twice[message.length + 1] = 1;
    shown(HostileHeads.file(twice, 1, 60_000));
  }

  @Test
  void moreSectionsThanTheHeadNeeds() {
    byte[] message = Samples.block(Compression.ZSTD).head().toByteArray();
    shown(HostileHeads.file(message, 128, 60_000));
  }

  @Test
  void shortFileThatClaimsTheLargestPayload() {
    ObjectHead head = Samples.block(Compression.ZSTD)
        .head()
        .toBuilder()
        .setPayloadLength(Limits.MAX_PAYLOAD_BYTES)
        .setDataShards(128)
        .setParityShards(64)
        .setCellCrc(ByteSlice.of(new byte[4 * (32_768 + 64 * 256)]).toByteString())
        .build();
    assertEquals(256, HeadCodec.grid(head).rows());
    ByteSlice file = HostileHeads.file(head.toByteArray(), 60, 60_000);
    assertTrue(allocated(() -> shown(file)) < 32L * MEBIBYTE);
  }

  /// Frames that hold more than a block may.
  @Test
  void bombInABlock() {
    var content = new ByteArrayOutputStream();
    byte[] frame = FrameCodec.of(Compression.ZSTD)
        .compress(new byte[8 * MEBIBYTE], 0, 8 * MEBIBYTE);
    for (int i = 0; i < 100; i++) {
      content.writeBytes(frame);
    }
    ByteSlice file = hostile(Samples.block(Compression.ZSTD), content.toByteArray());
    assertTrue(allocated(() -> shown(file)) < 600L * MEBIBYTE);
  }

  /// Two bytes for each entry, so that a hunk would have two million.
  @Test
  void hunkOfEmptyEntries() {
    byte[] hunk = new byte[Limits.MAX_HUNK_RAW_BYTES];
    for (int i = 0; i < hunk.length; i += 2) {
      hunk[i] = 0x0A;
    }
    byte[] frame = FrameCodec.of(Compression.ZSTD).compress(hunk, 0, hunk.length);
    ByteSlice file = hostile(Samples.index(), frame);
    Node tree = Dumps.tree(file, Dumps.WITH_KEY);
    assertTrue(Tiling.check(tree) < 200_000);
  }

  private static ByteSlice hostile(EncodedObject sample, byte[] payload) {
    return ObjectEncoder
        .encode(sample.head(), ByteSlice.of(payload), RedundancyProfile.LEAN)
        .bytes();
  }

  private static void shown(ByteSlice file) {
    Node tree = Dumps.tree(file, Dumps.WITH_KEY);
    Tiling.check(tree);
    assertTrue(Dumps.show(tree, Hex.SHOWN).bad() > 0);
  }

  /// Bytes set aside by `work`, given back or not.
  private static long allocated(Runnable work) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
