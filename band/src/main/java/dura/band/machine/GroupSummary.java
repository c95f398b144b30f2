package dura.band.machine;

import dura.band.model.GroupKind;
import dura.band.model.GroupLine;
import dura.codec.bytes.ByteSlice;
import dura.proto.ObjectKind;
import dura.spec.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a check found of a group of the outer code: how many objects it has, and which of them are
/// not whole. The memory it takes is that of the damage, not of the archive.
///
/// @param number of the group
/// @param kind of its members
/// @param members how many; 0 where no list of them was found
/// @param parity how many parity objects
/// @param damaged objects that are not whole, by place
public record GroupSummary(int number, GroupKind kind, int members, int parity,
    List<Damaged> damaged) {
  /// An object that is not whole.
  ///
  /// @param place members from 0, then parity objects
  /// @param path below the archive
  /// @param length bytes of the file that stands there; 0 where none does
  public record Damaged(int place, String path, long length) {}

  public GroupSummary {
    damaged = List.copyOf(damaged);
  }

  /// The objects that a group has.
  public int objects() {
    return members + parity;
  }

  /// What the looks at a group's objects come to.
  ///
  /// @param present object files in the band's folders and their lengths
  static GroupSummary of(MemberLists.Group group, GroupPlan plan, Map<ObjectId, Look> looks,
      Map<String, Long> present) {
    var damaged = new ArrayList<Damaged>();
    int members = plan.members().size();
    for (int place : plan.places()) {
      ObjectId id = plan.id(place);
      Look look = looks.get(id);
      if (look != null && !isWhole(look, plan.sha256(place))) {
        damaged.add(new Damaged(place < plan.nominal() ? place : members + place - plan.nominal(),
            id.path(), present.getOrDefault(id.path(), 0L)));
      }
    }
    return new GroupSummary(group.number(), kind(group, plan), members, plan.parity().size(),
        damaged);
  }

  private static boolean isWhole(Look look, Optional<ByteSlice> listed) {
    return look.isIntact()
        && (listed.isEmpty() || look.ownSha256().isEmpty() || look.ownSha256().equals(listed));
  }

  private static GroupKind kind(MemberLists.Group group, GroupPlan plan) {
    return group.line()
        .map(GroupLine::kind)
        .orElseGet(() -> plan.members()
            .stream()
            .anyMatch(member -> member.id().name().fits(ObjectKind.INDEX))
                ? GroupKind.INDEX
                : GroupKind.DATA);
  }
}
