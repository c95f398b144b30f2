package dura.tools;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandDifferences;
import dura.band.run.BandDifferences.Difference;
import dura.band.run.BandIndex;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `dura diff`: what changed from one band to another.
@Command(name = "diff", mixinStandardHelpOptions = true, sortOptions = false)
final class DiffCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "BAND BAND", index = "1..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.diff-bands")
  private List<String> others = new ArrayList<>();

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException {
    ArchiveArgument arguments =
        ArchiveArgument.of(Arguments.joined(archive, others), 2, session.settings());
    if (arguments.others().size() < 2) {
      throw UserError.usage("usage.two-bands");
    }
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      BandIndex former = index(opened, arguments.others().getFirst());
      BandIndex latter = index(opened, arguments.others().getLast());
      var differences = new BandDifferences(former, latter);
      var counts = new DifferenceCounts();
      for (Optional<Difference> next = differences.next(); next.isPresent();
          next = differences.next()) {
        counts.add(next.get().change());
        session.report().line(new DifferenceLine(next.get()));
      }
      session.report().summary(counts.line(former.band().name(), latter.band().name()));
      int exitCode = session.exitCode();
      return exitCode == ExitCode.DONE && counts.any() ? ExitCode.ALARMS : exitCode;
    }
  }

  private static BandIndex index(OpenArchive opened, String selector)
      throws IOException, ArchiveException, AbortedException {
    return opened.reader().index(opened.reader().select(selector));
  }
}
