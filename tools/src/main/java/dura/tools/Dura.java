package dura.tools;

import dura.tools.cli.CommandRunner;
import dura.tools.cli.Program;
import dura.tools.cli.Subcommands;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The command `dura`.
@Command(name = "dura", mixinStandardHelpOptions = true)
public final class Dura implements Subcommands {
  /// Starts the program.
  public static void main(String[] args) {
    CommandRunner.main(Program.DURA, new Dura(), args);
  }

  @Override
  public SequencedMap<String, Supplier<Object>> subcommands() {
    var all = new LinkedHashMap<String, Supplier<Object>>();
    all.put("init", InitCommand::new);
    all.put("backup", BackupCommand::new);
    all.put("bands", BandsCommand::new);
    all.put("ls", LsCommand::new);
    all.put("restore", RestoreCommand::new);
    all.put("cat", CatCommand::new);
    all.put("diff", DiffCommand::new);
    all.put("verify", VerifyCommand::new);
    all.put("find", FindCommand::new);
    all.put("export", ExportCommand::new);
    all.put("prune", PruneCommand::new);
    all.put("delete-band", DeleteBandCommand::new);
    all.put("key", KeyCommand::new);
    all.put("check-storage", CheckStorageCommand::new);
    all.put(HELP, HelpCommand::new);
    return all;
  }
}
