package dura.tools;

import dura.band.model.ArchivePath;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandIndex;
import dura.band.run.TreeExport;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.BandOption;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `dura export`: a tree as one tar.
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false)
final class ExportCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "PATH", index = "1..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.ls-path")
  private List<String> others = new ArrayList<>();

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
    if (common.json()) {
      throw UserError.usage("usage.export-json");
    }
    if (session.context().terminal().showsOutput()) {
      throw UserError.usage("usage.export-terminal");
    }
    ArchiveArgument arguments =
        ArchiveArgument.of(Arguments.joined(archive, others), 1, session.settings());
    ArchivePath top = arguments.others().isEmpty()
        ? ArchivePath.TOP
        : OpenArchive.path(arguments.others().getFirst());
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      BandIndex index = opened.index(band);
      if (!top.isTop() && index.lookup(top).isEmpty()) {
        throw UserError.failed("no-such-path", top, index.band().name());
      }
      TreeExport.Outcome outcome = TreeExport.write(index, top, session.out());
      if (outcome.sockets() > 0) {
        session.report().note(Message.of("note.sockets-left-out", outcome.sockets()));
      }
      session.report().summary(new ExportLine(outcome, index.band().name()));
      return outcome.lostBytes() > 0 ? ExitCode.FAILED : session.exitCode();
    }
  }
}
