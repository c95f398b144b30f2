package dura.band.machine;

import dura.band.machine.MemberLists.Group;
import dura.band.model.BandTail;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.GroupParity;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The groups of a band as a reader finds them who wants single objects of them back: member lists
/// in the precedence of format-spec/50-erasure.md. Never changes.
public final class BandGroups {
  private final BandName band;
  private final boolean finished;
  private final List<Group> groups;
  private final Map<ObjectId, Group> byMember = new HashMap<>();

  private BandGroups(BandName band, boolean finished, List<Group> groups) {
    this.band = band;
    this.finished = finished;
    this.groups = groups;
    for (Group group : groups) {
      for (Sums.Line member : group.members().orElse(List.of())) {
        byMember.putIfAbsent(member.object(), group);
      }
    }
  }

  /// The groups that the tail of a band names, with the lists that SHA256SUMS has of them; none
  /// where there is no tail.
  ///
  /// @param sums the file SHA256SUMS
  public static BandGroups of(BandName band, Optional<BandTail> tail, Optional<ByteSlice> sums) {
    return new BandGroups(band, tail.isPresent(), tail
        .map(found -> MemberLists.ofTail(band, found, sums,
            sums.map(Sha256::of).equals(Optional.of(found.sumsSha256()))))
        .orElse(List.of()));
  }

  /// Whether the members of all groups are known, so that the heads of parity objects say nothing
  /// that counts.
  public boolean isComplete() {
    return finished && groups.stream().allMatch(group -> group.members().isPresent());
  }

  /// These groups with the lists that parity objects have, where no better ones are known.
  ///
  /// @param heads what the parity objects of the band say of their groups
  public BandGroups with(List<GroupParity> heads) {
    return new BandGroups(band, finished, finished
        ? MemberLists.withParityHeads(band, groups, heads)
        : MemberLists.ofParityHeads(band, heads));
  }

  /// The members of the groups whose lists are known, in order, by number of the group.
  public SortedMap<Integer, List<Sums.Line>> lists() {
    var lists = new TreeMap<Integer, List<Sums.Line>>();
    groups.forEach(group -> group.members().ifPresent(list -> lists.put(group.number(), list)));
    return lists;
  }

  /// Those of the groups of which every object is there.
  ///
  /// @param present whether an object is there
  public BandGroups closed(Predicate<ObjectId> present) {
    return new BandGroups(band, finished, groups.stream().filter(group -> {
      GroupPlan plan = group.plan(band, Optional.empty(), List.of());
      return group.members().isPresent() && !plan.parity().isEmpty()
          && plan.places().stream().map(plan::id).allMatch(present);
    }).toList());
  }

  /// All members of the groups whose lists are known.
  public Set<ObjectId> members() {
    return Set.copyOf(byMember.keySet());
  }

  /// The group that `member` is in, as far as is needed to recreate members: with what a repair put
  /// aside.
  public Optional<GroupPlan> groupOf(ObjectId member) {
    return Optional.ofNullable(byMember.get(member)).map(group -> {
      GroupPlan plan = group.plan(band, Optional.empty(), List.of());
      return group.plan(band, Optional.empty(), plan.places()
          .stream()
          .map(place -> new GroupPlan.Elsewhere(place, RootCheck.REPAIR + "/" + plan.path(place)))
          .toList());
    });
  }
}
