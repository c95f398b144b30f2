package dura.tools;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.TreeEntry;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandIndex;
import dura.band.run.ContentSink;
import dura.band.run.ZeroedOutput;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `dura cat`: the contents of a file.
@Command(name = "cat", mixinStandardHelpOptions = true, sortOptions = false)
final class CatCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "PATH", index = "1", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.cat-path")
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
    var arguments =
        ArchiveArgument.of(Arguments.joined(archive, others), 1, session.settings());
    if (arguments.others().isEmpty()) {
      throw UserError.usage("usage.no-path");
    }
    ArchivePath path = OpenArchive.path(arguments.others().getFirst());
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      BandIndex index = opened.index(band);
      Optional<TreeEntry> entry = index.lookup(path);
      if (entry.isEmpty()) {
        throw UserError.failed(path.isTop() ? "cat.not-a-file" : "no-such-path", path,
            index.band().name());
      }
      if (entry.get().kind() != FileKind.FILE) {
        throw UserError.failed("cat.not-a-file", path);
      }
      ContentSink sink = common.json()
          ? new ContentOutput(session.report())
          : new ZeroedOutput(session.out());
      long lostBytes = index.read(path, sink).orElse(0L);
      return lostBytes > 0 ? ExitCode.FAILED : session.exitCode();
    }
  }
}
