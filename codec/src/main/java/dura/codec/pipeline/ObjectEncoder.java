package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.ObjectRenderer;
import dura.codec.erasure.CellCrcs;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.Shard;
import dura.codec.erasure.StripeEncoder;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadCodec.IllegalHead;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Payload to object: inner code, head, envelope.
public final class ObjectEncoder {
  private ObjectEncoder() {}

  /// The object that stores `payload`.
  ///
  /// @param description identity and layers; hash and geometry are filled in here
  /// @throws IllegalArgumentException where the description breaks the rules of a head
  public static EncodedObject encode(ObjectHead description, ByteSlice payload,
      RedundancyProfile profile) {
    CellGrid grid = CellGrid.of(payload.length(), profile);
    Shard data = shard(payload);
    byte[] parity = StripeEncoder.parity(grid, data);
    ObjectHead head = description.toBuilder()
        .setFormat(HeadCodec.FORMAT)
        .setPayloadLength(payload.length())
        .setPayloadSha256(Sha256.of(payload).toByteString())
        .setCellSize(grid.cellSize())
        .setDataShards(grid.dataShards())
        .setParityShards(grid.parityShards())
        .setCellCrc(crcBytes(CellCrcs.compute(grid, data, Shard.of(parity))).toByteString())
        .build();
    var message = ByteSlice.of(head.toByteArray());
    try {
      HeadCodec.decode(message);
    } catch (IllegalHead e) {
      throw new IllegalArgumentException("head of " + head.getObject() + ": " + e.getMessage(), e);
    }
    var object = ByteSlice.of(ObjectRenderer.render(head, message, payload, ByteSlice.of(parity)));
    return new EncodedObject(head, object, Sha256.of(object));
  }

  static Shard shard(ByteSlice bytes) {
    return Shard.of(bytes.array(), bytes.offset(), bytes.length());
  }

  private static ByteSlice crcBytes(CellCrcs crcs) {
    var bytes = new byte[4 * crcs.size()];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int crc : crcs.toArray()) {
      out.putInt(crc);
    }
    return ByteSlice.of(bytes);
  }

  /// The CRCs that `head` lists.
  static CellCrcs crcs(ObjectHead head) {
    ByteBuffer in = head.getCellCrc().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int[] crcs = new int[in.remaining() / 4];
    in.asIntBuffer().get(crcs);
    return CellCrcs.of(crcs);
  }
}
