package dura.band.machine;

import dura.band.model.GroupKind;
import dura.band.model.GroupLine;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.GroupMember;
import dura.proto.GroupParity;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.RedundancyProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which objects of a band share outer parity: groups are opened, filled and closed here, and what
/// SHA256SUMS and the tail say of them is gathered (format-spec/50-erasure.md, 75-band.md).
///
/// @param profile decides how many members and parity objects a group has
/// @param next number of the next group
/// @param open groups that still lack members, or parity
/// @param done complete groups
record GroupLedger(RedundancyProfile profile, int next, List<Open> open, Chain<Done> done) {
  /// A place in a group.
  record Place(int group, int member) {}

  /// A group that is being filled.
  ///
  /// @param assigned places given away
  /// @param stored members that are durable, in any order
  /// @param closed no further member is taken
  /// @param parity parity objects that are durable, in any order
  /// @param asked whether parity was asked for
  record Open(int number, GroupKind kind, int assigned, Chain<GroupMember> stored, boolean closed,
      Chain<GroupMember> parity, boolean asked) {
    List<GroupMember> members() {
      return sorted(stored);
    }

    private static List<GroupMember> sorted(Chain<GroupMember> objects) {
      // Foreign members first, in the order of their bands.
      return objects.toList()
          .stream()
          .sorted(Comparator.<GroupMember, Boolean>comparing(member -> member.getBand().isEmpty())
              .thenComparing(GroupMember::getBand)
              .thenComparing(GroupMember::getObject))
          .toList();
    }
  }

  /// A complete group: what SHA256SUMS and the tail say of it.
  record Done(GroupLine line, ByteSlice sums) {}

  static GroupLedger of(RedundancyProfile profile) {
    return new GroupLedger(profile, 0, List.of(), Chain.empty());
  }

  /// The place that the next object of `kind` gets.
  Place nextPlace(GroupKind kind) {
    return open.stream()
        .filter(group -> group.kind() == kind && !group.closed())
        .findFirst()
        .map(group -> new Place(group.number(), group.assigned()))
        .orElse(new Place(next, 0));
  }

  /// Gives away the place that [#nextPlace] names.
  GroupLedger assign(GroupKind kind) {
    Place place = nextPlace(kind);
    int full = kind.shape(profile).members();
    var groups = new ArrayList<>(open);
    if (place.member() == 0) {
      groups.add(new Open(place.group(), kind, 1, Chain.empty(), full == 1, Chain.empty(), false));
      return new GroupLedger(profile, next + 1, List.copyOf(groups), done);
    }
    return replace(place.group(), group -> new Open(group.number(), kind, group.assigned() + 1,
        group.stored(), group.assigned() + 1 == full, group.parity(), group.asked()));
  }

  /// Gives away the next `count` places.
  GroupLedger assign(GroupKind kind, int count) {
    GroupLedger all = this;
    for (int i = 0; i < count; i++) {
      all = all.assign(kind);
    }
    return all;
  }

  private interface Change {
    Open of(Open group);
  }

  private GroupLedger replace(int number, Change change) {
    return new GroupLedger(profile, next,
        open.stream().map(group -> group.number() == number ? change.of(group) : group).toList(),
        done);
  }

  /// A member of group `number` is durable.
  GroupLedger stored(int number, GroupMember member) {
    return replace(number, group -> new Open(group.number(), group.kind(), group.assigned(),
        group.stored().plus(member), group.closed(), group.parity(), group.asked()));
  }

  /// No group takes further members of `kind`.
  GroupLedger close(GroupKind kind) {
    return new GroupLedger(profile, next,
        open.stream()
            .map(group -> group.kind() == kind
                ? new Open(group.number(), group.kind(),
                    group.assigned(), group.stored(), true, group.parity(), group.asked())
                : group)
            .toList(),
        done);
  }

  /// Groups whose parity can be written now.
  List<Open> readyForParity() {
    return open.stream()
        .filter(group -> group.closed() && !group.asked()
            && group.stored().size() == group.assigned())
        .toList();
  }

  /// Notes that the parity of group `number` is being written.
  GroupLedger parityAsked(int number) {
    return replace(number, group -> new Open(group.number(), group.kind(), group.assigned(),
        group.stored(), true, group.parity(), true));
  }

  /// What parity object `index` of `group` says of the group.
  GroupParity describe(Open group, int index) {
    RedundancyProfile.GroupShape shape = group.kind().shape(profile);
    return GroupParity.newBuilder()
        .setNumber(group.number())
        .setIndex(index)
        .setParityObjects(shape.parityObjects())
        .setNominalMembers(shape.members())
        .addAllMember(group.members())
        .build();
  }

  /// A parity object of group `number` is durable.
  GroupLedger parityStored(int number, GroupMember parity) {
    return replace(number, group -> new Open(group.number(), group.kind(), group.assigned(),
        group.stored(), true, group.parity().plus(parity), true));
  }

  /// Moves groups that have all their parity to the complete ones.
  GroupLedger settle(BandName band) {
    var still = new ArrayList<Open>();
    Chain<Done> complete = done;
    for (Open group : open) {
      int wanted = group.kind().shape(profile).parityObjects();
      if (group.asked() && group.parity().size() == wanted) {
        complete = complete.plus(done(band, group));
      } else {
        still.add(group);
      }
    }
    return new GroupLedger(profile, next, List.copyOf(still), complete);
  }

  private Done done(BandName band, Open group) {
    ByteSlice members = lines(band, group.members());
    ByteSlice parity = lines(band, Open.sorted(group.parity()));
    var line = new GroupLine(group.number(), group.kind(), group.assigned(),
        group.parity().size(), Sha256.of(members));
    byte[] sums = new byte[members.length() + parity.length()];
    members.copyTo(sums, 0);
    parity.copyTo(sums, members.length());
    return new Done(line, ByteSlice.of(sums));
  }

  private static ByteSlice lines(BandName band, List<GroupMember> objects) {
    var text = new StringBuilder();
    objects.forEach(object -> text.append(new Sums.Line(
        ObjectId.of(BandName.parse(object.getBand()).orElse(band),
            new ObjectName(object.getObject())),
        ByteSlice.of(object.getSha256())).render(band)));
    return ByteSlice.utf8(text.toString());
  }

  /// Complete groups in order of their numbers.
  List<Done> inOrder() {
    return done.toList().stream().sorted(Comparator.comparingInt(d -> d.line().number())).toList();
  }
}
