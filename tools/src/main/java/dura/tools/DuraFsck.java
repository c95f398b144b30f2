package dura.tools;

import dura.tools.cli.CommandRunner;
import dura.tools.cli.Program;
import picocli.CommandLine.Command;

/// The command `dura-fsck`.
@Command(name = "dura-fsck", mixinStandardHelpOptions = true)
public final class DuraFsck {
  /// Starts the program.
  public static void main(String[] args) {
    CommandRunner.main(Program.DURA_FSCK, new DuraFsck(), args);
  }
}
