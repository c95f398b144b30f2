package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command teaches.
class HelpTest {
  @TempDir
  Path home;

  static Stream<List<String>> commands() {
    Stream<List<String>> subcommands = new Dura().subcommands()
        .keySet()
        .stream()
        .filter(name -> !name.equals("help"))
        .map(name -> List.of(name, "--help"));
    return Stream.concat(Stream.of(List.of("--help")), subcommands);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyPartIsThere(List<String> arguments) {
    String help = new Cli(home).dura(arguments.toArray()).expect(0).out();
    for (String part : List.of("Usage: dura", "\nOptions:\n", "\nExit codes:\n", "\nExamples:\n",
        "\n  64 ", "\n  130 ")) {
      assertTrue(help.contains(part), () -> part + " is missing in\n" + help);
    }
    assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
    assertFalse(help.contains("!") && help.contains("!\n"), help);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionHasAText(List<String> arguments) {
    String help = new Cli(home).dura(arguments.toArray()).out();
    List<String> lines = help.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean isOption = line.matches(" {2}(-\\w, | {4})--.*");
      boolean isAlone = line.strip().matches("\\S+( \\S+)?") && !line.contains("   ");
      if (isOption && isAlone) {
        assertTrue(i + 1 < lines.size() && lines.get(i + 1).startsWith("          "),
            "no text for " + line);
      }
    }
  }

  @Test
  void helpOfACommandIsItsHelp() {
    Cli cli = new Cli(home);
    assertEquals(cli.dura("init", "--help").out(), cli.dura("help", "init").expect(0).out());
  }
}
