package dura.tools.campaign;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.tools.Cli;
import dura.tools.Dura;
import dura.tools.DuraFsck;
import dura.tools.cli.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One wreck, repaired and restored by the commands, and judged: within the promise everything comes
/// back to the byte; beyond it exactly what is lost is named; never is a wrong byte taken for good.
final class Trial {
  private static final int REPAIRED = 1;
  private static final int LEFT = 4;
  private static final int NO_ARCHIVE = 8;

  private final Wreck wreck;
  private final Specimen specimen;
  private final Cli cli;
  private final Path archive;
  private final Path target;

  /// What came of it.
  ///
  /// @param repairedObjects files of the archive that were made good
  /// @param lostObjects files of the archive that stay lost
  /// @param lostFiles files of the user, in all bands, that lack bytes, as a restore names them
  record Outcome(Wreck.Promise promise, boolean whole, int repairedObjects, int lostObjects,
      int lostFiles) {}

  /// What a program said line by line.
  private record Run(int exitCode, List<JsonObject> lines, String err) {
    List<JsonObject> of(String type) {
      return lines.stream().filter(line -> line.get("type").getAsString().equals(type)).toList();
    }

    Set<String> findings(String... outcomes) {
      var paths = new TreeSet<String>();
      for (JsonObject line : of("finding")) {
        if (List.of(outcomes).contains(line.get("outcome").getAsString())) {
          paths.add(line.get("path").getAsString());
        }
      }
      return paths;
    }

    boolean hasAlarm(String code) {
      return of("alarm").stream().anyMatch(line -> line.get("code").getAsString().equals(code));
    }
  }

  /// @param work folder for the work
  Trial(Wreck wreck, Path work) {
    this.wreck = wreck;
    this.specimen = wreck.specimen;
    this.cli = new Cli(work);
    // A place for every specimen: what another one left, if only folders, is none of its own.
    this.archive = work.resolve(specimen.bandName(0) + ".dura");
    this.target = work.resolve("out");
  }

  /// @param restoreFirst whether to restore from the wreck before it is repaired
  Outcome run(boolean restoreFirst) throws IOException {
    Folder.write(archive, wreck.files());
    boolean within = wreck.promise() == Wreck.Promise.WITHIN;
    if (restoreFirst) {
      int lost = restore(specimen.trees().size() - 1);
      require(!within || lost == 0, "a restore from the wreck loses " + lost + " files");
    }
    Run first = fsck();
    if (first.exitCode() == NO_ARCHIVE) {
      return new Outcome(wreck.promise(), false, 0, specimen.objects().size(), files());
    }
    NavigableMap<String, byte[]> after = Folder.read(archive);
    boolean whole = first.exitCode() != LEFT;
    Set<String> lost = first.findings("lost", "conflict", "denied", "repairable");
    requireArchive(after, whole, lost);
    switch (wreck.promise()) {
      case WITHIN -> require(whole, "not all is repaired: " + lost);
      case BEYOND -> require(!whole && lost.equals(wreck.lost()),
          "lost should be " + wreck.lost() + " and is " + lost);
      case OPEN -> {}
    }
    Run second = fsck();
    require(second.exitCode() == (whole ? 0 : LEFT),
        "a second repair ends with " + second.exitCode());
    require(equal(after, Folder.read(archive)), "a second repair changes something");
    int lostFiles = 0;
    if (!whole) {
      for (int band = 0; band < specimen.trees().size(); band++) {
        lostFiles += restore(band);
      }
      int named = first.of("affected").size();
      require(wreck.promise() != Wreck.Promise.BEYOND || lostFiles == named,
          named + " files are named and " + lostFiles + " lost");
    }
    return new Outcome(wreck.promise(), whole, first.findings("repaired", "covered").size(),
        lost.size(), lostFiles);
  }

  private Run fsck() {
    var arguments = new ArrayList<Object>(List.of("--repair", "-y", "--json", archive));
    arguments.addAll(specimen.key());
    Run run = run(Program.DURA_FSCK, new DuraFsck(), arguments);
    // Blocks alone name their archive and are none.
    boolean none = run.exitCode() == NO_ARCHIVE && wreck.promise() == Wreck.Promise.OPEN
        && run.err().contains("not an archive");
    require(Set.of(0, REPAIRED, LEFT).contains(run.exitCode()) || none,
        "dura-fsck ends with " + run.exitCode() + "\n" + run.err());
    return run;
  }

  private int files() {
    return specimen.trees().stream().mapToInt(Map::size).sum();
  }

  private Run run(Program program, Object command, List<Object> arguments) {
    Cli.Outcome outcome = cli.run(program, command, arguments.toArray());
    return new Run(outcome.exitCode(), outcome.lines()
        .stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList(), outcome.err());
  }

  /// After a repair a file is as it was, or named as lost.
  private void requireArchive(NavigableMap<String, byte[]> after, boolean whole,
      Set<String> lost) {
    require(lost.isEmpty() == whole, "exit code and findings disagree: " + lost);
    for (Map.Entry<String, byte[]> file : specimen.archive().entrySet()) {
      boolean same = Arrays.equals(file.getValue(), after.get(file.getKey()));
      // What no finding can name: a band that nothing is left of, or not its tail.
      boolean excused = wreck.promise() == Wreck.Promise.OPEN && !whole;
      require(same || lost.contains(file.getKey()) || excused,
          file.getKey() + " is not what it was, and not named");
      require(!same || !lost.contains(file.getKey()), file.getKey() + " is whole and named lost");
    }
    if (whole) {
      require(after.keySet().equals(specimen.archive().keySet()), "other files than before");
    }
  }

  /// Restores a band and looks at every byte.
  ///
  /// @return how many files lack bytes
  private int restore(int band) throws IOException {
    Folder.delete(target);
    var arguments = new ArrayList<Object>(List.of("restore", archive, target, "--json", "--band",
        band == specimen.trees().size() - 1 ? "latest" : specimen.bandName(band)));
    arguments.addAll(specimen.key());
    Run run = run(Program.DURA, new Dura(), arguments);
    require(Set.of(0, 1, 2).contains(run.exitCode()), "restore ends with " + run.exitCode());
    boolean nothing = run.of("restored").isEmpty();
    require(!nothing || run.exitCode() == 2 && wreck.promise() == Wreck.Promise.OPEN,
        "nothing is restored\n" + run.err());
    if (nothing) {
      return specimen.trees().get(band).size();
    }
    NavigableMap<String, byte[]> found = new TreeMap<>(Folder.read(target.resolve("src")));
    Map<String, List<JsonObject>> lost = lostRanges(run);
    boolean indexLost = run.hasAlarm("index-lost");
    int missing = 0;
    for (Map.Entry<String, byte[]> file : restoredTree(run, band).entrySet()) {
      byte[] is = found.remove(file.getKey());
      List<JsonObject> ranges = lost.getOrDefault(file.getKey(), List.of());
      require(is != null || indexLost, file.getKey() + " is neither restored nor named");
      if (is == null || !ranges.isEmpty()) {
        missing++;
      }
      if (is != null) {
        require(Arrays.equals(without(file.getValue(), ranges), without(is, ranges)),
            file.getKey() + " has wrong bytes that nobody names");
      }
    }
    require(found.isEmpty(), "files nobody put there: " + found.keySet());
    require((missing > 0) == (run.exitCode() == 2),
        missing + " files lack bytes, and restore ends with " + run.exitCode() + "\n" + run.err());
    return missing;
  }

  /// The tree of the band that was restored: with the newest band gone, the latest is an older one.
  private NavigableMap<String, byte[]> restoredTree(Run run, int band) {
    String name = run.of("restored").getFirst().get("band").getAsString();
    require(name.equals(specimen.bandName(band)) || wreck.promise() == Wreck.Promise.OPEN,
        "restored is " + name);
    return specimen.trees().get(Integer.parseInt(name.substring(1, 7)) - 1);
  }

  private static Map<String, List<JsonObject>> lostRanges(Run run) {
    var ranges = new TreeMap<String, List<JsonObject>>();
    for (JsonObject alarm : run.of("alarm")) {
      if (alarm.get("code").getAsString().equals("extent-lost")) {
        String path = alarm.get("path").getAsString().substring("src/".length());
        ranges.computeIfAbsent(path, _ -> new ArrayList<>()).add(alarm);
      }
    }
    return ranges;
  }

  private static byte[] without(byte[] bytes, List<JsonObject> ranges) {
    byte[] left = bytes.clone();
    for (JsonObject range : ranges) {
      int from = Math.min(left.length, range.get("offset").getAsInt());
      int to = Math.min(left.length, from + range.get("length").getAsInt());
      Arrays.fill(left, from, to, (byte) 0);
    }
    return left;
  }

  private static boolean equal(Map<String, byte[]> one, Map<String, byte[]> other) {
    return one.keySet().equals(other.keySet()) && one.entrySet()
        .stream()
        .allMatch(file -> Arrays.equals(file.getValue(),
            Objects.requireNonNull(other.get(file.getKey()))));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
