package dura.codec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.ObjectRenderer;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.Shard;
import dura.codec.erasure.StripeEncoder;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import dura.codec.head.SampleHeads;
import dura.codec.pipeline.ObjectChecker.Checked;
import dura.codec.pipeline.SampleObjects.Recipe;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Objects whose payload holds objects, and objects whose heads were made to mislead: whatever is
/// damaged, what lies inside never stands for the object itself.
class NestedObjectsTest {
  private static final int PAYLOAD = 200_000;
  private static final Recipe OUTER =
      new Recipe(SampleHeads.block(69), PAYLOAD, 1, RedundancyProfile.STANDARD);
  private static final Expectation EXPECTED = OUTER.expectation();
  private static final Expectation UNKNOWN = Expectation.ofFile("d0000069.tar");

  /// An object with the shape of the outer one, so that their sections cannot be told apart by it.
  private static ByteSlice inner(ObjectHead description) {
    return new Recipe(description, PAYLOAD, 2, RedundancyProfile.STANDARD).encode().bytes();
  }

  private static EncodedObject outer(ByteSlice... inside) {
    byte[] payload = new byte[PAYLOAD + 4096];
    int at = 512;
    for (ByteSlice object : inside) {
      payload = Arrays.copyOf(payload, at + object.length() + PAYLOAD);
      object.copyTo(payload, at);
      at += (object.length() + 1023) / 512 * 512;
    }
    return ObjectEncoder.encode(OUTER.description(), ByteSlice.of(payload), OUTER.profile());
  }

  private static HeadLayout layout(EncodedObject object) {
    int image = Integer.parseInt(object.bytes().slice(124, 135).toUtf8(), 8);
    return HeadLayout.of(object.head(), (image + 1024) / 4096);
  }

  private static Damage headsBut(HeadLayout layout, int left) {
    Damage damage = new Damage.Nothing();
    for (int copy = 0; copy < 3; copy++) {
      if (copy != left) {
        damage = damage.then(
            new Damage.Burst(copy, layout.imageOffset(copy), layout.imageLength()));
      }
    }
    return damage;
  }

  private static Checked check(Expectation expected, EncodedObject object, Damage damage) {
    return ObjectChecker.check(expected,
        StoredBytes.whole(damage.of(object.bytes().toByteArray())));
  }

  @Test
  void anyHeadOfTheOuterObjectWinsOverThoseInside() {
    for (ObjectHead description : List.of(SampleHeads.block(70), SampleHeads.block(69))) {
      ByteSlice inner = inner(description);
      EncodedObject outer = outer(inner, inner, inner);
      for (int left = 0; left < 3; left++) {
        for (Expectation expected : List.of(EXPECTED, UNKNOWN)) {
          assertEquals(Optional.of(outer.bytes()),
              check(expected, outer, headsBut(layout(outer), left)).mended());
        }
      }
    }
  }

  @Test
  void withoutAHeadOfItsOwnTheFileIsNoObject() {
    EncodedObject outer = outer(inner(SampleHeads.block(70)), inner(SampleHeads.block(71)));
    for (Expectation expected : List.of(EXPECTED, UNKNOWN)) {
      Checked checked = check(expected, outer, headsBut(layout(outer), -1));
      assertInstanceOf(DecodedObject.Absent.class, checked.decoded());
      assertEquals(List.of(AlarmCode.OBJECT_UNRECOGNIZED),
          checked.alarms().stream().map(Alarm::code).toList());
    }
  }

  @Test
  void shiftedAndCutFilesAreNotMistakenEither() {
    ByteSlice inner = inner(SampleHeads.block(70));
    EncodedObject outer = outer(inner, inner);
    HeadLayout layout = layout(outer);
    int inside = layout.payloadOffset() + 512;
    for (Damage damage : List.of(new Damage.Shift(1, 0, 512), new Damage.Shift(1, 0, 51_200),
        new Damage.Drop(0, 4096), headsBut(layout, 1).then(new Damage.Shift(1, 0, 1024)))) {
      assertEquals(Optional.of(outer.bytes()), check(EXPECTED, outer, damage).mended(),
          damage.toString());
    }
    // What is left begins with the inner object itself: intact, and not what was asked for.
    Checked checked = check(EXPECTED, outer, new Damage.Drop(0, inside)
        .then(new Damage.Truncate(inner.length())));
    assertEquals(List.of(AlarmCode.OBJECT_MISPLACED),
        checked.alarms().stream().map(Alarm::code).toList());
  }

  /// A head inside the payload whose own numbers put it where it is: it claims to be the second copy
  /// of the head of an object that begins where the file begins, and has the right SHA-256.
  @Test
  void headThatWasMadeToFitItsPlaceLosesToTheObjectsOwn() {
    byte[] first = new SplitMix64(3).bytes(PAYLOAD);
    EncodedObject forged =
        ObjectEncoder.encode(OUTER.description(), ByteSlice.of(first), OUTER.profile());
    HeadLayout layout = layout(forged);
    ByteSlice behindPayload =
        forged.bytes().slice(layout.secondHeaderOffset(), forged.bytes().length());
    byte[] payload = Arrays.copyOf(first,
        layout.secondHeaderOffset() - layout.payloadOffset() + behindPayload.length() + PAYLOAD);
    behindPayload.copyTo(payload, layout.secondHeaderOffset() - layout.payloadOffset());
    EncodedObject outer =
        ObjectEncoder.encode(OUTER.description(), ByteSlice.of(payload), OUTER.profile());
    assertEquals(layout.payloadOffset(), layout(outer).payloadOffset(), "the forgery fits");
    for (int left = 0; left < 3; left++) {
      for (Expectation expected : List.of(EXPECTED, UNKNOWN)) {
        assertEquals(Optional.of(outer.bytes()),
            check(expected, outer, headsBut(layout(outer), left)).mended());
      }
    }
  }

  /// Copies that differ though their CRCs are right: the payload says which of them is right.
  @Test
  void copyThatThePayloadContradictsIsReplaced() {
    EncodedObject object = outer();
    EncodedObject other = ObjectEncoder.encode(OUTER.description(),
        ByteSlice.of(new SplitMix64(9).bytes((int) object.head().getPayloadLength())),
        OUTER.profile());
    HeadLayout layout = layout(object);
    for (int copy = 0; copy < 3; copy++) {
      byte[] bytes = object.bytes().toByteArray();
      int at = layout.imageOffset(copy);
      other.bytes().slice(at, at + layout.imageLength()).copyTo(bytes, at);
      Checked checked = ObjectChecker.check(EXPECTED, StoredBytes.whole(bytes));
      assertEquals(Optional.of(object.bytes()), checked.mended());
      assertTrue(checked.alarms()
          .stream()
          .allMatch(alarm -> alarm.code() == AlarmCode.HEAD_COPIES_DIFFER));
    }
  }

  /// Parity that is not the payload's though it has its CRCs would repair nothing: that is noticed,
  /// and nothing is made of it.
  @Test
  void parityThatWasComputedWrongIsNoticed() {
    EncodedObject right = OUTER.encode();
    HeadLayout layout = layout(right);
    CellGrid grid = HeadCodec.grid(right.head());
    byte[] parity = StripeEncoder.parity(grid, ObjectEncoder.shard(OUTER.payload()));
    parity[5000] ^= 1;
    int cell = grid.dataCells() + 5000 / grid.cellSize();
    byte[] crcs = right.head().getCellCrc().toByteArray();
    int crc = Crc32.of(parity, 5000 / 4096 * 4096, 4096);
    for (int i = 0; i < 4; i++) {
      crcs[4 * cell + i] = (byte) (crc >>> (8 * i));
    }
    ObjectHead head =
        right.head().toBuilder().setCellCrc(ByteSlice.of(crcs).toByteString()).build();
    byte[] wrong = ObjectRenderer.render(head, ByteSlice.of(head.toByteArray()),
        OUTER.payload(), ByteSlice.of(parity));
    Checked checked = ObjectChecker.check(EXPECTED, StoredBytes.whole(wrong));
    assertEquals(OUTER.payload(),
        assertInstanceOf(DecodedObject.Good.class, checked.decoded()).payload());
    assertEquals(Optional.empty(), checked.mended());
    Alarm alarm = checked.alarms().getFirst();
    assertEquals(AlarmCode.CELL_DAMAGED, alarm.code());
    assertEquals(layout.parityOffset(), alarm.where().offset());
  }

  /// A head that lists a wrong CRC in all its copies: the SHA-256 decides, the payload is good.
  @Test
  void wrongCrcInAHeadDoesNotCostAGoodPayload() {
    EncodedObject right = OUTER.encode();
    for (int cell : new int[] {0, HeadCodec.grid(right.head()).cells() - 1}) {
      byte[] crcs = right.head().getCellCrc().toByteArray();
      crcs[4 * cell] ^= 1;
      ObjectHead head =
          right.head().toBuilder().setCellCrc(ByteSlice.of(crcs).toByteString()).build();
      byte[] parity = StripeEncoder.parity(HeadCodec.grid(head),
          Shard.of(OUTER.payload().toByteArray()));
      byte[] wrong = ObjectRenderer.render(head, ByteSlice.of(head.toByteArray()),
          OUTER.payload(), ByteSlice.of(parity));
      Checked checked = ObjectChecker.check(EXPECTED, StoredBytes.whole(wrong));
      assertEquals(Sha256.of(OUTER.payload()), Sha256.of(
          assertInstanceOf(DecodedObject.Good.class, checked.decoded()).payload()));
      assertEquals(Optional.empty(), checked.mended());
      assertEquals(false, checked.intact());
    }
  }

  /// A message that another writer stored in other words: what is stored counts.
  @Test
  void headInOtherWordsIsCheckedByItsStoredBytes() {
    EncodedObject right = OUTER.encode();
    byte[] canonical = right.head().toByteArray();
    byte[] twice = Arrays.copyOf(canonical, canonical.length + 2);
    twice[canonical.length] = 0x08; // format once more: 1
    twice[canonical.length + 1] = 1;
    byte[] parity = StripeEncoder.parity(HeadCodec.grid(right.head()),
        ObjectEncoder.shard(OUTER.payload()));
    byte[] object = ObjectRenderer.render(right.head(), ByteSlice.of(twice), OUTER.payload(),
        ByteSlice.of(parity));
    assertTrue(ObjectChecker.check(EXPECTED, StoredBytes.whole(object)).intact());
    byte[] damaged = new Damage.Flip(1, 1).of(object);
    assertEquals(Optional.of(ByteSlice.of(object)),
        ObjectChecker.check(EXPECTED, StoredBytes.whole(damaged)).mended());
  }
}
