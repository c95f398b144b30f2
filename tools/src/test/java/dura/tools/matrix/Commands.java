package dura.tools.matrix;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.tools.Cli;
import dura.tools.Cli.Outcome;
import dura.tools.Dura;
import dura.tools.DuraDump;
import dura.tools.DuraFsck;
import dura.tools.cli.Program;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Runs commands that write lines for programs, requires that they end as commands do, and gathers
/// the codes of their alarms and findings.
final class Commands {
  private final Cli cli;
  private final SortedSet<String> told = new TreeSet<>();

  Commands(Cli cli) {
    this.cli = cli;
  }

  Outcome dura(Object... arguments) {
    return run(Program.DURA, new Dura(), arguments);
  }

  Outcome dump(Object... arguments) {
    return run(Program.DURA_DUMP, new DuraDump(), arguments);
  }

  Outcome fsck(Object... arguments) {
    return run(Program.DURA_FSCK, new DuraFsck(), arguments);
  }

  private Outcome run(Program program, Object command, Object... arguments) {
    Object[] asLines = Arrays.copyOf(arguments, arguments.length + 1);
    asLines[arguments.length] = "--json";
    Outcome outcome = cli.run(program, command, asLines);
    String said = outcome.out() + outcome.err();
    if (said.contains("\tat ") || said.contains("this should not have happened")) {
      throw new AssertionError(Arrays.toString(arguments) + ":\n" + said);
    }
    for (JsonObject line : lines(outcome, "alarm")) {
      told.add(line.get("code").getAsString());
    }
    for (JsonObject line : lines(outcome, "finding")) {
      line.get("codes").getAsJsonArray().forEach(code -> told.add(code.getAsString()));
    }
    return outcome;
  }

  /// The lines of a type.
  static List<JsonObject> lines(Outcome outcome, String type) {
    return outcome.lines()
        .stream()
        .filter(line -> line.startsWith("{"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(line -> line.has("type") && line.get("type").getAsString().equals(type))
        .toList();
  }

  /// The codes of this command and those since the codes were taken last, in order.
  String takeCodes() {
    String codes = String.join(" ", told);
    told.clear();
    return codes;
  }

  /// Whether a code was told that was not taken yet.
  boolean told(String code) {
    return told.contains(code);
  }
}
