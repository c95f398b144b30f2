package dura.tools;

import dura.band.machine.EntryChange;
import dura.band.model.ArchivePath;
import dura.band.model.FileName;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandIndex;
import dura.band.run.SourceVerification;
import dura.band.run.SourceVerification.Result;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.BandOption;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura verify`: stored bytes against live files.
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false)
final class VerifyCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "SOURCE...", index = "1..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.verify-source")
  private List<String> others = new ArrayList<>();

  @Option(names = "--as", paramLabel = "NAME=PATH", descriptionKey = "verify.as")
  private List<String> renamed = new ArrayList<>();

  @Option(names = "--ignore-new", descriptionKey = "verify.ignore-new")
  private boolean ignoreNew;

  @Mixin
  private BandOption band = new BandOption();

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException {
    var arguments = ArchiveArgument.of(Arguments.joined(archive, others), Integer.MAX_VALUE,
        session.settings());
    SortedMap<FileName, byte[]> named = NamedSources.of(arguments.others(), renamed);
    if (named.isEmpty()) {
      throw UserError.usage("usage.nothing-to-verify");
    }
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      BandIndex index = opened.index(band);
      List<ArchivePath> names = stored(index, named);
      try (
          var sources =
              BackupSources.open(named, Optional.empty(), new ExclusionOptions(),
                  new ChoiceOptions(), arguments.location(), session)) {
        return compare(new SourceVerification(index, names, sources.tree()), index, session);
      }
    }
  }

  /// The names of the sources, each of which the band must have.
  private static List<ArchivePath> stored(BandIndex index, SortedMap<FileName, byte[]> named)
      throws UserError, AbortedException {
    var names = new ArrayList<ArchivePath>();
    for (FileName name : named.keySet()) {
      ArchivePath path = ArchivePath.TOP.child(name);
      if (index.lookup(path).isEmpty()) {
        throw UserError.failed("verify.not-stored", path, index.band().name());
      }
      names.add(path);
    }
    return names;
  }

  private int compare(SourceVerification verification, BandIndex index, Session session)
      throws IOException, AbortedException {
    var counts = new DifferenceCounts();
    long rotten = 0;
    for (Optional<Result> next = verification.next(); next.isPresent();
        next = verification.next()) {
      Result result = next.get();
      if (!ignoreNew || result.change() != EntryChange.ADDED) {
        counts.add(result.change());
        rotten += result.rotten() ? 1 : 0;
        session.report().line(new VerifiedLine.Difference(result));
      }
    }
    session.report()
        .summary(new VerifiedLine.Summary(index.band().name(),
            verification.totals(), counts, rotten));
    int exitCode =
        verification.totals().lostBytes() > 0 ? ExitCode.FAILED : session.exitCode();
    return exitCode == ExitCode.DONE && counts.any() ? ExitCode.ALARMS : exitCode;
  }
}
