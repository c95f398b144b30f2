package dura.tools.cli;

import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// A top-level command with commands of its own. Reading the annotations of one takes about as long
/// as most of them take to run, so a command line that names one gets that one alone.
public interface Subcommands {
  /// The one that speaks of all others.
  String HELP = "help";

  /// How each is made, by name, in the order of the help.
  SequencedMap<String, Supplier<Object>> subcommands();

  /// The names of those that a command line can speak of: of one, or of any.
  default Collection<String> spokenOf(String[] args) {
    boolean one = args.length > 0 && subcommands().containsKey(args[0]) && !args[0].equals(HELP);
    return one ? List.of(args[0]) : subcommands().keySet();
  }
}
