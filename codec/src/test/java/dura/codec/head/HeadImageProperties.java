package dura.codec.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadImage.Shape;
import dura.codec.head.HeadImage.Trailer;
import dura.proto.ObjectHead;
import dura.spec.Limits;
import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HeadImageProperties {
  @Provide
  Arbitrary<ObjectHead> heads() {
    return SampleHeads.anyHead();
  }

  private static ByteSlice message(ObjectHead head) {
    return ByteSlice.of(head.toByteArray());
  }

  private static ByteSlice image(ObjectHead head) {
    return ByteSlice.of(HeadImage.render(head, message(head)));
  }

  private static List<ByteSlice> sections(ByteSlice image) {
    int count = (image.length() + 1024) / 4096;
    var sections = new ArrayList<ByteSlice>();
    for (int i = 0; i < count; i++) {
      int start = i == 0 ? 0 : 3584 + 4096 * (i - 1);
      int end = i == count - 1 ? image.length() : 3584 + 4096 * i;
      sections.add(image.slice(start, end));
    }
    return sections;
  }

  /// The tables of the page, with nothing taken from the code.
  @Property
  void imageIsWhatThePageSays(@ForAll("heads") ObjectHead head) {
    ByteSlice image = image(head);
    List<ByteSlice> sections = sections(image);
    byte[] message = head.toByteArray();
    byte[] text = HeadText.render(head, sections.size()).getBytes(StandardCharsets.US_ASCII);
    assertEquals(4096 * sections.size() - 1024, image.length());

    var stream = ByteBuffer.allocate(image.length() - 16 * sections.size());
    for (int i = 0; i < sections.size(); i++) {
      ByteSlice section = sections.get(i);
      byte[] bytes = section.toByteArray();
      stream.put(bytes, 0, bytes.length - 16);
      ByteBuffer trailer =
          ByteBuffer.wrap(bytes, bytes.length - 16, 16).slice().order(ByteOrder.LITTLE_ENDIAN);
      assertEquals(i, trailer.getShort());
      assertEquals(sections.size(), trailer.getShort());
      assertEquals(text.length, trailer.getInt());
      assertEquals(message.length, trailer.getInt());
      var crc = new CRC32();
      crc.update(bytes, 0, bytes.length - 4);
      assertEquals((int) crc.getValue(), trailer.getInt());
    }
    var expected = ByteBuffer.allocate(stream.capacity()).put(text).put(message);
    assertEquals(expected.rewind(), stream.rewind());
  }

  @Property
  void numberOfSectionsIsTheSmallest(@ForAll("heads") ObjectHead head) {
    int length = head.getSerializedSize();
    Shape shape = HeadImage.shape(head, length).orElseThrow();
    int capacity = 4096 * shape.sections() - 1024 - 16 * shape.sections();
    assertTrue(shape.textBytes() + length <= capacity);
    if (shape.sections() > 1) {
      int fewer = shape.sections() - 1;
      assertTrue(HeadText.render(head, fewer).length() + length > capacity - 4096 + 16);
    }
  }

  @Property
  void sectionsGiveTheMessageBack(@ForAll("heads") ObjectHead head) {
    ByteSlice image = image(head);
    List<ByteSlice> sections = sections(image);
    Shape shape = HeadImage.shape(head, head.getSerializedSize()).orElseThrow();
    int end = 0;
    for (int i = 0; i < sections.size(); i++) {
      assertTrue(HeadImage.good(sections.get(i)));
      end += sections.get(i).length();
      assertEquals(Optional.of(new Trailer(i, shape)), HeadImage.trailerEndingAt(image, end));
    }
    assertEquals(message(head), HeadImage.message(sections, shape));
  }

  /// So that any copy of the first section tells where everything lies.
  @Property
  void firstSectionHoldsTextAndGeometry(@ForAll("heads") ObjectHead head) throws Exception {
    ByteSlice first = sections(image(head)).getFirst();
    Shape shape = HeadImage.shape(head, head.getSerializedSize()).orElseThrow();
    ObjectHead start = HeadCodec.decodeStart(HeadImage.messageStart(first, shape));
    assertEquals(HeadLayout.of(head, shape.sections()), HeadLayout.of(start, shape.sections()));
    assertEquals(head.getPayloadSha256(), start.getPayloadSha256());
    assertEquals(head.getRecipientList(), start.getRecipientList());
  }

  @Example
  void firstSectionHoldsTheLongestTextAndGeometry() throws Exception {
    ObjectHead most = SampleHeads.complete(SampleHeads.encrypted(
        SampleHeads.description("index-pb-bz2"), Limits.MAX_RECIPIENTS), 1 << 27,
        RedundancyProfile.STRONG).toBuilder().setBand("b999999-zzzzzzzz").build();
    ObjectHead.Builder longest = most.toBuilder();
    for (int i = 0; i < Limits.MAX_RECIPIENTS; i++) {
      longest.setRecipient(i, ByteSlice.of(new SplitMix64(i).bytes(32)).toByteString());
    }
    firstSectionHoldsTextAndGeometry(longest.build());
  }

  @Property
  void everyFlipIsNoticed(@ForAll("heads") ObjectHead head, @ForAll long seed) {
    byte[] image = image(head).toByteArray();
    var random = new SplitMix64(seed);
    int count = (image.length + 1024) / 4096;
    int number = random.below(count);
    int start = HeadImage.sectionStart(number);
    int end = HeadImage.sectionEnd(number, count);
    image[random.between(start, end - 1)] ^= (byte) (1 << random.below(8));
    assertFalse(HeadImage.good(ByteSlice.of(image, start, end - start)));
  }

  @Example
  void headBeyondTheLimitsIsRefused() {
    ObjectHead head = SampleHeads.complete(SampleHeads.longDescription(500_000), 1,
        RedundancyProfile.NONE);
    assertEquals(Optional.empty(), HeadImage.shape(head, head.getSerializedSize()));
    assertThrows(IllegalArgumentException.class, () -> HeadImage.render(head, message(head)));
  }

  @Example
  void largestHeadFits() {
    ObjectHead head = SampleHeads.complete(SampleHeads.longDescription(499_000), 1,
        RedundancyProfile.NONE);
    assertEquals(head.getSerializedSize(), HeadImage.shape(head, head.getSerializedSize())
        .map(Shape::messageBytes)
        .orElseThrow());
  }

  @Property
  void trailersBeyondTheLimitsAreNone(@ForAll short number, @ForAll short count, @ForAll int text,
      @ForAll int message) {
    byte[] trailer = new byte[16];
    ByteBuffer.wrap(trailer)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(number)
        .putShort(count)
        .putInt(text)
        .putInt(message);
    int n = Short.toUnsignedInt(number);
    int s = Short.toUnsignedInt(count);
    boolean legal = s >= 1 && s <= 128 && n < s && text >= 0 && text <= 65_536 && message > 0
        && message <= 500_000 && text + message <= 4096 * s - 1024 - 16 * s;
    assertEquals(legal, HeadImage.trailerEndingAt(ByteSlice.of(trailer), 16).isPresent());
  }
}
