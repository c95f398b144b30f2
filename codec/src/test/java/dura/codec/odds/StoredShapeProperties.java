package dura.codec.odds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.codec.pipeline.ObjectEncoder;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The odds are about the objects there are: which bad sectors are too many, the model and the decoder
/// say alike.
class StoredShapeProperties {
  @Property(tries = 400)
  void modelAndDecoderAgree(@ForAll RedundancyProfile profile,
      @ForAll @IntRange(min = 1, max = 300_000) int payloadLength, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int badPercent) {
    var random = new SplitMix64(seed);
    byte[] bytes = encode(profile, random.bytes(payloadLength)).bytes().toByteArray();
    StoredShape shape = StoredShape.of(payloadLength, profile);
    assertEquals(shape.objectLength(), bytes.length);
    var bad = new BadSectors(shape);
    for (int sector = 0; sector < shape.sectors(); sector++) {
      if (random.below(100) < badPercent) {
        int from = sector * StoredShape.SECTOR;
        byte[] garbage = random.bytes(Math.min(StoredShape.SECTOR, bytes.length - from));
        for (int i = 0; i < garbage.length; i++) {
          // No byte stays as it was: one that did could be all of a small payload.
          bytes[from + i] ^= (byte) (garbage[i] | 1);
        }
        bad.add(sector);
      }
    }
    DecodedObject decoded =
        ObjectDecoder.decode(Expectation.ofFile("b000001-aaaaaaaa/d/01/d0000001.tar"),
            StoredBytes.whole(bytes));
    assertEquals(bad.isRepairable(), decoded instanceof DecodedObject.Good);
  }

  private static EncodedObject encode(RedundancyProfile profile, byte[] payload) {
    ObjectHead description = ObjectHead.newBuilder()
        .setArchiveId(ByteSlice.of(new byte[16]).toByteString())
        .setBand("b000001-aaaaaaaa")
        .setObject("d0000001")
        .setKind(ObjectKind.BLOCK)
        .setContent(Content.TAR)
        .setCompression(Compression.ZSTD)
        .build();
    return ObjectEncoder.encode(description, ByteSlice.of(payload), profile);
  }
}
