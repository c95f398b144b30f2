package dura.band.machine;

import dura.band.model.BandTail;
import dura.band.model.GroupLine;
import dura.band.model.GroupNumbers;
import dura.band.model.PrunedSheet;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What goes of one pruned or abandoned band: the sweep of mark and sweep (format-spec/75-band.md,
/// "Pruning").
///
/// @param keeps groups that are kept
/// @param sums SHA256SUMS of what is kept; empty of an abandoned band, which has none
/// @param gone paths of objects that go, in the order in which they do: without its parity a group is
///     none any more, so parity goes first
/// @param freedBytes their lengths
public record Sweep(GroupNumbers keeps, Optional<ByteSlice> sums, List<String> gone,
    long freedBytes) {
  public Sweep {
    gone = List.copyOf(gone);
  }

  /// The sweep of a pruned band; empty where it cannot be proved what its groups consist of: then
  /// nothing of it may go.
  ///
  /// @param tail the former one, whole
  /// @param sheet of its `pruned.tar`; of a band that is about to be pruned, one that keeps all
  /// @param file SHA256SUMS as it is
  /// @param present files in its folders and their lengths
  public static Optional<Sweep> ofPruned(BandTail tail, PrunedSheet sheet,
      Optional<ByteSlice> file, Map<String, Long> present, KeptGroups kept) {
    BandName band = sheet.band();
    GroupNumbers keeps = kept.of(band, sheet.keeps());
    Optional<List<Sums.Line>> lines = keeps.isEmpty()
        ? compose(tail, keeps, List.of())
        : file.flatMap(bytes -> proven(tail, sheet, bytes))
            .flatMap(
                all -> compose(tail, keeps, all));
    return lines.map(found -> {
      Set<ObjectId> stay = new HashSet<>();
      found.forEach(line -> stay.add(line.object()));
      return sweep(keeps, Optional.of(MemberLists.text(band, found)), present,
          id -> stay.contains(id) || kept.isMemberElsewhere(id));
    });
  }

  /// The sweep of a band that was given up; empty where all of it stays.
  ///
  /// @param groups its groups, as their parity objects tell
  public static Optional<Sweep> ofAbandoned(BandName band, BandGroups groups,
      Map<String, Long> present, KeptGroups kept) {
    GroupNumbers keeps = kept.named(band);
    Map<Integer, List<Sums.Line>> lists = groups.lists();
    if (kept.isWhole(band) || keeps.stream().anyMatch(group -> !lists.containsKey(group))) {
      return Optional.empty();
    }
    Set<ObjectId> stay = new HashSet<>();
    keeps.stream()
        .forEach(group -> lists.getOrDefault(group, List.of())
            .forEach(line -> stay.add(line.object())));
    return Optional.of(sweep(keeps, Optional.empty(), present,
        id -> stay.contains(id) || kept.isMemberElsewhere(id)
            || id.name().isParity() && keeps.has(id.name().number())));
  }

  private static Sweep sweep(GroupNumbers keeps, Optional<ByteSlice> sums,
      Map<String, Long> present, Predicate<ObjectId> stays) {
    var parity = new ArrayList<String>();
    var members = new ArrayList<String>();
    long freed = 0;
    for (Map.Entry<String, Long> file : present.entrySet()) {
      Optional<ObjectId> id = ObjectId.ofPath(file.getKey());
      if (id.isPresent() && !stays.test(id.get())) {
        (id.get().name().isParity() ? parity : members).add(file.getKey());
        freed += file.getValue();
      }
    }
    parity.addAll(members);
    return new Sweep(keeps, sums, parity, freed);
  }

  /// The lines of SHA256SUMS, where a sheet proves them: as they are, or, where pruning was interrupted
  /// before it wrote the file anew, those of them that are still kept.
  private static Optional<List<Sums.Line>> proven(BandTail tail, PrunedSheet sheet,
      ByteSlice file) {
    try {
      List<Sums.Line> lines = Sums.parse(sheet.band(), file);
      return Sha256.of(file).equals(sheet.sumsSha256())
          ? Optional.of(lines)
          : compose(tail, sheet.keeps(), lines).filter(
              kept -> Sha256.of(MemberLists.text(sheet.band(), kept)).equals(sheet.sumsSha256()));
    } catch (IllegalSheet _) {
      return Optional.empty();
    }
  }

  /// The line of the head, and those of `keeps` out of `lines`; empty where one is missing, or a list
  /// of members is not the one that the tail names.
  private static Optional<List<Sums.Line>> compose(BandTail tail, GroupNumbers keeps,
      List<Sums.Line> lines) {
    BandName band = tail.head().band();
    var kept = new ArrayList<Sums.Line>();
    kept.add(Sums.own(band, ObjectName.HEAD, tail.headSha256()));
    int at = 1;
    for (GroupLine group : tail.groups()) {
      if (!keeps.has(group.number())) {
        continue;
      }
      while (!stands(band, group, lines, at)) {
        at++;
        if (at > lines.size()) {
          return Optional.empty();
        }
      }
      int end = at + group.members() + group.parity();
      kept.addAll(lines.subList(at, end));
      at = end;
    }
    return Optional.of(kept);
  }

  private static boolean stands(BandName band, GroupLine group, List<Sums.Line> lines, int at) {
    int parity = at + group.members();
    if (parity + group.parity() > lines.size()) {
      return false;
    }
    for (int index = 0; index < group.parity(); index++) {
      ObjectId id = ObjectId.of(band, ObjectName.parity(group.number(), index));
      if (!lines.get(parity + index).object().equals(id)) {
        return false;
      }
    }
    return Sha256.of(MemberLists.text(band, lines.subList(at, parity)))
        .equals(group.listSha256());
  }
}
