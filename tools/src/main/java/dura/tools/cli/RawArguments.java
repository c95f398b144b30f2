package dura.tools.cli;

import dura.tools.text.ByteText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The arguments of this process with every byte, as [ByteText]. Java decodes arguments before
/// `main` sees them and loses what is not in the locale's encoding.
final class RawArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private RawArguments() {}

  /// The arguments as the system has them; `decoded` itself where it does not tell.
  static String[] of(String[] decoded) {
    if (Arrays.stream(decoded).allMatch(RawArguments::isAscii)) {
      return decoded;
    }
    try {
      return tail(Files.readAllBytes(COMMAND_LINE), decoded);
    } catch (IOException e) {
      return decoded;
    }
  }

  /// The last arguments of `commandLine`, provided that they are those that were decoded.
  ///
  /// @param commandLine arguments, a NUL behind each
  static String[] tail(byte[] commandLine, String[] decoded) {
    List<String> all = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        all.add(ByteText.of(Arrays.copyOfRange(commandLine, start, i)));
        start = i + 1;
      }
    }
    if (all.size() < decoded.length) {
      return decoded;
    }
    List<String> raw = all.subList(all.size() - decoded.length, all.size());
    for (int i = 0; i < decoded.length; i++) {
      // What is ASCII is decoded without loss in every locale.
      if (isAscii(decoded[i]) != isAscii(raw.get(i))
          || (isAscii(decoded[i]) && !decoded[i].equals(raw.get(i)))) {
        return decoded;
      }
    }
    return raw.toArray(String[]::new);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
