package dura.tools;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dura.band.machine.BandState;
import dura.band.machine.BandSummary;
import dura.band.machine.CheckDepth;
import dura.band.machine.CheckPortion;
import dura.band.machine.Finding;
import dura.band.model.ForeignGroups;
import dura.band.run.FsckReport;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads what `dura-fsck --json` wrote, and makes one report of those of several runs.
final class FsckReports {
  private static final Map<String, AlarmCode> CODES = Arrays.stream(AlarmCode.values())
      .collect(Collectors.toMap(AlarmCode::word, Function.identity()));

  /// Lines by their type.
  record Lines(Map<String, List<JsonObject>> byType) {
    List<JsonObject> of(String type) {
      return byType.getOrDefault(type, List.of());
    }

    /// Findings and bands.
    FsckReport report() {
      Optional<ByteSlice> id = of("checked").stream()
          .filter(line -> line.has("archive"))
          .map(line -> ByteSlice.hex(line.get("archive").getAsString()))
          .findFirst();
      return new FsckReport(id, true, of("finding").stream().map(FsckReports::finding).toList(),
          of("band").stream().map(FsckReports::band).toList(), List.of(), List.of());
    }
  }

  /// Several reports made one.
  ///
  /// @param place that was checked
  record Merged(String place, FsckReport report, CheckDepth depth) {}

  private FsckReports() {}

  /// Sorts lines of JSON.
  ///
  /// @throws RuntimeException where one is none
  static Lines lines(List<String> text) {
    var byType = new HashMap<String, List<JsonObject>>();
    for (String line : text) {
      if (!line.isBlank()) {
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        byType.computeIfAbsent(json.get("type").getAsString(), _ -> new ArrayList<>()).add(json);
      }
    }
    return new Lines(byType);
  }

  /// One report of all that stands in `files`.
  static Merged merge(List<String> files, Session session) throws UserError, IOException {
    var reports = new ArrayList<FsckReport>();
    var summaries = new ArrayList<JsonObject>();
    for (String file : files) {
      try {
        Lines lines = lines(Files.readAllLines(Path.of(file)));
        List<JsonObject> checked = lines.of("checked");
        if (checked.size() != 1) {
          throw UserError.failed("merge.not-one-report", file, checked.size());
        }
        summaries.add(checked.getFirst());
        reports.add(lines.report());
      } catch (RuntimeException e) {
        throw UserError.failed("merge.unreadable", file).causedBy(e);
      }
    }
    requireOne(summaries, "archive");
    requireOne(summaries, "depth");
    tellMissing(summaries, session);
    JsonObject first = summaries.getFirst();
    return new Merged(first.get("place").getAsString(), FsckReport.union(reports),
        CheckDepth.valueOf(first.get("depth").getAsString().toUpperCase(Locale.ROOT)));
  }

  private static void requireOne(List<JsonObject> summaries, String member) throws UserError {
    Set<String> values = new HashSet<>();
    summaries.forEach(line -> values
        .add(line.has(member) ? line.get(member).getAsString() : ""));
    if (values.size() > 1) {
      throw UserError.usage("usage.merge-other", String.join(", ", values));
    }
  }

  /// Parts of which no report came to the end.
  private static void tellMissing(List<JsonObject> summaries, Session session) {
    var whole = new HashSet<String>();
    int shards = 1;
    int samples = 1;
    for (JsonObject line : summaries) {
      String[] shard = line.get("shard").getAsString().split("/", -1);
      String[] sample = line.get("sample").getAsString().split("/", -1);
      shards = Math.max(shards, Integer.parseInt(shard[1]));
      samples = Math.max(samples, Integer.parseInt(sample[1]));
      if (!line.has("stopped_after")) {
        whole.add(shard[0] + "/" + shard[1] + " " + sample[0] + "/" + sample[1]);
      }
    }
    int missing = 0;
    for (int shard = 1; shard <= shards && shards <= CheckPortion.Part.MOST; shard++) {
      for (int sample = 1; sample <= samples && samples <= CheckPortion.Part.MOST; sample++) {
        missing += whole.contains(shard + "/" + shards + " " + sample + "/" + samples) ? 0 : 1;
      }
    }
    if (missing > 0) {
      session.report().note(Message.of("fsck.merge-missing", missing, shards * samples));
    }
  }

  private static Finding finding(JsonObject json) {
    var alarms = new ArrayList<Alarm>();
    for (JsonElement element : json.getAsJsonArray("alarms")) {
      JsonObject alarm = element.getAsJsonObject();
      alarms.add(new Alarm(Optional.ofNullable(CODES.get(text(alarm, "code"))).orElseThrow(),
          Location.range(text(alarm, "path"), number(alarm, "offset"), number(alarm, "length")),
          text(alarm, "expected"), text(alarm, "found")));
    }
    return new Finding(text(json, "path"), alarms,
        Finding.Outcome.valueOf(text(json, "outcome").toUpperCase(Locale.ROOT)));
  }

  private static BandSummary band(JsonObject json) {
    var lost = new ArrayList<Integer>();
    json.getAsJsonArray("lost_groups").forEach(number -> lost.add(number.getAsInt()));
    var refers = new ArrayList<ForeignGroups>();
    for (JsonElement element : json.getAsJsonArray("refers")) {
      JsonObject groups = element.getAsJsonObject();
      refers.add(new ForeignGroups(BandName.parse(text(groups, "band")).orElseThrow(),
          groups.get("first").getAsInt(), groups.get("last").getAsInt(),
          ByteSlice.hex(text(groups, "sha256"))));
    }
    return new BandSummary(BandName.parse(text(json, "name")).orElseThrow(),
        BandState.valueOf(text(json, "state").toUpperCase(Locale.ROOT)), number(json, "objects"),
        number(json, "damaged"), lost, refers, List.of());
  }

  private static String text(JsonObject json, String member) {
    return json.has(member) ? json.get(member).getAsString() : "";
  }

  private static long number(JsonObject json, String member) {
    return json.has(member) ? json.get(member).getAsLong() : -1;
  }
}
