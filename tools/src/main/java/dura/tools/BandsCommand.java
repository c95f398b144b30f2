package dura.tools;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.BandInfo;
import dura.band.run.Keys;
import dura.proto.IndexRoot;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.SecretKeys;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.report.Amounts;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

  @Option(names = "--host", paramLabel = "NAME", descriptionKey = "bands.host")
  private @Nullable String host;

  @Option(names = "--tag", paramLabel = "T", descriptionKey = "bands.tag")
  private List<String> tags = new ArrayList<>();

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
    boolean filtered = host != null || !tags.isEmpty();
    // Whoever only lists is not asked for a passphrase.
    Keys keys = filtered ? SecretKeys.of(session) : SecretKeys.atHand(session);
    try (OpenArchive archive = OpenArchive.at(location, session, keys)) {
      List<BandInfo> bands = archive.reader()
          .bands()
          .stream()
          .filter(band -> all || isLeft(band))
          .toList();
      int unknown = 0;
      for (BandInfo band : bands) {
        Optional<IndexRoot> root = archive.reader().description(band);
        if (!filtered || root.filter(this::isMeant).isPresent()) {
          session.report().line(new BandLine(band, root));
        } else if (root.isEmpty()) {
          unknown++;
        }
      }
      if (bands.isEmpty()) {
        session.report().note(Message.of("bands.none"));
      }
      if (unknown > 0) {
        session.report().note(Message.of("bands.unknown", Amounts.count(unknown)));
      }
    }
    return session.exitCode();
  }

  private boolean isMeant(IndexRoot root) {
    return (host == null || root.getHost().equals(host)) && root.getTagList().containsAll(tags);
  }

  private static boolean isLeft(BandInfo band) {
    return switch (band.state()) {
      case FINISHED, PARTIAL -> true;
      case PRUNED, ABANDONED -> false;
    };
  }
}
