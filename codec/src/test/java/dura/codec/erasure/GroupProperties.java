package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// [GroupParity] and [GroupRepair] on groups of any size.
class GroupProperties {
  private final List<Shard> members = new ArrayList<>();
  private int longest;

  private Samples fill(long seed, int count) {
    members.clear(); // one instance serves all tries
    longest = 0;
    Samples samples = new Samples(seed);
    for (int member = 0; member < count; member++) {
      Shard shard = samples.shard(samples.oneIn(8) ? 0 : samples.between(0, 3000));
      members.add(shard);
      longest = Math.max(longest, shard.length());
    }
    return samples;
  }

  /// Appends the objects piece by piece, in turns.
  private interface Sink {
    void append(int place, Shard piece);
  }

  private static void interleave(Samples samples, BitSet places, List<Shard> objects, Sink sink) {
    int[] done = new int[objects.size()];
    BitSet open = (BitSet) places.clone();
    while (!open.isEmpty()) {
      int place = open.nextSetBit(samples.between(0, open.length() - 1));
      Shard object = objects.get(place);
      int end = Math.min(object.length(), done[place] + samples.between(0, 1500));
      sink.append(place, object.slice(done[place], end));
      done[place] = end;
      open.set(place, end < object.length());
    }
  }

  private List<Shard> parity(Samples samples, int k, int m) {
    GroupParity group = GroupParity.of(k, m);
    interleave(samples, all(members.size()), members, group::append);
    List<Shard> parity = new ArrayList<>();
    for (int index = 0; index < m; index++) {
      parity.add(group.parity(index));
    }
    assertEquals(longest, group.length());
    return parity;
  }

  private static BitSet all(int count) {
    return CellSet.range(0, count).toBitSet();
  }

  /// Places without a member are shards of zeros.
  @Property(tries = 100)
  void parityIsThatOfJavaReedSolomon(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 48) int k,
      @ForAll @IntRange(max = 4) int m) {
    Samples samples = fill(seed, new Samples(~seed).between(0, k));
    List<Shard> parity = parity(samples, k, m);
    List<Shard> data = new ArrayList<>(members);
    while (data.size() < k) {
      data.add(Shard.empty());
    }
    byte[][] expected = Reference.parity(data, m, longest);
    for (int index = 0; index < m; index++) {
      assertArrayEquals(expected[index], parity.get(index).toByteArray());
    }
  }

  @Property
  void missingObjectsComeBack(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 48) int k,
      @ForAll @IntRange(max = 4) int m) {
    Samples samples = fill(seed, new Samples(~seed).between(1, k));
    List<Shard> objects = new ArrayList<>(members);
    while (objects.size() < k) {
      objects.add(Shard.empty());
    }
    objects.addAll(parity(samples, k, m));
    int count = members.size();
    BitSet missing = new BitSet();
    samples
        .choice(samples.between(0, Math.min(m, count)), count + m)
        .stream()
        .forEach(n -> missing.set(n < count ? n : k + n - count));
    GroupRepair repair = GroupRepair.of(k, m, lengths(), missing).orElseThrow();
    assertFalse(repair.needed().intersects(missing));
    assertTrue(repair.needed().cardinality() <= count);
    interleave(samples, repair.needed(), objects, repair::append);
    assertTrue(repair.isComplete());
    missing.stream()
        .forEach(
            place -> assertArrayEquals(
                objects.get(place).toByteArray(), repair.recovered(place).toByteArray()));
  }

  private int[] lengths() {
    return members.stream().mapToInt(Shard::length).toArray();
  }

  @Example
  void tooManyMissingIsNoRepair() {
    int[] lengths = {5, 6, 7};
    assertTrue(GroupRepair.of(48, 2, lengths, CellSet.of(0, 1, 2).toBitSet()).isEmpty());
    assertTrue(GroupRepair.of(48, 2, lengths, CellSet.of(0, 48, 49).toBitSet()).isEmpty());
    assertTrue(GroupRepair.of(48, 2, lengths, CellSet.of(0, 49).toBitSet()).isPresent());
  }

  @Example
  void onlyWhatIsNeededIsTaken() {
    GroupRepair repair =
        GroupRepair.of(4, 2, new int[] {5, 6, 7}, CellSet.of(1).toBitSet()).orElseThrow();
    assertEquals(CellSet.of(0, 2, 4).toBitSet(), repair.needed());
    Shard six = Shard.of(new byte[6]);
    for (int place : new int[] {0, 1, 3, 5}) {
      assertThrows(IllegalArgumentException.class, () -> repair.append(place, six));
    }
    repair.append(2, six);
    assertThrows(IllegalArgumentException.class, () -> repair.append(2, six));
    assertThrows(IllegalStateException.class, () -> repair.recovered(1));
    assertThrows(IllegalArgumentException.class, () -> repair.recovered(0));
  }

  @Example
  void placesThatDoNotExistAreRefused() {
    int[] three = {5, 6, 7};
    assertThrows(
        IllegalArgumentException.class, () -> GroupRepair.of(2, 2, three, new BitSet()));
    for (int place : new int[] {3, 6, 7}) {
      BitSet missing = CellSet.of(place).toBitSet();
      assertThrows(IllegalArgumentException.class, () -> GroupRepair.of(4, 2, three, missing));
    }
    GroupParity group = GroupParity.of(4, 2);
    assertThrows(
        IndexOutOfBoundsException.class, () -> group.append(4, Shard.of(new byte[1])));
    assertEquals(0, Arrays.stream(new int[] {0, 1, 2, 3}).map(group::memberLength).sum());
  }
}
