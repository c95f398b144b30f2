package dura.band.run;

import dura.band.machine.GroupPlan;
import dura.band.model.Descriptions;
import dura.codec.bytes.ByteSlice;
import dura.proto.GroupMember;
import dura.proto.GroupParity;
import dura.proto.ObjectHead;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.util.List;
import java.util.Optional;

/// Parity objects as functions of their group (format-spec/50-erasure.md).
final class ParityObjects {
  private ParityObjects() {}

  /// The lengths of all members in bytes, in order, as the head of a parity object says them; empty
  /// where it lists other members than the group has.
  static Optional<int[]> lengths(GroupPlan plan, ObjectHead parity) {
    List<GroupMember> listed = parity.getGroup().getMemberList();
    if (listed.size() != plan.members().size()
        || parity.getGroup().getNominalMembers() != plan.nominal()) {
      return Optional.empty();
    }
    int[] lengths = new int[listed.size()];
    for (int member = 0; member < lengths.length; member++) {
      GroupMember found = listed.get(member);
      ObjectId id = ObjectId.of(BandName.parse(found.getBand()).orElse(plan.band()),
          new ObjectName(found.getObject()));
      boolean same = id.equals(plan.members().get(member).id())
          && ByteSlice.of(found.getSha256()).equals(plan.members().get(member).sha256());
      if (!same || found.getLength() < 0 || found.getLength() > Limits.MAX_OBJECT_BYTES) {
        return Optional.empty();
      }
      lengths[member] = (int) found.getLength();
    }
    return longest(lengths) == parity.getPayloadLength()
        ? Optional.of(lengths)
        : Optional.empty();
  }

  /// Bytes of the longest member: the payload of every parity object.
  static int longest(int[] lengths) {
    int longest = 0;
    for (int length : lengths) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /// The parity object of a place; empty where the band's head is not known.
  ///
  /// @param lengths of all members
  static Optional<ByteSlice> object(GroupPlan plan, int place, int[] lengths, ByteSlice payload) {
    if (plan.head().isEmpty()) {
      return Optional.empty();
    }
    var group = GroupParity.newBuilder()
        .setNumber(plan.number())
        .setIndex(place - plan.nominal())
        .setParityObjects(plan.parity().size())
        .setNominalMembers(plan.nominal());
    for (int member = 0; member < lengths.length; member++) {
      GroupPlan.Member listed = plan.members().get(member);
      boolean own = listed.id().band().equals(Optional.of(plan.band()));
      group.addMember(GroupMember.newBuilder()
          .setBand(own ? "" : listed.id().band().map(BandName::toString).orElse(""))
          .setObject(listed.id().name().text())
          .setLength(lengths[member])
          .setSha256(listed.sha256().toByteString()));
    }
    return Optional.of(Descriptions.parity(plan.head().get(), group.build(), payload).bytes());
  }
}
