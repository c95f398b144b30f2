package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Which bands a policy keeps. Bands are judged by the sets they belong to, each set by itself. A band
/// whose set or time cannot be trusted is kept, and takes no other's place.
public final class Retention {
  /// Why a band is kept.
  public enum Reason {
    /// The newest of its set.
    NEWEST,
    LAST,
    HOURLY,
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY,
    WITHIN,
    TAG,
    /// It ended later than now: some clock is wrong.
    FUTURE,
    /// It ended before a band that is older: some clock was wrong.
    BACKWARDS,
    /// Host and sources cannot be read.
    SET_UNKNOWN,
    /// No listed signer vouches for it.
    UNVOUCHED
  }

  /// What is backed up from where.
  ///
  /// @param host as its bands name it
  /// @param sources names of its sources
  public record SourceSet(String host, Set<ByteSlice> sources) {
    public SourceSet {
      sources = Set.copyOf(sources);
    }
  }

  /// A finished band.
  ///
  /// @param ended when it ended, as it says itself
  /// @param set empty where its index cannot be read
  /// @param tags its tags
  /// @param vouched whether its tail is one that a writer would build on
  public record Candidate(BandName name, Instant ended, Optional<SourceSet> set, Set<String> tags,
      boolean vouched) {
    public Candidate {
      tags = Set.copyOf(tags);
    }
  }

  /// A span of time back from the newest band of a set.
  ///
  /// @param days years, months and days
  /// @param time what is shorter than a day
  public record Span(Period days, Duration time) {}

  /// What is to be kept of each set.
  ///
  /// @param last newest bands
  /// @param counts for each kind of interval, of how many of them that have bands the newest is kept
  /// @param within everything as old as this, counted back from the newest band
  /// @param tags every band with one of these
  public record Rules(int last, Map<Interval, Integer> counts, Optional<Span> within,
      Set<String> tags) {
    public Rules {
      counts = Map.copyOf(counts);
      tags = Set.copyOf(tags);
    }

    /// Whether nothing would be kept but the newest.
    public boolean isEmpty() {
      return last == 0 && counts.values().stream().allMatch(count -> count == 0)
          && within.isEmpty() && tags.isEmpty();
    }
  }

  /// Kinds of interval, as the calendar of a time zone cuts time.
  public enum Interval {
    HOUR(Reason.HOURLY, time -> time.toEpochSecond() / 3600),
    DAY(Reason.DAILY, time -> time.toLocalDate().toEpochDay()),
    WEEK(Reason.WEEKLY, time -> 100L * time.get(IsoFields.WEEK_BASED_YEAR)
        + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
    MONTH(Reason.MONTHLY, time -> time.getLong(ChronoField.PROLEPTIC_MONTH)),
    YEAR(Reason.YEARLY, time -> (long) time.getYear());

    private final Reason reason;
    private final Function<ZonedDateTime, Long> number;

    Interval(Reason reason, Function<ZonedDateTime, Long> number) {
      this.reason = reason;
      this.number = number;
    }
  }

  /// What becomes of a band.
  ///
  /// @param reasons why it is kept; none where it goes
  public record Decision(Candidate band, Set<Reason> reasons) {
    public boolean kept() {
      return !reasons.isEmpty();
    }
  }

  private Retention() {}

  /// Decides about `bands`.
  ///
  /// @param bands all finished ones, in order
  /// @param now only tells which bands are of the future
  /// @param zone in which hours, days, weeks, months and years are meant
  public static List<Decision> decide(List<Candidate> bands, Rules rules, Instant now,
      ZoneId zone) {
    var reasons = new LinkedHashMap<BandName, Set<Reason>>();
    var sets = new LinkedHashMap<SourceSet, List<Candidate>>();
    for (Candidate band : bands) {
      Set<Reason> own = EnumSet.noneOf(Reason.class);
      reasons.put(band.name(), own);
      if (!band.vouched()) {
        own.add(Reason.UNVOUCHED);
      } else if (band.set().isEmpty()) {
        own.add(Reason.SET_UNKNOWN);
      } else {
        sets.computeIfAbsent(band.set().get(), _ -> new ArrayList<>()).add(band);
      }
    }
    for (List<Candidate> set : sets.values()) {
      decideSet(set, rules, now, zone, reasons);
    }
    return bands.stream()
        .map(band -> new Decision(band, Set.copyOf(reasons.getOrDefault(band.name(), Set.of()))))
        .toList();
  }

  private static void decideSet(List<Candidate> set, Rules rules, Instant now, ZoneId zone,
      Map<BandName, Set<Reason>> reasons) {
    var newestFirst = new ArrayList<Candidate>();
    Instant latest = Instant.MIN;
    for (Candidate band : set) {
      if (band.ended().isAfter(now)) {
        add(reasons, band, Reason.FUTURE);
      } else if (band.ended().isBefore(latest)) {
        add(reasons, band, Reason.BACKWARDS);
      } else {
        latest = band.ended();
        newestFirst.addFirst(band);
      }
    }
    add(reasons, set.getLast(), Reason.NEWEST);
    if (!newestFirst.isEmpty()) {
      add(reasons, newestFirst.getFirst(), Reason.NEWEST);
    }
    newestFirst.stream()
        .limit(rules.last())
        .forEach(band -> add(reasons, band, Reason.LAST));
    rules.counts()
        .forEach((interval, count) -> decideInterval(newestFirst, interval, count, zone, reasons));
    rules.within().ifPresent(span -> {
      Instant from = newestFirst.isEmpty()
          ? Instant.MAX
          : newestFirst.getFirst()
              .ended()
              .atZone(zone)
              .minus(span.days())
              .minus(span.time())
              .toInstant();
      newestFirst.stream()
          .filter(band -> !band.ended().isBefore(from))
          .forEach(band -> add(reasons, band, Reason.WITHIN));
    });
    set.stream()
        .filter(band -> band.tags().stream().anyMatch(rules.tags()::contains))
        .forEach(band -> add(reasons, band, Reason.TAG));
  }

  private static void decideInterval(List<Candidate> newestFirst, Interval interval, int count,
      ZoneId zone, Map<BandName, Set<Reason>> reasons) {
    int kept = 0;
    Optional<Long> last = Optional.empty();
    for (Candidate band : newestFirst) {
      Optional<Long> number = Optional.of(interval.number.apply(band.ended().atZone(zone)));
      if (kept < count && !number.equals(last)) {
        add(reasons, band, interval.reason);
        kept++;
        last = number;
      }
    }
  }

  private static void add(Map<BandName, Set<Reason>> reasons, Candidate band, Reason reason) {
    reasons.computeIfAbsent(band.name(), _ -> EnumSet.noneOf(Reason.class)).add(reason);
  }
}
