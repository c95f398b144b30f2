package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.SampleHeads;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Whole objects, for tests.
public final class SampleObjects {
  private SampleObjects() {}

  /// What an object is made from.
  ///
  /// @param seed of the payload
  public record Recipe(ObjectHead description, int payloadLength, long seed,
      RedundancyProfile profile) {
    /// The payload.
    public ByteSlice payload() {
      return ByteSlice.of(new SplitMix64(seed).bytes(payloadLength));
    }

    /// The object.
    public EncodedObject encode() {
      return ObjectEncoder.encode(description, payload(), profile);
    }

    /// What a reader of the archive expects in this object's place.
    public Expectation expectation() {
      return Expectation.of(SampleHeads.ARCHIVE_ID, SampleHeads.id(description));
    }

    @Override
    public String toString() {
      return SampleHeads.id(description) + " " + description.getContent() + " "
          + description.getSerializedSize() + " head bytes, payload " + payloadLength + " seed "
          + seed + ", " + profile;
    }
  }

  /// Any object with a payload of at most `mostPayload` bytes in any of `profiles`.
  public static Arbitrary<Recipe> any(int mostPayload, RedundancyProfile... profiles) {
    return Combinators.combine(SampleHeads.anyDescription(),
        SampleHeads.anyPayloadLength(mostPayload), Arbitraries.longs(),
        Arbitraries.of(profiles)).as(Recipe::new);
  }

  /// An unencrypted, uncompressed block with a payload of `length` bytes.
  public static Recipe block(int length, RedundancyProfile profile) {
    return new Recipe(SampleHeads.block(69), length, length, profile);
  }
}
