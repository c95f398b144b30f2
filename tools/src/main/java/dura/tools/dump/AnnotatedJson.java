package dura.tools.dump;

import dura.tools.report.JsonObject;
import java.io.IOException;
import java.util.List;

/// The tree for programs: an object for each node, on a line of its own.
///
/// Members: `path` (array of names from the root), `space`, `offset` and `length` (left out for
/// facts), `value` and `note` (left out where empty), `mark`, and with [Hex#SHOWN] `hex` of leaves.
public final class AnnotatedJson implements TreeView {
  private final AnnotatedText.Lines out;
  private final Hex hex;

  public AnnotatedJson(Hex hex, AnnotatedText.Lines out) {
    this.hex = hex;
    this.out = out;
  }

  @Override
  public void show(List<String> path, Node node) throws IOException {
    JsonObject json = JsonObject.of("node").put("path", path);
    Span span = node.span();
    if (span.space() != Space.NONE) {
      json.put("space", span.space().word())
          .put("offset", span.offset())
          .put("length", span.length());
    }
    if (!node.value().isEmpty()) {
      json.put("value", node.value());
    }
    if (!node.note().isEmpty()) {
      json.put("note", node.note());
    }
    json.put("mark", Texts.word(node.mark()));
    int shown = Math.min(span.bytes().length(), hex.bytes());
    if (node.isLeaf() && shown > 0) {
      json.put("hex", span.bytes().slice(0, shown).toHex());
    }
    out.line(json.toString());
  }
}
