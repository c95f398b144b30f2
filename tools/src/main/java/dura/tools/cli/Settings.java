package dura.tools.cli;

import java.util.List;
import java.util.Optional;

/// What holds for a run: options first, then the environment, then the config file.
///
/// @param archive stands in where the command line names none
/// @param passphraseFile file with the passphrase of the key
/// @param identities files with secret keys
/// @param jobs how many things are done at a time
/// @param signWith file with the secret key that signs tails
public record Settings(Optional<String> archive, Optional<String> passphraseFile,
    List<String> identities, int jobs, Optional<String> signWith) {
  private static final int DEFAULT_JOBS = 4;
  private static final int MAX_JOBS = 64;

  public Settings {
    identities = List.copyOf(identities);
  }

  static Settings resolve(CommonOptions options, CommandContext context) throws UserError {
    ConfigFile config = ConfigFile.read(context);
    Optional<String> jobs = options.jobs().or(() -> config.get(ConfigFile.JOBS));
    return new Settings(
        variable(context, "DURA_ARCHIVE").or(() -> config.get(ConfigFile.ARCHIVE)),
        options.passphraseFile()
            .or(() -> variable(context, "DURA_PASSPHRASE_FILE"))
            .or(() -> config.get(ConfigFile.PASSPHRASE_FILE)),
        options.identities().isEmpty()
            ? config.get(ConfigFile.IDENTITY).stream().toList()
            : options.identities(),
        jobs.isPresent() ? jobs(jobs.get()) : defaultJobs(), config.get(ConfigFile.SIGN_WITH));
  }

  private static Optional<String> variable(CommandContext context, String name) {
    return Optional.ofNullable(context.environment().get(name)).filter(text -> !text.isEmpty());
  }

  private static int jobs(String text) throws UserError {
    if (text.matches("[1-9][0-9]?") && Integer.parseInt(text) <= MAX_JOBS) {
      return Integer.parseInt(text);
    }
    throw UserError.usage("usage.jobs", text, MAX_JOBS);
  }

  private static int defaultJobs() {
    return Math.min(DEFAULT_JOBS, Runtime.getRuntime().availableProcessors());
  }
}
