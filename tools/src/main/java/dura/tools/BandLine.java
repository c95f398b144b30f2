package dura.tools;

import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.PrintableBytes;
import dura.band.run.BandInfo;
import dura.proto.IndexRoot;
import dura.proto.Source;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.ByteText;
import dura.tools.text.Messages;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A band in a list.
///
/// @param band what is known of it
/// @param root what its index says of it; empty where that cannot be read
record BandLine(BandInfo band, Optional<IndexRoot> root) implements Line {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /// Name, end (or begin, in brackets), stored bytes, state, worth of the signature, origin.
  @Override
  public String text() {
    String time = band.tail()
        .map(tail -> " " + TIME.format(tail.ended()) + " ")
        .or(() -> band.head().map(head -> "(" + TIME.format(head.started()) + ")"))
        .orElse(" ".repeat(21));
    String size = band.tail().map(tail -> Amounts.bytes(tail.storedBytes())).orElse("");
    String signature = band.finished()
        ? Messages.text("bands.signature." + word(band.signature()))
        : "";
    return String.format(Locale.ROOT, "%s %s %9s  %s%s%s", band.name(), time, size,
        Messages.text("bands.state." + word(band.state())), signature,
        root.map(BandLine::origin).orElse(""));
  }

  /// Host, sources, tags, description, as far as there are any.
  private static String origin(IndexRoot root) {
    var parts = new StringBuilder();
    if (!root.getHost().isEmpty()) {
      parts.append(Messages.text("bands.host", ByteText.printable(root.getHost())));
    }
    if (root.getSourceCount() > 0) {
      parts.append(Messages.text("bands.sources",
          root.getSourceList()
              .stream()
              .map(source -> PrintableBytes.of(source.getPath().toByteArray()))
              .collect(Collectors.joining(" "))));
    }
    if (root.getTagCount() > 0) {
      parts.append(Messages.text("bands.tags",
          ByteText.printable(String.join(" ", root.getTagList()))));
    }
    if (!root.getDescription().isEmpty()) {
      parts.append(Messages.text("bands.description", ByteText.printable(root.getDescription())));
    }
    return parts.toString();
  }

  /// `type` band, `band`, `state`, `signature`, and where they are known `started`, `profile`,
  /// `parent`, `ended`, `stored_bytes`, `blocks`, `index_objects`, `parity_objects`,
  /// `host`, `sources` (each with `name` in the tree and `source_path` on the host), `tags`, `description`.
  @Override
  public JsonObject json() {
    JsonObject json = JsonObject.of("band")
        .put("band", band.name().toString())
        .put("state", word(band.state()))
        .put("signature", word(band.signature()));
    band.head().ifPresent(head -> addHead(json, head));
    band.tail().ifPresent(tail -> addTail(json, tail));
    root.ifPresent(fields -> json.put("host", fields.getHost())
        .putObjects("sources", fields.getSourceList().stream().map(BandLine::source).toList())
        .put("tags", List.copyOf(fields.getTagList()))
        .put("description", fields.getDescription()));
    return json;
  }

  private static JsonObject source(Source source) {
    return JsonObject.untyped()
        .putBytes("name", source.getName().toByteArray())
        .putBytes("source_path", source.getPath().toByteArray());
  }

  private static void addHead(JsonObject json, BandHead head) {
    json.put("started", time(head.started())).put("profile", head.profile().headerName());
    head.parent().ifPresent(parent -> json.put("parent", parent.band().toString()));
  }

  private static void addTail(JsonObject json, BandTail tail) {
    json.put("ended", time(tail.ended()))
        .put("stored_bytes", tail.storedBytes())
        .put("blocks", tail.objects().blocks())
        .put("index_objects", tail.objects().indexObjects())
        .put("parity_objects", tail.objects().parityObjects());
  }

  private static String time(Instant time) {
    return time.toString();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
