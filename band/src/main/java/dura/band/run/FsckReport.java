package dura.band.run;

import dura.band.machine.BandState;
import dura.band.machine.BandSummary;
import dura.band.machine.Finding;
import dura.band.machine.Finding.Outcome;
import dura.band.machine.RepairAction;
import dura.band.machine.RepairResult;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a check, or a repair after it, came to.
///
/// @param archiveId of the archive, where a header was found
/// @param isArchive whether there is an archive, or something of one
/// @param findings what is wrong, one for each path, in a fixed order
/// @param bands the bands, in order
/// @param plan what a repair would do, in order; empty after one
/// @param results what a repair did
public record FsckReport(Optional<ByteSlice> archiveId, boolean isArchive,
    List<Finding> findings, List<BandSummary> bands, List<RepairAction> plan,
    List<RepairResult> results) {
  public FsckReport {
    findings = merged(findings);
    bands = List.copyOf(bands);
    plan = List.copyOf(plan);
    results = List.copyOf(results);
  }

  /// What the check of a single object outside any archive came to.
  public static FsckReport ofObject(Optional<Finding> finding) {
    return new FsckReport(Optional.empty(), false, finding.stream().toList(), List.of(),
        List.of(), List.of());
  }

  /// What checks of parts of one archive come to together: what one check of all the parts would
  /// have come to.
  public static FsckReport union(List<FsckReport> parts) {
    var findings = new ArrayList<Finding>();
    var bands = new TreeMap<BandName, BandSummary>();
    for (FsckReport part : parts) {
      findings.addAll(part.findings());
      part.bands().forEach(band -> bands.merge(band.name(), band, BandSummary::plus));
    }
    return new FsckReport(
        parts.stream().flatMap(part -> part.archiveId().stream()).findFirst(),
        parts.stream().anyMatch(FsckReport::isArchive), findings, List.copyOf(bands.values()),
        List.of(), parts.stream().flatMap(part -> part.results().stream()).toList());
  }

  /// An object that groups of two bands have is found twice: what the one that knows best says counts.
  private static List<Finding> merged(List<Finding> findings) {
    var byPath = new LinkedHashMap<String, Finding>();
    for (Finding finding : findings) {
      boolean notice = finding.outcome() == Outcome.NOTICE;
      byPath.merge(notice ? "notice " + finding.path() : finding.path(), finding, (one, other) -> {
        var alarms = new ArrayList<>(one.alarms());
        other.alarms().stream().filter(alarm -> !alarms.contains(alarm)).forEach(alarms::add);
        Outcome better = rank(other.outcome()) < rank(one.outcome())
            ? other.outcome()
            : one.outcome();
        return new Finding(one.path(), alarms, better);
      });
    }
    return List.copyOf(byPath.values());
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case REPAIRED -> 0;
      case COVERED -> 1;
      case REPAIRABLE -> 2;
      case CONFLICT -> 3;
      case DENIED -> 4;
      case LOST -> 5;
      case NOTICE -> 6;
    };
  }

  /// How many findings have `outcome`.
  public long count(Outcome outcome) {
    return findings.stream().filter(finding -> finding.outcome() == outcome).count();
  }

  /// Whether nothing is damaged.
  public boolean isClean() {
    return findings.stream().allMatch(finding -> finding.outcome() == Outcome.NOTICE);
  }

  /// Whether damage is there that no repair has made good.
  public boolean isDamageLeft() {
    return findings.stream()
        .anyMatch(finding -> !Set.of(Outcome.NOTICE, Outcome.REPAIRED, Outcome.COVERED)
            .contains(finding.outcome()));
  }

  /// How often each alarm was raised.
  public Map<AlarmCode, Integer> alarmCounts() {
    var counts = new TreeMap<AlarmCode, Integer>();
    for (Finding finding : findings) {
      for (Alarm alarm : finding.alarms()) {
        counts.merge(alarm.code(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /// Bands that lost something: of their own, or in groups of other bands that they refer to. Pruned
  /// ones are not among them: what is left of them is there for others.
  public Set<BandName> affectedBands() {
    var affected = new TreeSet<BandName>();
    for (Finding finding : findings) {
      boolean lost = finding.outcome() == Outcome.LOST || finding.outcome() == Outcome.CONFLICT
          || finding.outcome() == Outcome.DENIED;
      int slash = finding.path().indexOf('/');
      if (lost && slash > 0) {
        BandName.parse(finding.path().substring(0, slash)).ifPresent(affected::add);
      }
    }
    Map<BandName, List<Integer>> lostGroups = new TreeMap<>();
    bands.forEach(band -> lostGroups.put(band.name(), band.lostGroups()));
    for (BandSummary band : bands) {
      boolean refers = band.refers()
          .stream()
          .anyMatch(groups -> lostGroups.getOrDefault(groups.band(), List.of())
              .stream()
              .anyMatch(group -> group >= groups.first() && group <= groups.last()));
      if (refers) {
        affected.add(band.name());
      }
    }
    bands.stream()
        .filter(band -> band.state() == BandState.PRUNED)
        .forEach(band -> affected.remove(band.name()));
    return affected;
  }

  /// Objects that were looked at in all bands.
  public long objects() {
    return bands.stream().mapToLong(BandSummary::objects).sum();
  }
}
