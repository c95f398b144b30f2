package dura.tools.matrix;

import com.google.gson.JsonObject;
import dura.tools.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/// One harm done to one kind of file: every command is run, and its row of the table comes out.
final class Trial {
  private final SampleArchive sample;
  private final Part part;
  private final Harm harm;
  private final Path folder;
  private final StringBuilder row = new StringBuilder();
  private final Commands commands;

  /// @param folder that may be filled
  Trial(SampleArchive sample, Part part, Harm harm, Path folder) {
    this.sample = sample;
    this.part = part;
    this.harm = harm;
    this.folder = folder;
    this.commands = new Commands(sample.cli());
  }

  /// The row, but for the columns of part and harm.
  String row() throws IOException {
    Path archive = harmed("archive");
    code(commands.dura(sample.with("bands", archive)), 5);
    code(commands.dura(sample.with("ls", archive)), 2);
    code(commands.dura(sample.with("cat", archive, "src/text")), 3);
    Path target = folder.resolve("target");
    Outcome restored = commands.dura(sample.with("restore", archive, target));
    code(restored, 7);
    contents(target, restored);
    code(commands.dump(archive), 4);
    backup();
    row.append("| ").append(commands.takeCodes()).append(" | ");
    code(commands.fsck(archive, "--quick"), 5);
    code(commands.fsck(archive), 4);
    repair(archive);
    row.append("| ").append(commands.takeCodes());
    return row.toString().strip();
  }

  private Path harmed(String name) throws IOException {
    Path archive = sample.copyTo(folder.resolve(name));
    harm.to(sample.victim(archive, part));
    return archive;
  }

  private void code(Outcome outcome, int width) {
    row.append(String.format(Locale.ROOT, "%-" + width + "s ", outcome.exitCode()));
  }

  /// `whole`: every file is as it was. `named`: some are not, and the alarms say which bytes.
  /// `nothing`: not one file, and an error says why.
  private void contents(Path target, Outcome restored) throws IOException {
    Map<String, byte[]> found = SampleArchive.filesIn(target);
    Map<String, byte[]> expected = SampleArchive.filesIn(sample.source());
    String verdict = "whole";
    if (found.isEmpty()) {
      check(restored.exitCode() == 2 && !restored.err().isEmpty(), "nothing restored in silence");
      verdict = "nothing";
    } else {
      for (Map.Entry<String, byte[]> file : expected.entrySet()) {
        byte[] bytes = found.get("src/" + file.getKey());
        if (!Arrays.equals(bytes, file.getValue())) {
          check(bytes != null && restored.exitCode() == 2
              && Arrays.equals(bytes, withHoles(file, restored)),
              file.getKey()
                  + " is not what it was, and not what the alarms say\n" + restored);
          verdict = "named";
        }
      }
    }
    row.append(String.format(Locale.ROOT, "%-8s ", verdict));
  }

  private static byte[] withHoles(Map.Entry<String, byte[]> file, Outcome restored) {
    byte[] bytes = file.getValue().clone();
    for (JsonObject alarm : Commands.lines(restored, "alarm")) {
      if (alarm.get("code").getAsString().equals("extent-lost")
          && alarm.get("path").getAsString().equals("src/" + file.getKey())) {
        int from = alarm.get("offset").getAsInt();
        Arrays.fill(bytes, from, from + alarm.get("length").getAsInt(), (byte) 0);
      }
    }
    return bytes;
  }

  /// The next backup refers to what the harmed band stored: whatever became of that, a band that is
  /// said to be stored is whole, or what is missing is named.
  private void backup() throws IOException {
    Path archive = harmed("next");
    Outcome stored = commands.dura(
        sample.with("backup", archive, sample.source()));
    code(stored, 3);
    if (stored.exitCode() == 2) {
      row.append(String.format(Locale.ROOT, "%-8s ", "-"));
    } else {
      Path target = folder.resolve("next-target");
      contents(target, sample.cli().dura(sample.with("restore", "--json", archive, target)));
    }
  }

  /// What is said to be repaired is the original, byte for byte.
  private void repair(Path archive) throws IOException {
    Outcome repaired =
        commands.fsck(archive, "--repair", "-y");
    code(repaired, 6);
    Outcome again = commands.fsck(archive);
    code(again, 5);
    boolean same = sample.isSame(archive);
    row.append(String.format(Locale.ROOT, "%-8s", same ? "same" : "differs"));
    // A band without tails is one that was interrupted, which is no damage (page 75).
    boolean interrupted = commands.told("band-partial");
    check(repaired.exitCode() > 1 || same || interrupted,
        "repaired, but not what it was\n" + repaired);
    check(again.exitCode() > 1 || same || interrupted, "clean, but not what it was\n" + again);
    check(!same || again.exitCode() == 0, "what it was, but not clean\n" + again);
  }

  private void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(this + ": " + what);
    }
  }

  @Override
  public String toString() {
    return part + " " + harm;
  }
}
