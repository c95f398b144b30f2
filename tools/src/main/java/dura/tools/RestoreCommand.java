package dura.tools;

import dura.band.machine.RestoreMachine.Purpose;
import dura.band.model.ArchivePath;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandIndex;
import dura.band.run.BandInfo;
import dura.band.run.RestoreDriver;
import dura.band.run.RestoreReport;
import dura.band.run.RestoreRequest;
import dura.band.source.Existing;
import dura.band.source.FileRestoreTarget;
import dura.band.source.RestoreTarget;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.BandOption;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura restore`: files out of a band into a folder.
@Command(name = "restore", mixinStandardHelpOptions = true, sortOptions = false)
final class RestoreCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "TARGET", index = "1", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.target")
  private List<String> target = new ArrayList<>();

  @Parameters(paramLabel = "PATH...", index = "2..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.restore-path")
  private List<String> others = new ArrayList<>();

  @Mixin
  private BandOption band = new BandOption();

  @Option(names = "--overwrite", descriptionKey = "restore.overwrite")
  private boolean overwrite;

  @Option(names = "--accept-damage", descriptionKey = "restore.accept-damage")
  private boolean acceptDamage;

  @Option(names = {"-n", "--dry-run"}, descriptionKey = "restore.dry-run")
  private boolean dryRun;

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException {
    var arguments = ArchiveArgument.of(Arguments.joined(archive, Arguments.joined(target, others)),
        Integer.MAX_VALUE, session.settings());
    if (arguments.others().isEmpty() || arguments.others().getFirst().isEmpty()) {
      throw UserError.usage("usage.no-target");
    }
    String into = arguments.others().getFirst();
    List<ArchivePath> paths = paths(arguments.others().subList(1, arguments.others().size()));
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      if (acceptDamage) {
        return damaged(opened, paths, into, session);
      }
      return whole(opened.index(band), paths, into, session);
    }
  }

  /// Restores what the index of a band lists.
  private int whole(BandIndex index, List<ArchivePath> paths, String into, Session session)
      throws IOException, AbortedException {
    var request = new RestoreRequest(index, paths,
        overwrite ? Existing.REPLACE : Existing.KEEP,
        dryRun ? Purpose.PREVIEW : Purpose.RESTORE, session.settings().jobs());
    RestoreReport report = restore(request, into, session);
    for (ArchivePath path : report.notFound()) {
      session.report().error(Message.of("no-such-path", path, index.band().name()), List.of());
    }
    session.report().summary(new RestoreLine(report, index.band().name(), into, dryRun));
    return report.complete() ? session.exitCode() : ExitCode.FAILED;
  }

  /// Restores also where the index, or a part of it, is gone.
  private int damaged(OpenArchive opened, List<ArchivePath> paths, String into, Session session)
      throws IOException, ArchiveException, AbortedException {
    var wreck = new WreckRestore(opened.reader(), band, paths, into, dryRun, session);
    BandInfo chosen = WreckRestore.select(opened.reader(), band);
    BandIndex index;
    try {
      index = opened.reader().index(chosen);
    } catch (ArchiveException e) {
      if (!(e.reason() instanceof ArchiveException.Reason.IndexUnreadable)) {
        throw e;
      }
      return wreck.run(chosen);
    }
    int exitCode = whole(index, paths, into, session);
    if (session.monitor().tally().indexLost()) {
      session.report().note(Message.of("restore.index-lost", chosen.name()));
      session.report()
          .summary(
              new RestoreLine(wreck.fromBlocks(chosen, into), chosen.name(), into, dryRun));
    }
    return exitCode;
  }

  private static List<ArchivePath> paths(List<String> arguments) throws UserError {
    var paths = new ArrayList<ArchivePath>();
    for (String argument : arguments) {
      paths.add(OpenArchive.path(argument));
    }
    return paths;
  }

  private RestoreReport restore(RestoreRequest request, String into, Session session)
      throws IOException, AbortedException {
    try (
        RestoreTarget folder =
            dryRun ? new NoTarget() : FileRestoreTarget.open(ByteText.bytes(into))) {
      return RestoreDriver.run(request, folder, session.monitor());
    }
  }
}
