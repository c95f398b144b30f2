package dura.codec.erasure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Recreates the missing objects of a group from the others while these go by.
///
/// Objects are known by their places: members from 0, then the `m` parity objects from the nominal
/// `k` on. Memory holds the missing objects only. See format-spec/50-erasure.md.
public final class GroupRepair {
  private final int[] lengths;
  private final int[] done;
  private final BitSet sources;
  private final BitSet targets;
  private final byte[][] coefficients;
  private final byte[][] recovered;
  private final CodingLoop loop = CodingLoop.preferred();

  private GroupRepair(int[] lengths, BitSet sources, BitSet targets, byte[][] coefficients) {
    this.lengths = lengths;
    this.done = new int[lengths.length];
    this.sources = sources;
    this.targets = targets;
    this.coefficients = coefficients;
    this.recovered = new byte[targets.cardinality()][];
    int row = 0;
    for (int place = targets.nextSetBit(0); place >= 0; place = targets.nextSetBit(place + 1)) {
      recovered[row++] = new byte[lengths[place]];
    }
  }

  /// The repair of a group, or nothing if more objects are missing than the group has parity
  /// objects.
  ///
  /// Memory for the missing objects is set aside here: the caller checks the lengths before.
  ///
  /// @param members the nominal `k`
  /// @param parityObjects `m`
  /// @param memberLengths bytes of each actual member, in order; at most `k`
  /// @param missing the places of the missing objects
  /// @throws IllegalArgumentException if there is no such code, there are more members than places,
  ///     or a place without an object is said to be missing
  public static Optional<GroupRepair> of(
      int members, int parityObjects, int[] memberLengths, BitSet missing) {
    GeneratorMatrix matrix = GeneratorMatrix.of(members, parityObjects);
    int places = members + parityObjects;
    int firstEmpty = missing.nextSetBit(memberLengths.length);
    if (memberLengths.length > members
        || missing.length() > places
        || (firstEmpty >= 0 && firstEmpty < members)) {
      throw new IllegalArgumentException(
          memberLengths.length + " members, missing " + missing + ", in a group of " + places);
    }
    if (missing.cardinality() > parityObjects) {
      return Optional.empty();
    }
    int[] lengths = new int[places];
    int longest = 0;
    for (int member = 0; member < memberLengths.length; member++) {
      lengths[member] = memberLengths[member];
      longest = Math.max(longest, memberLengths[member]);
    }
    for (int place = members; place < places; place++) {
      lengths[place] = longest;
    }
    BitSet targets = (BitSet) missing.clone();
    BitSet sources = firstOthers(missing, members);
    byte[][] coefficients = matrix.interpolation(sources, targets);
    return Optional.of(new GroupRepair(lengths, sources, targets, coefficients));
  }

  private static BitSet firstOthers(BitSet missing, int count) {
    BitSet others = new BitSet();
    for (int place = missing.nextClearBit(0);
        others.cardinality() < count;
        place = missing.nextClearBit(place + 1)) {
      others.set(place);
    }
    return others;
  }

  /// The places of the objects that must be appended, whole: all members that are not missing, and
  /// as many parity objects as members are missing.
  public BitSet needed() {
    BitSet needed = new BitSet();
    sources.stream().filter(place -> lengths[place] > 0).forEach(needed::set);
    return needed;
  }

  /// Adds the next bytes of a needed object. Objects may take turns.
  ///
  /// @throws IllegalArgumentException if the object is not needed or gets longer than it is
  public void append(int place, Shard piece) {
    if (!sources.get(place) || piece.length() > lengths[place] - done[place]) {
      throw new IllegalArgumentException(piece.length() + " bytes too many of object " + place);
    }
    int from = done[place];
    int column = rank(sources, place);
    List<Shard> outputs = new ArrayList<>(recovered.length);
    byte[][] factors = new byte[recovered.length][1];
    for (int row = 0; row < recovered.length; row++) {
      outputs.add(Shard.of(recovered[row]).slice(from, from + piece.length()));
      factors[row][0] = coefficients[row][column];
    }
    loop.multiplyAdd(factors, List.of(piece), outputs);
    done[place] += piece.length();
  }

  /// Whether every needed object was appended to its end.
  public boolean isComplete() {
    return sources.stream().allMatch(place -> done[place] == lengths[place]);
  }

  /// The recreated object of a missing place.
  ///
  /// @throws IllegalArgumentException if the place is not one of the missing
  /// @throws IllegalStateException if not all needed bytes were appended
  public Shard recovered(int place) {
    if (!targets.get(place)) {
      throw new IllegalArgumentException("object " + place + " is not missing");
    }
    if (!isComplete()) {
      throw new IllegalStateException("not all needed objects were appended");
    }
    return Shard.of(recovered[rank(targets, place)]);
  }

  private static int rank(BitSet set, int place) {
    return set.get(0, place).cardinality();
  }
}
