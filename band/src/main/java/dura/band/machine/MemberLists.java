package dura.band.machine;

import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.GroupKind;
import dura.band.model.GroupLine;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet.IllegalSheet;
import dura.proto.GroupMember;
import dura.proto.GroupParity;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Which objects are the members of a band's groups: from SHA256SUMS, from the heads of parity
/// objects, from the order of the objects, in the precedence of format-spec/50-erasure.md.
final class MemberLists {
  /// A group as far as it is known.
  ///
  /// @param number of the group
  /// @param nominal k of the outer code
  /// @param line what the tail says of it, where there is a tail
  /// @param members in order; empty where no list was found that counts
  /// @param parity object SHA-256 of the parity objects, where SHA256SUMS says it
  record Group(int number, int nominal, Optional<GroupLine> line,
      Optional<List<Sums.Line>> members, List<Optional<ByteSlice>> parity) {
    Group with(List<Sums.Line> list) {
      return new Group(number, nominal, line, Optional.of(list), parity);
    }

    /// The group for a repair; without members where no list counts.
    ///
    /// @param head of the band, where known
    /// @param elsewhere other paths where objects of the group stand
    GroupPlan plan(BandName band, Optional<BandHead> head,
        List<GroupPlan.Elsewhere> elsewhere) {
      return new GroupPlan(band, head, number, nominal,
          members.orElse(List.of())
              .stream()
              .map(member -> new GroupPlan.Member(member.object(), member.sha256()))
              .toList(),
          parity, elsewhere);
    }
  }

  private MemberLists() {}

  /// The groups that a tail names, with what SHA256SUMS says of them.
  static List<Group> ofTail(BandName band, BandTail tail, Optional<ByteSlice> sums,
      boolean proven) {
    List<Optional<Sums.Line>> lines = sums.map(bytes -> lines(band, bytes)).orElse(List.of());
    var groups = new ArrayList<Group>();
    int at = 1;
    for (GroupLine line : tail.groups()) {
      Optional<List<Sums.Line>> members = slice(lines, at, line.members())
          .filter(list -> matches(band, list, line));
      var parity = new ArrayList<Optional<ByteSlice>>();
      for (int index = 0; index < line.parity(); index++) {
        ObjectId id = ObjectId.of(band, ObjectName.parity(line.number(), index));
        parity.add(proven
            ? slice(lines, at + line.members() + index, 1)
                .filter(one -> one.getFirst().object().equals(id))
                .map(one -> one.getFirst().sha256())
            : Optional.empty());
      }
      int nominal = line.kind().shape(tail.head().profile()).members();
      groups.add(new Group(line.number(), Math.max(nominal, line.members()), Optional.of(line),
          members, parity));
      at += line.members() + line.parity();
    }
    return groups;
  }

  /// The lines that can be read, each at its place.
  private static List<Optional<Sums.Line>> lines(BandName band, ByteSlice sums) {
    var lines = new ArrayList<Optional<Sums.Line>>();
    String text = new String(sums.array(), sums.offset(), sums.length(),
        StandardCharsets.ISO_8859_1);
    for (String line : text.split("\n", -1)) {
      try {
        List<Sums.Line> parsed = Sums.parse(band, ByteSlice.utf8(line + "\n"));
        lines.add(parsed.size() == 1 ? Optional.of(parsed.getFirst()) : Optional.empty());
      } catch (IllegalSheet _) {
        lines.add(Optional.empty());
      }
    }
    return lines;
  }

  private static Optional<List<Sums.Line>> slice(List<Optional<Sums.Line>> lines, int from,
      int count) {
    if (from + count > lines.size()) {
      return Optional.empty();
    }
    List<Optional<Sums.Line>> slice = lines.subList(from, from + count);
    return slice.stream().allMatch(Optional::isPresent)
        ? Optional.of(slice.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  private static boolean matches(BandName band, List<Sums.Line> members, GroupLine line) {
    return members.size() == line.members()
        && Sha256.of(text(band, members)).equals(line.listSha256());
  }

  /// The lines as they stand in the file of `band`.
  static ByteSlice text(BandName band, List<Sums.Line> lines) {
    var text = new StringBuilder();
    lines.forEach(line -> text.append(line.render(band)));
    return ByteSlice.utf8(text.toString());
  }

  /// Fills in the lists that parity heads have, where they are those that the tail names; where none
  /// is, the list that most heads have.
  static List<Group> withParityHeads(BandName band, List<Group> groups,
      List<GroupParity> heads) {
    return groups.stream().map(group -> {
      if (group.members().isPresent()) {
        return group;
      }
      List<GroupParity> own =
          heads.stream().filter(head -> head.getNumber() == group.number()).toList();
      return own.stream()
          .map(head -> members(band, head))
          .filter(list -> group.line().filter(line -> matches(band, list, line)).isPresent())
          .findFirst()
          .or(() -> majority(own).map(head -> members(band, head)))
          .map(group::with)
          .orElse(group);
    }).toList();
  }

  /// The groups of a band without a tail: what its parity heads say.
  static List<Group> ofParityHeads(BandName band, List<GroupParity> heads) {
    var byNumber = new TreeMap<Integer, List<GroupParity>>();
    heads.forEach(
        head -> byNumber.computeIfAbsent(head.getNumber(), _ -> new ArrayList<>()).add(head));
    var groups = new ArrayList<Group>();
    byNumber.forEach((number, own) -> majority(own).ifPresent(head -> {
      var parity = new ArrayList<Optional<ByteSlice>>();
      for (int index = 0; index < head.getParityObjects(); index++) {
        parity.add(Optional.empty());
      }
      groups.add(new Group(number, head.getNominalMembers(), Optional.empty(),
          Optional.of(members(band, head)), parity));
    }));
    return groups;
  }

  private static Optional<GroupParity> majority(List<GroupParity> heads) {
    var votes = new HashMap<List<GroupMember>, Integer>();
    heads.forEach(head -> votes.merge(head.getMemberList(), 1, Integer::sum));
    return heads.reversed()
        .stream()
        .max(Comparator.comparingInt(head -> votes.get(head.getMemberList())));
  }

  private static List<Sums.Line> members(BandName band, GroupParity head) {
    return head.getMemberList()
        .stream()
        .map(member -> new Sums.Line(
            ObjectId.of(BandName.parse(member.getBand()).orElse(band),
                new ObjectName(member.getObject())),
            ByteSlice.of(member.getSha256())))
        .toList();
  }

  /// Fills in lists that follow from the order of the objects: groups take blocks, and index objects,
  /// by number. Only what the tail's hash proves is taken.
  ///
  /// @param sha256 object SHA-256 of an object, where it is whole
  static List<Group> inOrder(BandName band, List<Group> groups,
      Function<ObjectId, Optional<ByteSlice>> sha256) {
    Map<GroupKind, Integer> next = new HashMap<>();
    var filled = new ArrayList<Group>();
    for (Group group : groups) {
      if (group.line().isEmpty()) {
        filled.add(group);
        continue;
      }
      GroupLine line = group.line().get();
      int first = next.getOrDefault(line.kind(), 0);
      next.put(line.kind(), first + line.members());
      filled.add(group.members().isPresent()
          ? group
          : run(band, line, first, sha256)
              .filter(list -> matches(band, list, line))
              .map(group::with)
              .orElse(group));
    }
    return filled;
  }

  private static Optional<List<Sums.Line>> run(BandName band, GroupLine line, int first,
      Function<ObjectId, Optional<ByteSlice>> sha256) {
    var lines = new ArrayList<Sums.Line>();
    for (int number = first; number < first + line.members(); number++) {
      ObjectId id = ObjectId.of(band, name(line.kind(), number));
      Optional<ByteSlice> hash = sha256.apply(id);
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      lines.add(new Sums.Line(id, hash.get()));
    }
    return Optional.of(lines);
  }

  static ObjectName name(GroupKind kind, int number) {
    return switch (kind) {
      case DATA -> ObjectName.block(number);
      case INDEX -> ObjectName.index(number);
    };
  }
}
