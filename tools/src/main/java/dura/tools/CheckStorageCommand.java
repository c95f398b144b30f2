package dura.tools;

import dura.band.store.Store;
import dura.band.store.StoreTraits;
import dura.band.store.Stores;
import dura.band.store.check.Finding;
import dura.band.store.check.StorageCheck;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura check-storage`: tries what a place promises.
@Command(name = "check-storage", mixinStandardHelpOptions = true, sortOptions = false)
final class CheckStorageCommand implements Action {
  private static final int MEBIBYTE = 1 << 20;
  private static final int LARGEST_MEBIBYTES = 256;

  @Parameters(paramLabel = "PLACE", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.place")
  private List<String> arguments = new ArrayList<>();

  @Option(names = "--size", paramLabel = "MIB", descriptionKey = "check-storage.size")
  private int mebibytes = 18;

  @Mixin
  private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session) throws UserError, IOException {
    String location = ArchiveArgument.of(arguments, 0, session.settings()).location();
    if (mebibytes < 1 || mebibytes > LARGEST_MEBIBYTES) {
      throw UserError.usage("usage.storage-size", mebibytes, LARGEST_MEBIBYTES);
    }
    String name;
    StoreTraits traits;
    try (Store store = Stores.open(location)) {
      name = store.location();
      traits = store.traits();
    }
    List<Finding> findings = new ArrayList<>();
    StorageCheck.Outcome outcome = new StorageCheck(() -> Stores.open(location),
        session.context().entropy().random("storage check"), session.context().nanoTime(),
        mebibytes * MEBIBYTE).run(findings::add);
    for (Finding finding : findings) {
      session.report().line(new StorageLine.Tried(finding));
    }
    for (String path : outcome.left()) {
      session.report().line(new StorageLine.Left(path));
    }
    session.report().summary(new StorageLine.Summary(name, traits, outcome.weight()));
    return switch (outcome.weight()) {
      case GOOD -> ExitCode.DONE;
      case LIMIT -> ExitCode.ALARMS;
      case UNFIT -> ExitCode.FAILED;
    };
  }
}
