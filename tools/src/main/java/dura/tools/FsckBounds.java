package dura.tools;

import dura.band.machine.CheckDepth;
import dura.band.machine.CheckPortion.Part;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that bound a check: a part of the archive, a time, a file that remembers how far it
/// came.
final class FsckBounds {
  private static final Pattern PART = Pattern.compile("([1-9][0-9]{0,5})/([1-9][0-9]{0,5})");
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3})?)%");
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
  private static final double ALL_PERCENT = 100;

  @Option(names = "--shard", paramLabel = "I/N", descriptionKey = "fsck.shard")
  private @Nullable String shard;

  @Option(names = "--sample", paramLabel = "1/N|P%", descriptionKey = "fsck.sample")
  private @Nullable String sample;

  @Option(names = "--sample-part", paramLabel = "K", descriptionKey = "fsck.sample-part")
  private @Nullable Integer samplePart;

  @Option(names = "--max-duration", paramLabel = "TIME", descriptionKey = "fsck.max-duration")
  private @Nullable String maxDuration;

  @Option(names = "--state", paramLabel = "FILE", descriptionKey = "fsck.state")
  private @Nullable String state;

  /// Whether any of them is there.
  boolean given() {
    return shard != null || sample != null || samplePart != null || maxDuration != null
        || state != null;
  }

  /// The run that they ask for, going on where the state file says so.
  FsckRun open(String place, CheckDepth depth, Session session) throws UserError, IOException {
    Part shards = shard == null ? Part.ALL : part("--shard", shard);
    int samples = sample == null ? 1 : samples(sample);
    if (samplePart != null && (samplePart < 1 || samplePart > samples)) {
      throw UserError.usage("usage.sample-part", samplePart, samples);
    }
    Optional<Duration> most =
        maxDuration == null ? Optional.empty() : Optional.of(duration(maxDuration));
    var task = new FsckState.Task(depth, shards, samples);
    Optional<Path> file = state != null ? Optional.of(Path.of(state))
        : most.isPresent()
            ? Optional.of(FsckState.usualFile(session.context().stateFolder(), place, task))
        : Optional.empty();
    Optional<FsckState> before =
        file.isPresent() ? FsckState.read(file.get(), task) : Optional.empty();
    long today = LocalDate.now(session.context().clock().withZone(ZoneOffset.UTC)).toEpochDay();
    FsckState at = before.filter(known -> samplePart == null || known.part() == samplePart)
        .orElseGet(() -> FsckState.beginning(task,
            samplePart != null ? samplePart : (int) (today % samples) + 1));
    return new FsckRun(at, file, most, session.context().nanoTime());
  }

  private static Part part(String option, String text) throws UserError {
    Matcher parts = PART.matcher(text);
    if (parts.matches()) {
      int number = Integer.parseInt(parts.group(1));
      int of = Integer.parseInt(parts.group(2));
      if (number <= of && of <= Part.MOST) {
        return new Part(number, of);
      }
    }
    throw UserError.usage("usage.part", option, text);
  }

  private static int samples(String text) throws UserError {
    Matcher percent = PERCENT.matcher(text);
    if (percent.matches()) {
      double share = Double.parseDouble(percent.group(1));
      double parts = Math.ceil(ALL_PERCENT / share);
      if (share <= ALL_PERCENT && parts <= Part.MOST) {
        return (int) parts;
      }
    } else if (PART.matcher(text).matches()) {
      Part part = part("--sample", text);
      if (part.number() == 1) {
        return part.of();
      }
    }
    throw UserError.usage("usage.sample", text);
  }

  private static Duration duration(String text) throws UserError {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw UserError.usage("usage.max-duration", text);
    }
    long amount = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
