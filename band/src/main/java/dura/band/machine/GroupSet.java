package dura.band.machine;

import dura.proto.GroupRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Groups of any bands: what a reference to a hunk says lies below it. Bands are numbers of an
/// [Ancestry]. Never changes.
final class GroupSet {
  static final GroupSet NONE = new GroupSet(Map.of());

  private final Map<Integer, BitSet> byBand;

  private GroupSet(Map<Integer, BitSet> byBand) {
    this.byBand = byBand;
  }

  private boolean has(int band, int group) {
    BitSet numbers = byBand.get(band);
    return numbers != null && numbers.get(group);
  }

  GroupSet plus(int band, int group) {
    return has(band, group)
        ? this
        : plus(List.of(
            GroupRange.newBuilder().setBand(band).setFirst(group).setCount(1).build()));
  }

  /// The groups of this set and of `ranges`.
  GroupSet plus(Collection<GroupRange> ranges) {
    var all = new TreeMap<Integer, BitSet>();
    byBand.forEach((band, numbers) -> all.put(band, (BitSet) numbers.clone()));
    for (GroupRange range : ranges) {
      all.computeIfAbsent(range.getBand(), _ -> new BitSet())
          .set(range.getFirst(), range.getFirst() + range.getCount());
    }
    return new GroupSet(all);
  }

  /// The groups as the index has them: the longest runs, by number of the band and of the group.
  List<GroupRange> ranges() {
    var ranges = new ArrayList<GroupRange>();
    new TreeMap<>(byBand).forEach((band, numbers) -> {
      for (int first = numbers.nextSetBit(0); first >= 0; first = numbers
          .nextSetBit(numbers.nextClearBit(first))) {
        ranges.add(GroupRange.newBuilder()
            .setBand(band)
            .setFirst(first)
            .setCount(numbers.nextClearBit(first) - first)
            .build());
      }
    });
    return ranges;
  }
}
