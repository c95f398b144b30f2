package dura.codec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.HeadFinder;
import dura.codec.envelope.ObjectRenderer;
import dura.codec.envelope.StoredBytes;
import dura.codec.head.SampleHeads;
import dura.codec.pipeline.SampleObjects.Recipe;
import dura.spec.RedundancyProfile;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ObjectRoundTripProperties {
  private static final int K_MAX = RedundancyProfile.MAX_DATA_SHARDS * 4096;

  @Provide
  Arbitrary<Recipe> objects() {
    return SampleObjects.any(150_000, RedundancyProfile.values());
  }

  @Property
  void anyObjectComesBack(@ForAll("objects") Recipe recipe) {
    comesBack(recipe);
  }

  @Example
  void payloadsOfEveryLengthAtWhichSomethingChangesComeBack() {
    for (RedundancyProfile profile : RedundancyProfile.values()) {
      for (int length : new int[] {0, 1, 511, 512, 513, 4095, 4096, 4097, 32_767, 32_768, 32_769,
        K_MAX - 1, K_MAX, K_MAX + 1, 2 * K_MAX + 1, 5_000_000}) {
        comesBack(SampleObjects.block(length, profile));
      }
    }
  }

  private static void comesBack(Recipe recipe) {
    EncodedObject object = recipe.encode();
    assertEquals(Sha256.of(object.bytes()), object.sha256());
    StoredBytes stored = StoredBytes.whole(object.bytes().toByteArray());
    for (Expectation expected : List.of(recipe.expectation(), Expectation.ofFile("object.tar"))) {
      var good = assertInstanceOf(DecodedObject.Good.class,
          ObjectDecoder.decode(expected, stored));
      assertEquals(List.of(), good.alarms());
      assertEquals(object.head(), good.found().head());
      assertEquals(recipe.payload(), good.payload());
      ObjectChecker.Checked checked = ObjectChecker.check(expected, stored);
      assertTrue(checked.intact());
      assertTrue(checked.mended().isEmpty());
    }
  }

  @Property
  void bytesAreAPureFunctionOfHeadAndPayload(@ForAll("objects") Recipe recipe) {
    EncodedObject object = recipe.encode();
    assertEquals(object, recipe.encode());
    var good = assertInstanceOf(DecodedObject.Good.class,
        ObjectDecoder.decode(recipe.expectation(),
            StoredBytes.whole(object.bytes().toByteArray())));
    HeadFinder.Found found = good.found();
    assertEquals(object.bytes(), ByteSlice.of(ObjectRenderer.render(found.head(),
        found.message(), good.payload(), good.parity())));
    assertEquals(0, found.origin());
  }

  @Example
  void descriptionThatIsNoLegalHeadIsRefused() {
    var wrong = SampleHeads.block(1).toBuilder().setObject("i0000001").build();
    assertThrows(IllegalArgumentException.class,
        () -> ObjectEncoder.encode(wrong, ByteSlice.EMPTY, RedundancyProfile.NONE));
    assertThrows(IllegalArgumentException.class,
        () -> ObjectEncoder.encode(SampleHeads.longDescription(500_000), ByteSlice.EMPTY,
            RedundancyProfile.NONE));
  }

  @Example
  void objectIsTheSameFromASliceOfALargerArray() {
    Recipe recipe = SampleObjects.block(50_000, RedundancyProfile.STANDARD);
    byte[] larger = new byte[70_000];
    recipe.payload().copyTo(larger, 777);
    assertEquals(recipe.encode(), ObjectEncoder.encode(recipe.description(),
        ByteSlice.of(larger, 777, 50_000), recipe.profile()));
  }
}
