package dura.tools.cli;

import java.util.List;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What picocli finds wrong with a command line, in our words.
final class UsageErrors {
  private UsageErrors() {}

  static UserError of(ParameterException found) {
    String command = found.getCommandLine().getCommandSpec().qualifiedName();
    return switch (found) {
      case UnmatchedArgumentException unmatched -> of(unmatched, command).causedBy(found);
      case MissingParameterException missing when !missing.getMissing().isEmpty() ->
          UserError.usage("usage.missing", name(missing.getMissing().getFirst()), command)
              .causedBy(found);
      case MutuallyExclusiveArgsException _ ->
          UserError.usage("usage.exclusive", line(found), command).causedBy(found);
      default -> UserError.usage("usage.other", line(found), command).causedBy(found);
    };
  }

  private static UserError of(UnmatchedArgumentException found, String command) {
    String argument = found.getUnmatched().getFirst();
    List<String> similar = found.getSuggestions();
    if (found.isUnknownOption()) {
      return similar.isEmpty()
          ? UserError.usage("usage.option", argument, command)
          : UserError.usage("usage.option-similar", argument, similar.getFirst(), command);
    }
    boolean isCommand = !found.getCommandLine().getSubcommands().isEmpty();
    if (!isCommand) {
      return UserError.usage("usage.too-many", argument, command);
    }
    return similar.isEmpty()
        ? UserError.usage("usage.command", argument, command)
        : UserError.usage("usage.command-similar", argument, similar.getFirst(), command);
  }

  /// As it stands in `--help`.
  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : argument.paramLabel();
  }

  /// picocli's text as the rest of a line: lower case first, no line breaks.
  private static String line(ParameterException found) {
    String message = String.valueOf(found.getMessage()).replaceAll("\\s+", " ");
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
