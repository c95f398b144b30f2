package dura.tools;

import dura.tools.cli.Action;
import dura.tools.cli.CommandRunner;
import dura.tools.cli.CommonOptions;
import dura.tools.cli.ExitCode;
import dura.tools.cli.Program;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.dump.Hex;
import dura.tools.report.OutputException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command `dura-dump`: shows what the bytes of objects mean, and what archives hold.
@Command(name = "dura-dump", mixinStandardHelpOptions = true, sortOptions = false)
public final class DuraDump implements Action {
  @Mixin
  private CommonOptions common = new CommonOptions();

  @Option(names = "--hex", descriptionKey = "dump.hex")
  private boolean hex;

  @Parameters(paramLabel = "ARCHIVE|OBJECT", arity = "0..*", hideParamSyntax = true,
      descriptionKey = "argument.dump")
  private List<String> arguments = new ArrayList<>();

  /// Starts the program.
  public static void main(String[] args) {
    CommandRunner.main(Program.DURA_DUMP, new DuraDump(), args);
  }

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Session session) throws UserError, OutputException {
    List<String> places = arguments.isEmpty()
        ? session.settings().archive().stream().toList()
        : arguments;
    if (places.isEmpty()) {
      throw UserError.usage("usage.dump-what");
    }
    var dump = new DumpRun(session, common, hex ? Hex.SHOWN : Hex.NONE);
    int exitCode = ExitCode.DONE;
    for (String place : places) {
      exitCode = Math.max(exitCode, dump.show(place));
    }
    return exitCode;
  }
}
