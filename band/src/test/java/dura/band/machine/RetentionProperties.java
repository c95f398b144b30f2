package dura.band.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.Retention.Candidate;
import dura.band.machine.Retention.Decision;
import dura.band.machine.Retention.Interval;
import dura.band.machine.Retention.Reason;
import dura.band.machine.Retention.Rules;
import dura.band.machine.Retention.SourceSet;
import dura.band.machine.Retention.Span;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Which bands a policy keeps.
class RetentionProperties {
  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final int HOURS = 20_000;

  private static SourceSet set(int number) {
    return new SourceSet("host" + number % 2, Set.of(ByteSlice.utf8("src" + number / 2)));
  }

  /// Bands whose hours are any: most in the past, some in the future, in no order.
  private static List<Candidate> bands(List<Integer> hours) {
    var bands = new ArrayList<Candidate>();
    for (int i = 0; i < hours.size(); i++) {
      bands.add(new Candidate(BandName.of(i + 1, i), BEGIN.plus(Duration.ofHours(hours.get(i))),
          Optional.of(set(i % 3)), i % 11 == 0 ? Set.of("keep") : Set.of(), true));
    }
    return bands;
  }

  private static Rules rules(int count) {
    var counts = new EnumMap<Interval, Integer>(Interval.class);
    for (Interval interval : Interval.values()) {
      counts.put(interval, count);
    }
    return new Rules(count, counts, Optional.empty(), Set.of());
  }

  private static Set<BandName> kept(List<Candidate> bands, Rules rules, Instant now) {
    return Retention.decide(bands, rules, now, ZONE)
        .stream()
        .filter(Decision::kept)
        .map(decision -> decision.band().name())
        .collect(Collectors.toSet());
  }

  @Property(tries = 200)
  void theNewestOfASetStays(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 30_000) Integer> hours,
      @ForAll @IntRange(max = 3) int count) {
    List<Candidate> bands = bands(hours);
    Set<BandName> kept = kept(bands, rules(count), NOW);
    Map<SourceSet, BandName> newest = new HashMap<>();
    bands.forEach(band -> newest.put(band.set().orElseThrow(), band.name()));
    assertTrue(kept.containsAll(newest.values()));
  }

  @Property(tries = 200)
  void moreKeepsMore(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 30_000) Integer> hours,
      @ForAll @IntRange(max = 10) int count, @ForAll @IntRange(max = 10) int more) {
    List<Candidate> bands = bands(hours);
    assertTrue(kept(bands, rules(count + more), NOW).containsAll(kept(bands, rules(count), NOW)));
  }

  @Property(tries = 200)
  void whatAClockThatJumpedWroteStays(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 30_000) Integer> hours) {
    List<Candidate> bands = bands(hours);
    List<Decision> decisions = Retention.decide(bands, rules(1), NOW, ZONE);
    Map<SourceSet, Instant> latest = new HashMap<>();
    for (Decision decision : decisions) {
      Candidate band = decision.band();
      Instant before = latest.getOrDefault(band.set().orElseThrow(), Instant.MIN);
      if (band.ended().isAfter(NOW)) {
        assertTrue(decision.reasons().contains(Reason.FUTURE));
      } else if (band.ended().isBefore(before)) {
        assertTrue(decision.reasons().contains(Reason.BACKWARDS));
      } else {
        latest.put(band.set().orElseThrow(), band.ended());
      }
    }
  }

  @Property(tries = 200)
  void aBandOfAWrongClockTakesNobodysPlace(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = HOURS) Integer> hours,
      @ForAll @IntRange(max = 59) int at, @ForAll @IntRange(max = 4) int count) {
    List<Candidate> bands = bands(hours.stream().sorted().toList());
    Set<BandName> before = kept(bands, rules(count), NOW);
    var with = new ArrayList<>(bands);
    int place = Math.min(at, bands.size());
    with.add(place, new Candidate(BandName.of(place, 1L << 30), NOW.plusSeconds(1),
        Optional.of(set(0)), Set.of(), true));
    assertTrue(kept(with, rules(count), NOW).containsAll(before));
  }

  /// The clock of whoever prunes decides nothing but what is of the future.
  @Property(tries = 100)
  void aLaterNowDeletesNoMoreThanTheBandsSay(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = HOURS) Integer> hours) {
    List<Candidate> bands = bands(hours);
    assertEquals(kept(bands, rules(2), NOW),
        kept(bands, rules(2), NOW.plus(Duration.ofDays(36_500))));
  }

  @Test
  void intervalsKeepTheirNewest() {
    var bands = new ArrayList<Candidate>();
    Instant begin = Instant.parse("2026-01-01T01:00:00Z");
    for (int i = 0; i < 100; i++) {
      bands.add(new Candidate(BandName.of(i + 1, i), begin.plus(Duration.ofHours(12L * i)),
          Optional.of(set(0)), i == 5 ? Set.of("x") : Set.of(), true));
    }
    var rules = new Rules(1, Map.of(Interval.DAY, 3, Interval.MONTH, 2),
        Optional.of(new Span(Period.ZERO, Duration.ofHours(36))), Set.of("x"));
    Set<Integer> kept = Retention.decide(bands, rules, NOW, ZoneOffset.UTC)
        .stream()
        .filter(Decision::kept)
        .map(decision -> decision.band().name().sequence())
        .collect(Collectors.toSet());
    // 36 hours: 97..100; days: 100, 98, 96; months: 100 (February 19), 62 (January 31); tag: 6.
    assertEquals(new HashSet<>(List.of(6, 62, 96, 97, 98, 99, 100)), kept);
  }

  @Test
  void whatNobodyVouchesForStaysAndCountsForNothing() {
    var bands = new ArrayList<>(bands(List.of(1, 2, 3, 4, 5, 6)));
    bands.add(new Candidate(BandName.of(7, 7), NOW, Optional.of(set(0)), Set.of(), false));
    bands.add(new Candidate(BandName.of(8, 8), NOW, Optional.empty(), Set.of(), true));
    List<Decision> decisions = Retention.decide(bands, rules(1), NOW, ZONE);
    assertEquals(Set.of(Reason.UNVOUCHED), decisions.get(6).reasons());
    assertEquals(Set.of(Reason.SET_UNKNOWN), decisions.get(7).reasons());
    assertTrue(decisions.get(5).reasons().contains(Reason.NEWEST));
    assertEquals(Set.of(), decisions.getFirst().reasons());
  }
}
