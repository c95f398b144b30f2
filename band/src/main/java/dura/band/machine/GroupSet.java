package dura.band.machine;

import dura.proto.GroupRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Groups of the band being written: what a reference to a hunk says lies below it.
final class GroupSet {
  static final GroupSet NONE = new GroupSet(new BitSet());

  private final BitSet numbers;

  private GroupSet(BitSet numbers) {
    this.numbers = numbers;
  }

  GroupSet plus(int group) {
    if (numbers.get(group)) {
      return this;
    }
    var more = (BitSet) numbers.clone();
    more.set(group);
    return new GroupSet(more);
  }

  /// The groups as the index has them.
  List<GroupRange> ranges() {
    var ranges = new ArrayList<GroupRange>();
    for (int first = numbers.nextSetBit(0); first >= 0; first = numbers
        .nextSetBit(numbers.nextClearBit(first))) {
      ranges.add(GroupRange.newBuilder()
          .setFirst(first)
          .setCount(numbers.nextClearBit(first) - first)
          .build());
    }
    return ranges;
  }

  /// The groups that any of `ranges` has, and `group`.
  static GroupSet of(List<GroupRange> ranges, int group) {
    var numbers = new BitSet();
    ranges.forEach(range -> numbers.set(range.getFirst(), range.getFirst() + range.getCount()));
    numbers.set(group);
    return new GroupSet(numbers);
  }
}
