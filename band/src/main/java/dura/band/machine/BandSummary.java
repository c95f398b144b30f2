package dura.band.machine;

import dura.band.model.ForeignGroups;
import dura.spec.BandName;
import java.util.List;
import java.util.stream.Stream;

/// What a check found of a band as a whole.
///
/// @param name of the band
/// @param state how far it is
/// @param objects looked at: blocks, index objects, parity objects
/// @param damaged objects among them that are not whole
/// @param lostGroups numbers of groups with objects that cannot be recreated
/// @param refers groups of other bands that its index refers to
/// @param groups its own groups, as far as they are known, in order
public record BandSummary(BandName name, BandState state, long objects, long damaged,
    List<Integer> lostGroups, List<ForeignGroups> refers, List<GroupSummary> groups) {
  public BandSummary {
    groups = List.copyOf(groups);
    lostGroups = List.copyOf(lostGroups);
    refers = List.copyOf(refers);
  }

  /// This and what was found of other objects of the band.
  public BandSummary plus(BandSummary other) {
    return new BandSummary(name, state, objects + other.objects, damaged + other.damaged,
        Stream.concat(lostGroups.stream(), other.lostGroups.stream()).distinct().sorted().toList(),
        Stream.concat(refers.stream(), other.refers.stream()).distinct().toList(),
        Stream.concat(groups.stream(), other.groups.stream()).toList());
  }
}
