package dura.band.machine;

import dura.band.model.BandTail.ObjectCounts;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The objects of a band that a check looks at, in the order of SHA256SUMS and then by path.
final class BandTargets {
  /// An object that is looked at.
  ///
  /// @param sha256 object SHA-256 that it must have, where a list says so
  /// @param required whether it must be there
  /// @param unit number of the [CheckUnit] that it is looked at with
  record Target(ObjectId id, Optional<ByteSlice> sha256, boolean required, int unit) {}

  private BandTargets() {}

  /// The targets.
  ///
  /// @param groups of the band
  /// @param present files in the band's folders and their lengths
  static List<Target> of(BandName band, BandSheets sheets, List<MemberLists.Group> groups,
      Map<String, Long> present, CheckLedger ledger) {
    boolean pruned = sheets.state() == BandState.PRUNED && sheets.tail().isPresent();
    boolean finished = sheets.state() == BandState.FINISHED || pruned;
    var targets = new LinkedHashMap<ObjectId, Target>();
    boolean allKnown = groups.stream().allMatch(group -> group.members().isPresent());
    // Where a list has to be found out from the objects, all of them are needed at once.
    boolean divisible = sheets.tail().isEmpty() || sheets.sumsProven() && allKnown;
    for (MemberLists.Group group : groups) {
      int unit = divisible ? group.number() : CheckUnit.UNGROUPED;
      group.members()
          .orElse(List.of())
          .forEach(line -> targets.putIfAbsent(line.object(),
              new Target(line.object(), Optional.of(line.sha256()), true, unit)));
      for (int index = 0; index < group.parity().size(); index++) {
        ObjectId id = ObjectId.of(band, ObjectName.parity(group.number(), index));
        targets.putIfAbsent(id, new Target(id, group.parity().get(index), finished, unit));
      }
    }
    if (!allKnown && !pruned) {
      sheets.tail().ifPresent(tail -> counted(band, tail.objects(), targets));
    }
    var extra = new ArrayList<String>();
    for (Map.Entry<String, Long> file : present.entrySet()) {
      ObjectId id = ObjectId.ofPath(file.getKey()).orElseThrow();
      // What a pruned band does not keep any more goes, now or when pruning goes on.
      if (targets.containsKey(id) || pruned) {
        continue;
      }
      if (finished && allKnown) {
        extra.add(file.getKey());
      } else if (finished || file.getValue() != 0) {
        // In a band that was interrupted an empty file is what its killed writer left.
        targets.put(id, new Target(id, Optional.empty(), false, CheckUnit.UNGROUPED));
      }
    }
    extra.forEach(path -> ledger
        .notice(Alarm.found(AlarmCode.UNEXPECTED_FILE, path, "not named by SHA256SUMS")));
    // Parity that an interrupted writer did not come to is not missing.
    targets.values()
        .removeIf(target -> !target.required() && !present.containsKey(target.id().path()));
    return List.copyOf(targets.values());
  }

  private static void counted(BandName band, ObjectCounts counts, Map<ObjectId, Target> targets) {
    for (int number = 0; number < counts.blocks(); number++) {
      required(ObjectId.of(band, ObjectName.block(number)), targets);
    }
    for (int number = 0; number < counts.indexObjects(); number++) {
      required(ObjectId.of(band, ObjectName.index(number)), targets);
    }
  }

  private static void required(ObjectId id, Map<ObjectId, Target> targets) {
    targets.putIfAbsent(id, new Target(id, Optional.empty(), true, CheckUnit.UNGROUPED));
  }
}
