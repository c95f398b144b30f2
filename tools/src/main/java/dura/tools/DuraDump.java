package dura.tools;

import dura.tools.cli.CommandRunner;
import dura.tools.cli.Program;
import picocli.CommandLine.Command;

/// The command `dura-dump`.
@Command(name = "dura-dump", mixinStandardHelpOptions = true)
public final class DuraDump {
  /// Starts the program.
  public static void main(String[] args) {
    CommandRunner.main(Program.DURA_DUMP, new DuraDump(), args);
  }
}
