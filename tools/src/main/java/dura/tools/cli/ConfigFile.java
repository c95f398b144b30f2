package dura.tools.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The user's `config`: lines `key = value`, empty lines, and comments that begin with `#`.
///
/// @param values by key, the last line of a key counts
record ConfigFile(Map<String, String> values) {
  static final String NAME = "config";
  static final String ARCHIVE = "archive";
  static final String PASSPHRASE_FILE = "passphrase-file";
  static final String IDENTITY = "identity";
  static final String JOBS = "jobs";
  static final String SIGN_WITH = "sign-with";

  private static final List<String> KEYS =
      List.of(ARCHIVE, PASSPHRASE_FILE, IDENTITY, JOBS, SIGN_WITH);

  ConfigFile {
    values = Map.copyOf(values);
  }

  /// Reads the file in the user's configuration folder; where there is none it says nothing.
  static ConfigFile read(CommandContext context) throws UserError {
    Path file = context.configFolder().resolve(NAME);
    try {
      return parse(file.toString(), Files.readAllLines(file), context.homeFolder());
    } catch (NoSuchFileException e) {
      return new ConfigFile(Map.of());
    } catch (MalformedInputException e) {
      throw UserError.usage("config.not-text", file).causedBy(e);
    } catch (IOException e) {
      throw UserError.failed("config.unreadable", file, Failures.reason(e)).causedBy(e);
    }
  }

  /// @param home what a leading `~/` of a value stands for
  static ConfigFile parse(String file, List<String> lines, Path home) throws UserError {
    var values = new TreeMap<String, String>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? line : line.substring(0, equals).strip();
      String value = equals < 0 ? "" : line.substring(equals + 1).strip();
      if (!KEYS.contains(key) || value.isEmpty()) {
        throw UserError.usage("config.bad-line", file, i + 1, line, String.join(", ", KEYS));
      }
      values.put(key, value.startsWith("~/") ? home + value.substring(1) : value);
    }
    return new ConfigFile(values);
  }

  Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }
}
