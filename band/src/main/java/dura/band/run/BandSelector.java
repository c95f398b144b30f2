package dura.band.run;

import dura.band.model.BandTail;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which band a user means: a name or the beginning of one, `latest`, `latest~N`, or a time, which
/// means the newest finished band that ended at or before it.
final class BandSelector {
  private static final Pattern LATEST = Pattern.compile("latest(?:~([0-9]{1,6}))?");
  private static final Pattern TIME = Pattern
      .compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2})(:[0-9]{2})?)?(Z)?");

  private BandSelector() {}

  /// The band of `bands` that `selector` means.
  ///
  /// @param bands in order
  /// @param zone in which a time without `Z` is meant
  static BandInfo select(List<BandInfo> bands, String selector, ZoneId zone)
      throws ArchiveException {
    Matcher latest = LATEST.matcher(selector);
    List<BandInfo> finished = bands.stream().filter(BandInfo::finished).toList();
    if (latest.matches()) {
      int back = latest.group(1) == null ? 0 : Integer.parseInt(latest.group(1));
      if (finished.isEmpty()) {
        throw new ArchiveException(new ArchiveException.Reason.NoBand());
      }
      if (back >= finished.size()) {
        throw none(selector);
      }
      return finished.get(finished.size() - 1 - back);
    }
    Matcher time = TIME.matcher(selector);
    if (time.matches()) {
      Instant until = endOf(selector, time, zone);
      return finished.reversed()
          .stream()
          .filter(band -> band.tail().map(BandTail::ended).filter(until::isAfter).isPresent())
          .findFirst()
          .orElseThrow(() -> none(selector));
    }
    return byName(bands, selector);
  }

  private static BandInfo byName(List<BandInfo> bands, String selector) throws ArchiveException {
    List<BandInfo> named = selector.isEmpty()
        ? List.of()
        : bands.stream().filter(band -> band.name().toString().startsWith(selector)).toList();
    if (named.isEmpty()) {
      throw none(selector);
    }
    if (named.size() > 1) {
      throw new ArchiveException(new ArchiveException.Reason.AmbiguousBand(selector,
          named.stream().map(BandInfo::name).toList()));
    }
    return named.getFirst();
  }

  /// The first moment behind the day, minute or second that is meant.
  private static Instant endOf(String selector, Matcher time, ZoneId zone)
      throws ArchiveException {
    ZoneId meant = Optional.ofNullable(time.group(4)).isPresent() ? ZoneOffset.UTC : zone;
    try {
      LocalDate day = LocalDate.parse(time.group(1));
      if (time.group(2) == null) {
        return day.plusDays(1).atStartOfDay(meant).toInstant();
      }
      boolean toTheSecond = time.group(3) != null;
      LocalDateTime moment = LocalDateTime
          .parse(time.group(1) + "T" + time.group(2) + (toTheSecond ? time.group(3) : ":00"));
      LocalDateTime behind = toTheSecond ? moment.plusSeconds(1) : moment.plusMinutes(1);
      return behind.atZone(meant).toInstant();
    } catch (DateTimeException _) {
      throw none(selector);
    }
  }

  private static ArchiveException none(String selector) {
    return new ArchiveException(new ArchiveException.Reason.NoSuchBand(selector));
  }
}
