package dura.tools;

import dura.band.machine.Retention;
import dura.band.machine.Retention.Decision;
import dura.band.machine.Retention.Interval;
import dura.band.machine.Retention.Rules;
import dura.band.machine.Retention.Span;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.PruneDriver;
import dura.codec.crypt.CryptException;
import dura.spec.BandName;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura prune`: takes away the bands that a policy does not keep.
@Command(name = "prune", mixinStandardHelpOptions = true, sortOptions = false)
final class PruneCommand implements Action {
  private static final Pattern SPAN = Pattern.compile(
      "(?:(\\d{1,4})y)?(?:(\\d{1,4})m)?(?:(\\d{1,4})w)?(?:(\\d{1,5})d)?(?:(\\d{1,5})h)?");

  @Parameters(paramLabel = "ARCHIVE", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> arguments = new ArrayList<>();

  @Option(names = "--keep-last", paramLabel = "N", descriptionKey = "prune.last")
  private int last;

  @Option(names = "--keep-hourly", paramLabel = "N", descriptionKey = "prune.hourly")
  private int hourly;

  @Option(names = "--keep-daily", paramLabel = "N", descriptionKey = "prune.daily")
  private int daily;

  @Option(names = "--keep-weekly", paramLabel = "N", descriptionKey = "prune.weekly")
  private int weekly;

  @Option(names = "--keep-monthly", paramLabel = "N", descriptionKey = "prune.monthly")
  private int monthly;

  @Option(names = "--keep-yearly", paramLabel = "N", descriptionKey = "prune.yearly")
  private int yearly;

  @Option(names = "--keep-within", paramLabel = "DUR", descriptionKey = "prune.within")
  private @Nullable String within;

  @Option(names = "--keep-tag", paramLabel = "T", descriptionKey = "prune.tag")
  private List<String> tags = new ArrayList<>();

  @Option(names = {"-n", "--dry-run"}, descriptionKey = "prune.dry-run")
  private boolean dryRun;

  @Option(names = "--no-other-writers", descriptionKey = "prune.alone")
  private boolean alone;

  @Option(names = "--sign-with", paramLabel = "KEY", descriptionKey = "sign-with")
  private @Nullable String signWith;

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException, CryptException {
    String location = ArchiveArgument.of(arguments, 0, session.settings()).location();
    Rules rules = rules();
    if (rules.isEmpty()) {
      throw UserError.usage("usage.no-policy");
    }
    try (OpenArchive archive = OpenArchive.at(location, session)) {
      Instant now = session.context().clock().instant();
      var driver =
          new PruneDriver(archive.reader(), Optional.empty(), session.context().clock());
      List<Decision> decisions =
          Retention.decide(driver.candidates(), rules, now, ZoneId.systemDefault());
      for (Decision decision : decisions) {
        if (decision.kept()) {
          session.report().line(new PruneLine.Kept(decision));
        }
      }
      Set<BandName> chosen = decisions.stream()
          .filter(decision -> !decision.kept())
          .map(decision -> decision.band().name())
          .collect(Collectors.toSet());
      return new Pruning(dryRun, alone, Optional.ofNullable(signWith))
          .run(chosen, archive, session);
    }
  }

  private Rules rules() throws UserError {
    var counts = new EnumMap<Interval, Integer>(Interval.class);
    counts.put(Interval.HOUR, hourly);
    counts.put(Interval.DAY, daily);
    counts.put(Interval.WEEK, weekly);
    counts.put(Interval.MONTH, monthly);
    counts.put(Interval.YEAR, yearly);
    if (last < 0 || counts.values().stream().anyMatch(count -> count < 0)) {
      throw UserError.usage("usage.negative-count");
    }
    Optional<Span> span = within == null ? Optional.empty() : Optional.of(span(within));
    return new Rules(last, counts, span, Set.copyOf(tags));
  }

  private static Span span(String text) throws UserError {
    Matcher parts = SPAN.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw UserError.usage("usage.span", text);
    }
    return new Span(
        Period.of(number(parts, 1), number(parts, 2), 7 * number(parts, 3) + number(parts, 4)),
        Duration.ofHours(number(parts, 5)));
  }

  private static int number(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
