package dura.band.run;

import dura.band.machine.GroupPlan;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.GroupParity;
import dura.codec.erasure.GroupRepair;
import dura.codec.erasure.Shard;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.spec.Limits;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Recreates objects of a group. Objects that were thought to be whole and are not are erasures as
/// well; memory holds the erased objects and one more.
final class GroupRebuild {
  /// Where objects of the group come from.
  interface Source {
    /// The whole object of a place, repaired in memory if need be; empty where it cannot be had.
    Optional<ByteSlice> whole(int place);
  }

  /// No profile's groups need more; a forged list could ask for any amount.
  private static final long MAX_ERASED_BYTES = 4L * Limits.MAX_OBJECT_BYTES;

  private final GroupPlan plan;
  private final Source source;
  private final BitSet erased = new BitSet();

  private GroupRebuild(GroupPlan plan, List<Integer> erased, Source source) {
    this.plan = plan;
    this.source = source;
    erased.forEach(this.erased::set);
  }

  /// The erased objects by their places: those of them that come out with the SHA-256 they must have.
  /// None where too many are erased.
  static Map<Integer, ByteSlice> rebuild(GroupPlan plan, List<Integer> erased, Source source) {
    var rebuild = new GroupRebuild(plan, erased, source);
    if (plan.nominal() + plan.parity().size() > Limits.MAX_SHARDS) {
      return Map.of();
    }
    while (rebuild.erased.cardinality() <= plan.parity().size()) {
      int before = rebuild.erased.cardinality();
      Optional<Map<Integer, ByteSlice>> objects =
          rebuild.erased.nextSetBit(0) < plan.members().size()
              ? rebuild.members()
              : rebuild.parityAlone();
      if (objects.isPresent()) {
        return objects.get();
      }
      if (rebuild.erased.cardinality() == before) {
        break;
      }
    }
    return Map.of();
  }

  /// Only parity is gone: it is computed from all members.
  private Optional<Map<Integer, ByteSlice>> parityAlone() {
    var parity = GroupParity.of(plan.nominal(), plan.parity().size());
    int[] lengths = new int[plan.members().size()];
    for (int member = 0; member < lengths.length; member++) {
      Optional<ByteSlice> object = source.whole(member);
      if (object.isEmpty()) {
        erased.set(member);
        return Optional.empty();
      }
      parity.append(member, shard(object.get()));
      lengths[member] = object.get().length();
    }
    var objects = new TreeMap<Integer, ByteSlice>();
    erased.stream()
        .forEach(place -> parityObject(place, lengths, parity.parity(place - plan.nominal()))
            .ifPresent(object -> objects.put(place, object)));
    return Optional.of(objects);
  }

  private Optional<Map<Integer, ByteSlice>> members() {
    Optional<int[]> known = lengths();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    int[] lengths = known.get();
    if ((long) ParityObjects.longest(lengths) * erased.cardinality() > MAX_ERASED_BYTES) {
      return Optional.empty();
    }
    Optional<GroupRepair> begun =
        GroupRepair.of(plan.nominal(), plan.parity().size(), lengths, erased);
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    GroupRepair repair = begun.get();
    BitSet needed = repair.needed();
    for (int place = needed.nextSetBit(0); place >= 0; place = needed.nextSetBit(place + 1)) {
      Optional<ByteSlice> bytes = source.whole(place);
      if (place >= plan.nominal()) {
        int at = place;
        bytes = bytes.flatMap(object -> decoded(at, object)).map(DecodedObject.Good::payload);
      }
      int expected = place < plan.nominal() ? lengths[place] : ParityObjects.longest(lengths);
      if (bytes.isEmpty() || bytes.get().length() != expected) {
        erased.set(place);
        return Optional.empty();
      }
      repair.append(place, shard(bytes.get()));
    }
    if (!repair.isComplete()) {
      return Optional.empty();
    }
    var objects = new TreeMap<Integer, ByteSlice>();
    erased.stream().forEach(place -> {
      Shard shard = repair.recovered(place);
      Optional<ByteSlice> object = place < plan.nominal()
          ? Optional.of(ByteSlice.of(shard.array(), shard.offset(), shard.length()))
          : parityObject(place, lengths, shard);
      object.filter(bytes -> isRight(place, bytes))
          .ifPresent(bytes -> objects.put(place, bytes));
    });
    return Optional.of(objects);
  }

  private boolean isRight(int place, ByteSlice object) {
    return plan.sha256(place).map(Sha256.of(object)::equals).orElse(true);
  }

  /// The lengths of all members, from the head of a parity object that lists the same ones.
  private Optional<int[]> lengths() {
    for (int place = plan.nominal(); place < plan.nominal() + plan.parity().size(); place++) {
      if (erased.get(place)) {
        continue;
      }
      int at = place;
      Optional<int[]> lengths =
          source.whole(place)
              .flatMap(object -> decoded(at, object))
              .flatMap(good -> ParityObjects.lengths(plan, good.found().head()));
      if (lengths.isPresent()) {
        return lengths;
      }
      erased.set(place);
      return Optional.empty();
    }
    return Optional.empty();
  }

  private Optional<DecodedObject.Good> decoded(int place, ByteSlice object) {
    var expected = new Expectation(plan.path(place), Optional.empty(),
        Optional.of(plan.id(place)));
    return ObjectDecoder.decode(expected,
        new StoredBytes(object, List.of())) instanceof DecodedObject.Good good
            ? Optional.of(good)
            : Optional.empty();
  }

  private Optional<ByteSlice> parityObject(int place, int[] lengths, Shard payload) {
    return ParityObjects.object(plan, place, lengths, ByteSlice.of(payload.toByteArray()))
        .filter(object -> isRight(place, object));
  }

  private static Shard shard(ByteSlice bytes) {
    return Shard.of(bytes.array(), bytes.offset(), bytes.length());
  }
}
