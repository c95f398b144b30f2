package dura.band.machine;

import dura.band.machine.BandTargets.Target;
import dura.band.machine.CheckState.Gathered;
import dura.band.machine.MemberLists.Group;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import dura.spec.BandName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The objects of a band, cut into slices of whole units: after each slice conclusions are drawn.
///
/// @param all objects of the band
/// @param slice the ones that are being looked at
/// @param rest those of the portion that come behind the slice
record BandSlices(List<Target> all, List<Target> slice, List<Target> rest) {
  static final BandSlices NONE = new BandSlices(List.of(), List.of(), List.of());

  /// The slices of what a portion has of a band, in front of the first.
  static BandSlices of(BandName band, List<Target> all, CheckPortion portion) {
    var units = new HashMap<Integer, Boolean>();
    List<Target> wanted = all.stream()
        .filter(target -> units.computeIfAbsent(target.unit(),
            unit -> portion.has(new CheckUnit(band, unit))))
        .toList();
    return new BandSlices(all, List.of(), wanted);
  }

  /// Whether nothing comes behind the slice.
  boolean isLast() {
    return rest.isEmpty();
  }

  /// The next slice: whole units, until there are `atLeast` objects.
  BandSlices next(int atLeast) {
    int end = 0;
    while (end < rest.size() && (end < atLeast
        || rest.get(end).unit() == rest.get(end - 1).unit())) {
      end++;
    }
    return new BandSlices(all, rest.subList(0, end), rest.subList(end, rest.size()));
  }

  /// The last unit of the slice.
  Optional<CheckUnit> lastUnit(BandName band) {
    return slice.isEmpty()
        ? Optional.empty()
        : Optional.of(new CheckUnit(band, slice.getLast().unit()));
  }

  /// Whether something is to be concluded: of a band without objects, what its lists say.
  boolean isJudged(BandName band, CheckPortion portion) {
    return !slice.isEmpty()
        || all.isEmpty() && portion.has(new CheckUnit(band, CheckUnit.UNGROUPED));
  }

  /// The groups among `groups` that the slice has.
  List<Group> groups(List<Group> groups) {
    Set<Integer> units = new HashSet<>();
    slice.forEach(target -> units.add(target.unit()));
    boolean divided = all.stream().anyMatch(target -> target.unit() != CheckUnit.UNGROUPED);
    return groups.stream()
        .filter(group -> units.contains(divided ? group.number() : CheckUnit.UNGROUPED))
        .toList();
  }

  /// What is asked of the objects of the slice.
  List<CheckQuestion> questions(Optional<ByteSlice> archiveId, CheckDepth depth) {
    return slice.stream().map(target -> question(target, archiveId, depth)).toList();
  }

  /// Whether something is lost unless it stands somewhere in the archive under another's name.
  ///
  /// @param looks at objects of the slice that are not whole
  boolean needsStrays(List<Group> groups, List<Gathered> looks) {
    Map<Integer, Integer> bad = new HashMap<>();
    Set<Integer> hopeful = new HashSet<>();
    for (Gathered answer : looks) {
      Look look = (Look) answer.answer();
      int unit = slice.get(answer.number()).unit();
      if (!look.isIntact()) {
        bad.merge(unit, 1, Integer::sum);
      }
      if (StraySearch.mayStandElsewhere(look)) {
        hopeful.add(unit);
      }
    }
    Map<Integer, Integer> parity = new HashMap<>();
    groups.forEach(group -> parity.put(group.number(), group.parity().size()));
    return hopeful.stream()
        .anyMatch(unit -> bad.getOrDefault(unit, 0) > parity.getOrDefault(unit, 0));
  }

  private static CheckQuestion question(Target target, Optional<ByteSlice> archiveId,
      CheckDepth depth) {
    return new CheckQuestion.ObjectAt(
        new Expectation(target.id().path(), archiveId, Optional.of(target.id())),
        target.sha256(), depth, CheckQuestion.Keep.NOTHING);
  }
}
