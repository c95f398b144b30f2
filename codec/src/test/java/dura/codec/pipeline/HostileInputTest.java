package dura.codec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.codec.envelope.HeadFinder;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.head.HeadImage;
import dura.codec.head.SampleHeads;
import dura.codec.pipeline.ObjectChecker.Checked;
import dura.codec.pipeline.SampleObjects.Recipe;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Files made to do harm: the outcome is a value like any other, and costs what its file costs.
class HostileInputTest {
  private static final Recipe BLOCK = SampleObjects.block(60_000, RedundancyProfile.STANDARD);

  @Provide
  Arbitrary<Recipe> objects() {
    return SampleObjects.any(60_000, RedundancyProfile.values());
  }

  @Property
  void randomBytesAreNoObject(@ForAll byte[] bytes) {
    for (Expectation expected : List.of(BLOCK.expectation(), Expectation.ofFile("x.tar"))) {
      assertInstanceOf(DecodedObject.Absent.class,
          ObjectChecker.check(expected, StoredBytes.whole(bytes)).decoded());
    }
  }

  /// Bytes of a first section changed, and its CRC put right again, in every copy.
  @Property(tries = 500)
  void forgedHeadsGiveTypedOutcomes(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    byte[] bytes = recipe.encode().bytes().toByteArray();
    var random = new SplitMix64(seed);
    int end = HeadImage.trailerEndingAt(ByteSlice.of(bytes), 512 + 3072).isPresent()
        ? 512 + 3072
        : 512 + 3584;
    int last = end - 5;
    for (int i = random.between(1, 4); i > 0; i--) {
      // Mostly in the trailer and in the message, which holds the numbers.
      int at = random.oneIn(2) ? random.between(end - 16, last) : random.between(512, last);
      bytes[at] = (byte) (random.oneIn(2) ? 0xFF : random.next());
    }
    putCrc(bytes, 512, end);
    forEveryReader(bytes, recipe);
  }

  private static void putCrc(byte[] bytes, int start, int end) {
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(end - 4, Crc32.of(bytes, start, end - 4 - start));
  }

  private static void forEveryReader(byte[] bytes, Recipe recipe) {
    for (Expectation expected : List.of(recipe.expectation(), Expectation.ofFile("x.tar"))) {
      Checked checked = ObjectChecker.check(expected, StoredBytes.whole(bytes));
      assertFalse(checked.intact() && checked.mended().isPresent());
      checked.mended()
          .ifPresent(mended -> assertTrue(
              ObjectChecker.check(expected, StoredBytes.whole(mended.toByteArray())).intact(),
              "what was mended is intact"));
    }
  }

  @Property
  void mutatedObjectsGiveTypedOutcomes(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    byte[] bytes = recipe.encode().bytes().toByteArray();
    var random = new SplitMix64(seed);
    for (int i = random.between(1, 5); i > 0; i--) {
      int at = random.below(bytes.length + 1);
      int count = random.between(1, 9000);
      bytes = switch (random.below(5)) {
        case 0 -> new Damage.Drop(at, count).of(bytes);
        case 1 -> new Damage.Shift(random.next(), at, count).of(bytes);
        case 2 -> new Damage.Shift(random.next(), at, 512 * (count % 16)).of(bytes);
        case 3 -> new Damage.Burst(random.next(), at, count).of(bytes);
        default -> new Damage.Truncate(at).of(bytes);
      };
    }
    forEveryReader(bytes, recipe);
  }

  @Test
  void unreadableRangesBeyondTheFileAreHarmless() {
    byte[] bytes = BLOCK.encode().bytes().toByteArray();
    for (Range range : List.of(new Range(0, Long.MAX_VALUE), new Range(bytes.length, 1L << 40),
        new Range(1L << 33, 1L << 34), new Range(5, 5))) {
      ObjectChecker.check(BLOCK.expectation(),
          new StoredBytes(ByteSlice.of(bytes), List.of(range)));
    }
  }

  /// A short file whose head claims the largest payload that there is.
  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void hugeClaimsOfAShortFileCostNoMoreThanTheLimits() {
    Recipe huge = SampleObjects.block(1 << 27, RedundancyProfile.STRONG);
    ObjectHead head = SampleHeads.complete(huge.description(), 1 << 27, huge.profile());
    byte[] image = HeadImage.render(head, ByteSlice.of(head.toByteArray()));
    byte[] bytes = new byte[512 + image.length];
    System.arraycopy(image, 0, bytes, 512, image.length);
    long allocated = allocated();
    Checked checked = ObjectChecker.check(huge.expectation(), StoredBytes.whole(bytes));
    assertTrue(allocated() - allocated < 1L << 29, "at most 512 MiB");
    assertInstanceOf(DecodedObject.Lost.class, checked.decoded());
  }

  /// 64 MiB in which every 512 bytes end a first section of a legal head of the expected object, each
  /// claiming what `payloadLength` and `sections` say.
  private static byte[] fullOfStarts(ObjectHead head, int sections, int text) {
    byte[] message = head.toByteArray();
    int length = HeadImage.sectionEnd(0, sections);
    byte[] bytes = new byte[1 << 26];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int beginning = Math.min(message.length, 496 - text % 512);
    for (int chunk = 0; chunk < bytes.length; chunk += 512) {
      System.arraycopy(message, 0, bytes, chunk + text % 512, beginning);
      int end = chunk + 512;
      out.position(end - 16)
          .putShort((short) 0)
          .putShort((short) sections)
          .putInt(text)
          .putInt(message.length);
      if (end >= length) {
        putCrc(bytes, end - length, end);
      }
    }
    return bytes;
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void fileFullOfHeadsIsReadInReasonableTime() {
    // One section each, complete and legal: only the text's length must fit.
    ObjectHead small = SampleHeads.complete(SampleHeads.block(69), 3000, RedundancyProfile.NONE);
    int text = HeadImage.shape(small, small.getSerializedSize()).orElseThrow().textBytes();
    assertTrue(text % 512 + small.getSerializedSize() <= 496, "message in one piece");
    expectNoObject(fullOfStarts(small, 1, text), true);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void fileFullOfFirstSectionsIsReadInReasonableTime() {
    ObjectHead huge = SampleHeads.complete(SampleHeads.block(69), 1 << 27,
        RedundancyProfile.STRONG);
    expectNoObject(fullOfStarts(huge, 128, 0), false);
    expectNoObject(fullOfStarts(huge, 37, 1024), false);
  }

  private static void expectNoObject(byte[] bytes, boolean legal) {
    StoredBytes stored = StoredBytes.whole(bytes);
    assertEquals(legal, HeadFinder.elsewhere(stored.bytes(), _ -> true).findAny().isPresent(),
        "the file is as hostile as it is meant to be");
    for (Expectation expected : List.of(BLOCK.expectation(), Expectation.ofFile("x.tar"))) {
      long allocated = allocated();
      Checked checked = ObjectChecker.check(expected, stored);
      assertFalse(checked.decoded() instanceof DecodedObject.Good);
      long spent = allocated() - allocated;
      assertTrue(spent < 32L * bytes.length, "what is set aside, most of it briefly: " + spent);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
