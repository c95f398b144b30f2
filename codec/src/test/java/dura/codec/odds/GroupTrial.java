package dura.codec.odds;

import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// One full group of equal blocks and its parity objects, some sectors and some whole objects of them
/// lost at random, and both codes applied in turn until nothing improves: rows of an object with at
/// most m erasures, then 4 KiB columns through the group with at most as many unknown sectors as the
/// group has parity objects.
final class GroupTrial {
  private final StoredShape member;
  private final StoredShape parity;
  private final int members;
  private final int parityObjects;

  GroupTrial(int payloadLength, RedundancyProfile profile) {
    member = StoredShape.of(payloadLength, profile);
    parity = StoredShape.parityOf(member, profile);
    members = profile.dataGroup().members();
    parityObjects = profile.dataGroup().parityObjects();
  }

  /// What came of some trials: in how many a block was lost.
  ///
  /// @param inner by the inner code alone
  /// @param whole by the inner code and then the outer code over whole objects
  /// @param both by both codes, cell by cell
  record Losses(int inner, int whole, int both) {
    static Losses none() {
      return new Losses(0, 0, 0);
    }

    Losses plus(boolean inner, boolean whole, boolean both) {
      return new Losses(this.inner + (inner ? 1 : 0), this.whole + (whole ? 1 : 0),
          this.both + (both ? 1 : 0));
    }
  }

  /// Tries again and again.
  ///
  /// @param rate the chance of every sector to be bad
  /// @param lostObjects objects of the group, parity among them, that are gone as a whole
  Losses run(int trials, double rate, int lostObjects, long seed) {
    var random = new SplitMix64(seed);
    Losses losses = Losses.none();
    for (int i = 0; i < trials; i++) {
      losses = once(losses, rate, lostObjects, random);
    }
    return losses;
  }

  /// The share of single objects that the inner code does not give back.
  static double singles(StoredShape shape, int trials, double rate, long seed) {
    var random = new SplitMix64(seed);
    int lost = 0;
    for (int i = 0; i < trials; i++) {
      lost += draw(shape, rate, random).isRepairable() ? 0 : 1;
    }
    return (double) lost / trials;
  }

  private Losses once(Losses losses, double rate, int lostObjects, SplitMix64 random) {
    BitSet gone = someOf(members + parityObjects, lostObjects, random);
    List<BadSectors> states = new ArrayList<>();
    boolean anyMember = false;
    int beyond = 0;
    for (int place = 0; place < members + parityObjects; place++) {
      BadSectors state = draw(shape(place), gone.get(place) ? 1 : rate, random);
      states.add(state);
      if (!state.isRepairable()) {
        beyond++;
        anyMember |= place < members;
      }
    }
    return losses.plus(anyMember, anyMember && beyond > parityObjects,
        anyMember && beyond > parityObjects && !solve(states));
  }

  private StoredShape shape(int place) {
    return place < members ? member : parity;
  }

  private static BitSet someOf(int total, int count, SplitMix64 random) {
    var chosen = new BitSet();
    while (chosen.cardinality() < count) {
      chosen.set(random.below(total));
    }
    return chosen;
  }

  /// Bad sectors at this rate, found by jumping from one to the next.
  private static BadSectors draw(StoredShape shape, double rate, SplitMix64 random) {
    var bad = new BadSectors(shape);
    if (rate <= 0) {
      return bad;
    }
    double scale = StrictMath.log1p(-rate);
    for (long sector = jump(random, scale); sector < shape.sectors(); sector +=
        1 + jump(random, scale)) {
      bad.add((int) sector);
    }
    return bad;
  }

  private static long jump(SplitMix64 random, double scale) {
    double uniform = ((random.next() >>> 11) + 1) * 0x1p-53;
    return (long) (StrictMath.log(uniform) / scale);
  }

  /// Whether all members are known in the end.
  private boolean solve(List<BadSectors> states) {
    int columns = member.sectors();
    while (true) {
      int[] unknownIn = new int[columns];
      var unknown = new ArrayList<BitSet>();
      for (int place = 0; place < states.size(); place++) {
        BitSet here = columns(place, states.get(place));
        unknown.add(here);
        here.stream().forEach(column -> unknownIn[column]++);
      }
      if (unknown.subList(0, members).stream().allMatch(BitSet::isEmpty)) {
        return true;
      }
      boolean better = false;
      for (int place = 0; place < states.size(); place++) {
        int first = place < members ? 0 : parity.firstCellSector();
        for (int column : unknown.get(place).stream().toArray()) {
          if (unknownIn[column] <= parityObjects) {
            better |= states.get(place).remove(first + column);
          }
        }
      }
      if (!better) {
        return false;
      }
    }
  }

  /// The columns of the group in which the object at `place` is not known.
  private BitSet columns(int place, BadSectors state) {
    BitSet unknown = state.unknown();
    return place < members
        ? unknown
        : unknown.get(parity.firstCellSector(), parity.firstCellSector() + member.sectors());
  }
}
