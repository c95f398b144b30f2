package dura.tools;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.codec.crypt.CryptException;
import dura.spec.BandName;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura delete-band`: takes single bands away.
@Command(name = "delete-band", mixinStandardHelpOptions = true, sortOptions = false)
final class DeleteBandCommand implements Action {
  @Parameters(paramLabel = "ARCHIVE", index = "0", arity = "0..1", hideParamSyntax = true,
      descriptionKey = "argument.archive")
  private List<String> archive = new ArrayList<>();

  @Parameters(paramLabel = "BAND...", index = "1..*", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.delete-band")
  private List<String> others = new ArrayList<>();

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
    var arguments = ArchiveArgument.of(Arguments.joined(archive, others), Integer.MAX_VALUE,
        session.settings());
    if (arguments.others().isEmpty()) {
      throw UserError.usage("usage.no-band");
    }
    try (OpenArchive opened = OpenArchive.at(arguments.location(), session)) {
      var chosen = new LinkedHashSet<BandName>();
      for (String selector : arguments.others()) {
        chosen.add(opened.reader().select(selector).name());
      }
      return new Pruning(dryRun, alone, Optional.ofNullable(signWith))
          .run(chosen, opened, session);
    }
  }
}
