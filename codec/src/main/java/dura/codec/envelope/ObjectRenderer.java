package dura.codec.envelope;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import dura.proto.ObjectHead;
import java.util.Arrays;

/// The bytes of an object as a pure function of head and payload: format-spec/10-object.md.
public final class ObjectRenderer {
  private ObjectRenderer() {}

  /// The stored object.
  ///
  /// @param head legal
  /// @param message the bytes of `head` as stored
  /// @param payload of the length that the head says
  /// @param parity of the payload, as the head's geometry gives it
  /// @throws IllegalArgumentException where the parts do not fit together or the limits leave no
  ///     room for the head
  public static byte[] render(ObjectHead head, ByteSlice message, ByteSlice payload,
      ByteSlice parity) {
    byte[] image = HeadImage.render(head, message);
    var layout = HeadLayout.of(head, HeadImage.sections(image));
    if (payload.length() != layout.payloadLength() || parity.length() != layout.parityLength()) {
      throw new IllegalArgumentException("payload of " + payload.length() + ", parity of "
          + parity.length() + " bytes do not fit the head");
    }
    byte[] object = new byte[layout.objectLength()];
    int secondImage = layout.imageOffset(1);
    EnvelopeHeader.write(object, 0, layout.prefix() + "head1.txt", image.length);
    System.arraycopy(image, 0, object, layout.imageOffset(0), image.length);
    EnvelopeHeader.write(object, layout.payloadOffset() - HeadLayout.TAR_HEADER,
        layout.payloadMember(), layout.payloadLength());
    payload.copyTo(object, layout.payloadOffset());
    EnvelopeHeader.write(object, layout.secondHeaderOffset(), layout.prefix() + "head2.txt",
        layout.fillLength() + image.length);
    Arrays.fill(object, secondImage - layout.fillLength(), secondImage, (byte) '\n');
    System.arraycopy(image, 0, object, secondImage, image.length);
    EnvelopeHeader.write(object, layout.parityOffset() - HeadLayout.TAR_HEADER,
        layout.prefix() + "parity", layout.parityLength());
    parity.copyTo(object, layout.parityOffset());
    EnvelopeHeader.write(object, layout.parityOffset() + layout.parityLength(),
        layout.prefix() + "head3.txt", image.length);
    System.arraycopy(image, 0, object, layout.imageOffset(2), image.length);
    return object;
  }
}
