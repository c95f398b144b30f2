package dura.tools;

import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandIndex;
import dura.band.run.BandInfo;
import dura.band.run.FileSearch;
import dura.band.run.FileSearch.Match;
import dura.band.source.IgnoreRules;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura find`: files by name and properties, in all bands.
@Command(name = "find", mixinStandardHelpOptions = true, sortOptions = false)
final class FindCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "PATTERN...", index = "1..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.find-pattern")
  private List<String> others = new ArrayList<>();

  @Option(names = "--band", paramLabel = "B", descriptionKey = "find.band")
  private @Nullable String band;

  @Mixin
  private FindConditions conditions = new FindConditions();

  @Option(names = {"-0", "--null"}, descriptionKey = "ls.null")
  private boolean rawNames;

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException {
    if (rawNames && common.json()) {
      throw UserError.usage("usage.null-or-json");
    }
    ArchiveArgument arguments = ArchiveArgument.of(Arguments.joined(archive, others),
        Integer.MAX_VALUE, session.settings());
    Predicate<TreeEntry> wanted =
        named(arguments.others()).and(conditions.parse(session.context().clock()));
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      List<BandInfo> bands = bands(opened);
      if (bands.isEmpty()) {
        session.report().note(Message.of("bands.none"));
        return session.exitCode();
      }
      List<BandIndex> indexes = indexes(bands, opened, session);
      if (indexes.isEmpty()) {
        return ExitCode.FAILED;
      }
      var search = new FileSearch(indexes);
      byte[] last = {};
      for (Optional<Match> next = search.next(); next.isPresent(); next = search.next()) {
        Match match = next.get();
        if (!wanted.test(match.entry())) {
          continue;
        }
        if (!rawNames) {
          session.report().line(new FoundLine(match));
        } else if (!Arrays.equals(last, match.entry().path().bytes())) {
          last = match.entry().path().bytes();
          session.out().write(Arrays.copyOf(last, last.length + 1));
        }
      }
      return indexes.size() < bands.size() ? ExitCode.FAILED : session.exitCode();
    }
  }

  private List<BandInfo> bands(OpenArchive opened)
      throws IOException, ArchiveException, AbortedException {
    return band == null
        ? opened.reader().bands().stream().filter(BandInfo::finished).toList()
        : List.of(opened.reader().select(band));
  }

  /// The indexes that can be read: one that cannot hides what its band has, not what others have.
  private static List<BandIndex> indexes(List<BandInfo> bands, OpenArchive opened,
      Session session) throws ArchiveException, AbortedException {
    var indexes = new ArrayList<BandIndex>();
    for (BandInfo info : bands) {
      try {
        indexes.add(opened.reader().index(info));
      } catch (ArchiveException e) {
        if (!(e.reason() instanceof ArchiveException.Reason.IndexUnreadable)) {
          throw e;
        }
        session.report()
            .error(Message.of("archive.index-unreadable", info.name()), List.of());
      }
    }
    return indexes;
  }

  /// Entries that any of the patterns is about; without patterns all.
  private static Predicate<TreeEntry> named(List<String> patterns) {
    if (patterns.isEmpty()) {
      return _ -> true;
    }
    // What patterns of this kind are about is what they would leave out of a backup.
    var rules = new IgnoreRules();
    patterns.forEach(pattern -> rules.add(ByteText.bytes(pattern)));
    return entry -> rules.leavesOut(entry.path(),
        entry.kind() == FileKind.DIRECTORY);
  }
}
