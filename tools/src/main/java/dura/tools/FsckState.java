package dura.tools;

import com.google.gson.JsonObject;
import dura.band.machine.CheckDepth;
import dura.band.machine.CheckPortion;
import dura.band.machine.CheckPortion.Part;
import dura.band.machine.CheckUnit;
import dura.band.run.FsckReport;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.spec.BandName;
import dura.tools.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How far the checks of an archive came, as a file of JSON lines keeps it: the first says how far, the
/// others are what a run found that did not live to tell.
///
/// @param task which checks
/// @param part of the samples that comes next, or is under way
/// @param after the last unit that was checked of it
/// @param untold what was found and not yet told
record FsckState(Task task, int part, Optional<CheckUnit> after, Optional<FsckReport> untold) {
  private static final String TYPE = "fsck-state";
  private static final int NAME_CHARACTERS = 16;

  /// Checks that follow one another.
  ///
  /// @param depth how closely they look
  /// @param shard which objects are theirs
  /// @param samples in so many runs
  record Task(CheckDepth depth, Part shard, int samples) {
    String words() {
      return depth.name().toLowerCase(Locale.ROOT) + " " + shard + " " + samples;
    }
  }

  /// Nothing of `part` was checked.
  static FsckState beginning(Task task, int part) {
    return new FsckState(task, part, Optional.empty(), Optional.empty());
  }

  /// The file for checks of `place`, where none is named.
  static Path usualFile(Path stateFolder, String place, Task task) {
    String name = Sha256.of(ByteSlice.utf8(place + "\n" + task.words())).toHex();
    return stateFolder.resolve("fsck").resolve(name.substring(0, NAME_CHARACTERS) + ".jsonl");
  }

  CheckPortion portion() {
    return new CheckPortion(task.shard(), new Part(part, task.samples()), after);
  }

  /// The state when all of the part was checked.
  FsckState next() {
    return beginning(task, part % task.samples() + 1);
  }

  FsckState at(CheckUnit unit, Optional<FsckReport> found) {
    return new FsckState(task, part, Optional.of(unit), found);
  }

  /// What `file` says; empty where there is none.
  ///
  /// @throws UserError where it is not a state file of these checks
  static Optional<FsckState> read(Path file, Task task) throws UserError, IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      FsckReports.Lines lines = FsckReports.lines(Files.readAllLines(file));
      JsonObject first = lines.of(TYPE).getFirst();
      if (!first.get("task").getAsString().equals(task.words())) {
        throw UserError.usage("usage.state-other", file, first.get("task").getAsString());
      }
      Optional<CheckUnit> after = first.has("after_band")
          ? Optional.of(new CheckUnit(
              BandName.parse(first.get("after_band").getAsString()).orElseThrow(),
              first.get("after_group").getAsInt()))
          : Optional.empty();
      FsckReport untold = lines.report();
      int part = new Part(first.get("part").getAsInt(), task.samples()).number();
      return Optional.of(new FsckState(task, part, after,
          untold.bands().isEmpty() ? Optional.empty() : Optional.of(untold)));
    } catch (RuntimeException e) {
      throw UserError.failed("state-unreadable", file).causedBy(e);
    }
  }

  /// Writes the file beside and then in its place.
  void write(Path file) throws IOException {
    var lines = new ArrayList<String>();
    var json = dura.tools.report.JsonObject.of(TYPE)
        .put("task", task.words())
        .put("part", part);
    after.ifPresent(unit -> json.put("after_band", unit.band().toString())
        .put("after_group", unit.number()));
    lines.add(json.toString());
    untold.ifPresent(report -> {
      report.findings().forEach(found -> lines.add(FsckFindingLine.of(found).json().toString()));
      report.bands().forEach(band -> lines.add(new FsckBandLine(band).json().toString()));
    });
    Path whole = file.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path beside = whole.resolveSibling("." + whole.getFileName() + ".part");
    Files.write(beside, List.copyOf(lines));
    Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE);
  }
}
