package dura.tools.cli;

import dura.tools.report.AlarmPolicy;
import dura.tools.report.Verbosity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that every command has. Their texts stand in `help.properties`.
public final class CommonOptions {
  static final String DEBUG = "--debug";

  @Option(names = "--json", descriptionKey = "common.json")
  private boolean json;

  @Option(names = "--jobs", paramLabel = "N", descriptionKey = "common.jobs")
  private @Nullable String jobs;

  @Option(names = {"-q", "--quiet"}, descriptionKey = "common.quiet")
  private boolean quiet;

  @Option(names = {"-v", "--verbose"}, descriptionKey = "common.verbose")
  private boolean verbose;

  @Option(names = DEBUG, descriptionKey = "common.debug")
  private boolean debug;

  @Option(names = "--identity", paramLabel = "KEY.asc", descriptionKey = "common.identity")
  private List<String> identities = new ArrayList<>();

  @Option(names = "--passphrase-file", paramLabel = "F", descriptionKey = "common.passphrase-file")
  private @Nullable String passphraseFile;

  @Option(names = "--on", paramLabel = "CONDITION=REACTION", descriptionKey = "common.on")
  private List<String> policies = new ArrayList<>();

  /// Whether results are lines of JSON.
  public boolean json() {
    return json;
  }

  /// Whether failures show where in the program they happened. [CommandRunner] looks for the word
  /// itself, since a command line may fail before its options are read.
  public boolean debug() {
    return debug;
  }

  /// How much is told; `-q` beats `-v`.
  public Verbosity verbosity() {
    return quiet ? Verbosity.QUIET : verbose ? Verbosity.VERBOSE : Verbosity.NORMAL;
  }

  /// The passphrase file of the command line alone.
  public Optional<String> passphraseFile() {
    return Optional.ofNullable(passphraseFile);
  }

  Optional<String> jobs() {
    return Optional.ofNullable(jobs);
  }

  List<String> identities() {
    return identities;
  }

  AlarmPolicy policy() throws UserError {
    Optional<AlarmPolicy> policy = AlarmPolicy.parse(policies);
    if (policy.isEmpty()) {
      throw UserError.usage("usage.on", String.join(" ", policies));
    }
    return policy.get();
  }
}
