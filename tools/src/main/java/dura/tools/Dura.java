package dura.tools;

import dura.tools.cli.CommandRunner;
import dura.tools.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The command `dura`.
@Command(name = "dura", mixinStandardHelpOptions = true, subcommands = {InitCommand.class,
  BackupCommand.class, BandsCommand.class, LsCommand.class, RestoreCommand.class,
  CatCommand.class, DiffCommand.class, VerifyCommand.class, FindCommand.class, ExportCommand.class,
  PruneCommand.class, DeleteBandCommand.class, KeyCommand.class, CheckStorageCommand.class,
  HelpCommand.class})
public final class Dura {
  /// Starts the program.
  public static void main(String[] args) {
    CommandRunner.main(Program.DURA, new Dura(), args);
  }
}
