package dura.tools;

import dura.band.model.FileKind;
import dura.band.model.Timestamp;
import dura.band.model.TreeEntry;
import dura.tools.cli.UserError;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `dura find` that say what a file must be like, apart from its name.
final class FindConditions {
  private static final Pattern MOMENT = Pattern
      .compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?(Z)?");
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([mhdw])");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([KMGT]?)(?:i?B)?");

  @Option(names = "--newer-than", paramLabel = "TIME", descriptionKey = "find.newer-than")
  private @Nullable String newerThan;

  @Option(names = "--older-than", paramLabel = "TIME", descriptionKey = "find.older-than")
  private @Nullable String olderThan;

  @Option(names = "--larger", paramLabel = "SIZE", descriptionKey = "find.larger")
  private @Nullable String larger;

  @Option(names = "--smaller", paramLabel = "SIZE", descriptionKey = "find.smaller")
  private @Nullable String smaller;

  @Option(names = "--type", paramLabel = "T", descriptionKey = "find.type")
  private List<String> types = new ArrayList<>();

  /// What the options say.
  Predicate<TreeEntry> parse(Clock clock) throws UserError {
    Predicate<TreeEntry> all = _ -> true;
    if (newerThan != null) {
      Timestamp bound = moment("--newer-than", newerThan, clock);
      all = all.and(entry -> entry.modified().compareTo(bound) > 0);
    }
    if (olderThan != null) {
      Timestamp bound = moment("--older-than", olderThan, clock);
      all = all.and(entry -> entry.modified().compareTo(bound) < 0);
    }
    if (larger != null) {
      long bound = size("--larger", larger);
      all = all.and(entry -> entry.kind() == FileKind.FILE && entry.size() > bound);
    }
    if (smaller != null) {
      long bound = size("--smaller", smaller);
      all = all.and(entry -> entry.kind() == FileKind.FILE && entry.size() < bound);
    }
    if (!types.isEmpty()) {
      Set<FileKind> kinds = EnumSet.noneOf(FileKind.class);
      for (String type : types) {
        kinds.add(kind(type));
      }
      all = all.and(entry -> kinds.contains(entry.kind()));
    }
    return all;
  }

  private static FileKind kind(String letter) throws UserError {
    return switch (letter) {
      case "f" -> FileKind.FILE;
      case "d" -> FileKind.DIRECTORY;
      case "l" -> FileKind.SYMLINK;
      case "p" -> FileKind.FIFO;
      case "s" -> FileKind.SOCKET;
      case "c" -> FileKind.CHARACTER_DEVICE;
      case "b" -> FileKind.BLOCK_DEVICE;
      default -> throw UserError.usage("usage.file-type", letter);
    };
  }

  /// A date, a time of a day, or so long ago.
  private static Timestamp moment(String option, String text, Clock clock) throws UserError {
    Matcher ago = AGO.matcher(text);
    Matcher moment = MOMENT.matcher(text);
    try {
      if (ago.matches()) {
        return timestamp(clock.instant().minus(span(ago)));
      }
      if (moment.matches()) {
        ZoneId zone = moment.group(3) == null ? ZoneId.systemDefault() : ZoneOffset.UTC;
        return timestamp((moment.group(2) == null
            ? LocalDate.parse(moment.group(1)).atStartOfDay()
            : LocalDateTime.parse(text.replace("Z", ""))).atZone(zone).toInstant());
      }
    } catch (DateTimeException e) {
      throw UserError.usage("usage.moment", option, text).causedBy(e);
    }
    throw UserError.usage("usage.moment", option, text);
  }

  private static Timestamp timestamp(Instant instant) {
    return new Timestamp(instant.getEpochSecond(), instant.getNano());
  }

  private static Duration span(Matcher ago) {
    long amount = Long.parseLong(ago.group(1));
    return switch (ago.group(2)) {
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofDays(7 * amount);
    };
  }

  private static long size(String option, String text) throws UserError {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw UserError.usage("usage.size", option, text);
    }
    int shift = switch (size.group(2)) {
      case "K" -> 10;
      case "M" -> 20;
      case "G" -> 30;
      case "T" -> 40;
      default -> 0;
    };
    long amount = Long.parseLong(size.group(1));
    if (amount > Long.MAX_VALUE >> shift) {
      throw UserError.usage("usage.size", option, text);
    }
    return amount << shift;
  }
}
