package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.CheckDepth;
import dura.band.machine.CheckPortion;
import dura.band.machine.CheckPortion.Part;
import dura.band.machine.CheckUnit;
import dura.band.machine.Finding;
import dura.band.store.Store;
import dura.spec.BandName;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Checks of parts of an archive: together they are the check of the whole, whatever is damaged and
/// however it was cut.
class CheckPortionProperties {
  /// Two bands with several groups each.
  static FsckArchive archive() throws Exception {
    return Sample.ARCHIVE;
  }

  private static final class Sample {
    private static final FsckArchive ARCHIVE = make();

    private static FsckArchive make() {
      try {
        return FsckArchive.severalGroups();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Damages some files; tails, sums and parity among them, and swaps some.
  private static FsckArchive damaged(SplitMix64 random, int oneIn) throws Exception {
    FsckArchive whole = archive();
    FsckArchive damaged = whole;
    for (String path : whole.paths()) {
      byte[] bytes = whole.bytes(path);
      if (random.oneIn(oneIn)) {
        damaged = switch (random.below(5)) {
          case 0 -> damaged.without(path);
          case 1 -> damaged.with(path, new Damage.Flip(random.next(), 20).of(bytes));
          case 2 -> damaged.with(path, new Damage.Truncate(random.below(bytes.length)).of(bytes));
          case 3 -> damaged.with(path, new Damage.Garbage(random.next()).of(bytes));
          default -> damaged.with(path,
              whole.bytes(whole.paths().get(random.below(whole.paths().size()))));
        };
      }
    }
    return damaged;
  }

  private static CheckOutcome check(Store store, CheckDepth depth, CheckPortion portion, int steps)
      throws Exception {
    var left = new int[] {steps};
    var request = new CheckRequest(depth, TestArchive.keys(), portion, 1, () -> left[0] <= 0,
        (_, _) -> left[0]--);
    try (var driver = new FsckDriver(store, 2, new RecordingMonitor())) {
      return driver.check(request);
    }
  }

  /// What a report says, whatever the order in which it was found.
  record Said(Map<String, Set<Object>> findings, long objects, Set<BandName> affected,
      boolean clean, boolean left) {
    static Said of(FsckReport report) {
      var findings = new TreeMap<String, Set<Object>>();
      for (Finding finding : report.findings()) {
        findings.merge(finding.outcome() + " " + finding.path(),
            new HashSet<>(finding.alarms()), (one, other) -> {
              one.addAll(other);
              return one;
            });
      }
      return new Said(findings, report.objects(), report.affectedBands(), report.isClean(),
          report.isDamageLeft());
    }
  }

  @Property(tries = 6)
  void shardsAreTheWhole(@ForAll long seed, @ForAll @IntRange(min = 2, max = 7) int shards,
      @ForAll @IntRange(min = 2, max = 12) int oneIn) throws Exception {
    Store store = damaged(new SplitMix64(seed), oneIn).store();
    CheckDepth depth = openable(store) ? CheckDepth.DEEP : CheckDepth.FULL;
    var parts = new ArrayList<FsckReport>();
    for (int shard = 1; shard <= shards; shard++) {
      parts.add(check(store, depth,
          new CheckPortion(new Part(shard, shards), Part.ALL, Optional.empty()),
          Integer.MAX_VALUE).report());
    }
    assertEquals(Said.of(FsckArchive.check(store, depth)), Said.of(FsckReport.union(parts)));
  }

  @Property(tries = 6)
  void samplesOfShardsAreTheWhole(@ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int shards,
      @ForAll @IntRange(min = 1, max = 5) int samples) throws Exception {
    Store store = damaged(new SplitMix64(seed), 6).store();
    var parts = new ArrayList<FsckReport>();
    for (int shard = 1; shard <= shards; shard++) {
      for (int sample = 1; sample <= samples; sample++) {
        parts.add(check(store, CheckDepth.FULL, new CheckPortion(new Part(shard, shards),
            new Part(sample, samples), Optional.empty()), Integer.MAX_VALUE).report());
      }
    }
    assertEquals(Said.of(FsckArchive.check(store, CheckDepth.FULL)),
        Said.of(FsckReport.union(parts)));
  }

  /// Every run ends for want of time, and the next goes on.
  @Property(tries = 6)
  void runsOneAfterTheOtherAreTheWhole(@ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3) int steps) throws Exception {
    Store store = damaged(new SplitMix64(seed), 6).store();
    var parts = new ArrayList<FsckReport>();
    CheckPortion portion = CheckPortion.WHOLE;
    Optional<CheckUnit> stopped;
    do {
      CheckOutcome outcome = check(store, CheckDepth.FULL, portion, steps);
      parts.add(outcome.report());
      stopped = outcome.stoppedAfter();
      Optional<CheckUnit> before = portion.after();
      stopped.ifPresent(unit -> assertTrue(
          before.filter(last -> unit.compareTo(last) <= 0).isEmpty(), "no way made"));
      portion = stopped.map(portion::after).orElse(portion);
    } while (stopped.isPresent());
    assertTrue(parts.size() > 1 || steps == 3, "some runs ended early");
    assertEquals(Said.of(FsckArchive.check(store, CheckDepth.FULL)),
        Said.of(FsckReport.union(parts)));
  }

  /// A run is killed and its last checkpoint is all that is left of it.
  @Property(tries = 6)
  void aCheckpointAndTheRestAreTheWhole(@ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int at) throws Exception {
    Store store = damaged(new SplitMix64(seed), 6).store();
    record Kept(CheckUnit unit, FsckReport report) {}
    var kept = new ArrayList<Kept>();
    var request =
        new CheckRequest(CheckDepth.FULL, TestArchive.keys(), CheckPortion.WHOLE, 1, () -> false,
            (unit, report) -> kept.add(new Kept(unit, report.get())));
    try (var driver = new FsckDriver(store, 2, new RecordingMonitor())) {
      driver.check(request);
    }
    if (kept.isEmpty()) {
      return;
    }
    Kept last = kept.get(Math.min(at, kept.size()) - 1);
    FsckReport rest = check(store, CheckDepth.FULL, CheckPortion.WHOLE.after(last.unit()),
        Integer.MAX_VALUE).report();
    assertEquals(Said.of(FsckArchive.check(store, CheckDepth.FULL)),
        Said.of(FsckReport.union(List.of(last.report(), rest))));
  }

  @Property(tries = 6)
  void deeperFindsWhatQuickFinds(@ForAll long seed,
      @ForAll @IntRange(min = 2, max = 12) int oneIn) throws Exception {
    Store store = damaged(new SplitMix64(seed), oneIn).store();
    Set<String> full = found(FsckArchive.check(store, CheckDepth.FULL));
    Set<String> quick = found(FsckArchive.check(store, CheckDepth.QUICK));
    assertTrue(full.containsAll(quick), () -> quick + " but " + full);
    if (openable(store)) {
      Set<String> deep = found(FsckArchive.check(store, CheckDepth.DEEP));
      assertTrue(deep.containsAll(full), () -> full + " but " + deep);
    }
  }

  /// Whether a header is left anywhere: without one no content can be looked at.
  private static boolean openable(Store store) throws Exception {
    try {
      ArchiveReader.open(store, TestArchive.keys(), new RecordingMonitor());
      return true;
    } catch (ArchiveException e) {
      assertTrue(e.reason() instanceof ArchiveException.Reason.NotAnArchive, e::toString);
      return false;
    }
  }

  private static Set<String> found(FsckReport report) {
    var paths = new HashSet<String>();
    report.findings().forEach(finding -> paths.add(finding.path()));
    return paths;
  }

  /// Every unit is in exactly one part, and of a band with many groups every part has as many as the
  /// others, up to one.
  @Property(tries = 50)
  void everyUnitIsInOnePart(@ForAll @IntRange(min = 1, max = 40) int shards,
      @ForAll @IntRange(min = 1, max = 40) int samples, @ForAll long random) {
    BandName band = BandName.of(7, random & ((1L << 40) - 1));
    var parts = new HashMap<String, Integer>();
    int units = 41;
    for (int number = 0; number < units; number++) {
      var unit = new CheckUnit(band, number);
      int in = 0;
      for (int shard = 1; shard <= shards; shard++) {
        for (int sample = 1; sample <= samples; sample++) {
          var portion = new CheckPortion(new Part(shard, shards), new Part(sample, samples),
              Optional.empty());
          if (portion.has(unit)) {
            in++;
            parts.merge(shard + " " + sample, 1, Integer::sum);
          }
        }
      }
      assertEquals(1, in);
    }
    int most = Math.ceilDiv(units, shards * samples);
    assertTrue(parts.values().stream().allMatch(count -> count <= most), parts::toString);
  }

  @Example
  void withoutDamageNothingIsFoundAndEverythingIsLookedAt() throws Exception {
    Store store = archive().store();
    FsckReport whole = FsckArchive.check(store, CheckDepth.FULL);
    assertEquals(List.of(), whole.findings());
    var parts = new ArrayList<FsckReport>();
    for (int sample = 1; sample <= 30; sample++) {
      parts.add(check(store, CheckDepth.FULL,
          new CheckPortion(Part.ALL, new Part(sample, 30), Optional.empty()),
          Integer.MAX_VALUE).report());
    }
    assertEquals(whole.objects(), parts.stream().mapToLong(FsckReport::objects).sum());
    assertTrue(parts.stream().filter(part -> part.objects() > 0).count() > 3, "cut in parts");
  }
}
