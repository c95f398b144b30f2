package dura.tools;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandInfo;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura bands`: the backups of an archive.
@Command(name = "bands", mixinStandardHelpOptions = true, sortOptions = false)
final class BandsCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> arguments = new ArrayList<>();

  @Option(names = "--all", descriptionKey = "bands.all")
  private boolean all;

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException {
    String location = ArchiveArgument.of(arguments, 0, session.settings()).location();
    try (OpenArchive archive = OpenArchive.at(location, session)) {
      List<BandInfo> bands = archive.reader()
          .bands()
          .stream()
          .filter(band -> all || isLeft(band))
          .toList();
      for (BandInfo band : bands) {
        session.report().line(new BandLine(band));
      }
      if (bands.isEmpty()) {
        session.report().note(Message.of("bands.none"));
      }
    }
    return session.exitCode();
  }

  private static boolean isLeft(BandInfo band) {
    return switch (band.state()) {
      case FINISHED, PARTIAL -> true;
      case PRUNED, ABANDONED -> false;
    };
  }
}
