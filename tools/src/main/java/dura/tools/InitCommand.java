package dura.tools;

import dura.band.run.AbortedException;
import dura.tools.cli.Action;
import dura.tools.cli.ArchiveArgument;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dura init`: makes an archive.
@Command(name = "init", mixinStandardHelpOptions = true, sortOptions = false)
final class InitCommand implements Action {
  @Mixin
  private CommonOptions common = new CommonOptions();

  @Mixin
  private NewArchiveOptions options = new NewArchiveOptions();

  @Option(names = "--sign-with", paramLabel = "KEY", descriptionKey = "sign-with")
  private @Nullable String signWith;

  @Parameters(paramLabel = "ARCHIVE", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.new-archive")
  private List<String> arguments = new ArrayList<>();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session) throws UserError, IOException, AbortedException {
    String location = ArchiveArgument.of(arguments, 0, session.settings()).location();
    var creation = new ArchiveCreation(session, options.redundancy(), options.compression(),
        options.explicitEncryption(common, session),
        Optional.ofNullable(signWith).or(() -> session.settings().signWith()));
    ArchiveCreation.Created created = creation.create(location);
    try (var store = created.store()) {
      var made = new CreatedArchive(store.location(), created.header(), created.signer());
      made.keepSafe().forEach(session.report()::note);
      session.report().summary(made);
    }
    return session.exitCode();
  }
}
