package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import java.util.List;

/// A tar header of the envelope, field by field: format-spec/10-object.md.
final class TarHeaderAnnotator {
  private record Field(String name, int length) {}

  private static final List<Field> FIELDS = List.of(new Field("name", 100), new Field("mode", 8),
      new Field("uid", 8), new Field("gid", 8), new Field("size", 12), new Field("mtime", 12),
      new Field("checksum", 8), new Field("typeflag", 1), new Field("linkname", 100),
      new Field("magic", 8), new Field("owners", 64), new Field("devmajor", 8),
      new Field("devminor", 8), new Field("prefix", 167));

  private TarHeaderAnnotator() {}

  /// The fields of the header in `span`.
  ///
  /// @param rendered the header as it must be
  static Node annotate(Span span, ByteSlice rendered) {
    if (span.bytes().isEmpty()) {
      return Node.leaf("tar header", span, "").bad(Meanings.text("absent"));
    }
    var fields = new Tiles(span);
    for (Field field : FIELDS) {
      int from = (int) fields.at();
      Node node = Node.leaf("tar " + field.name(), fields.take(field.length()), "");
      ByteSlice wanted = rendered.slice(from, from + field.length());
      String value = text(node.span().bytes());
      Node shown = Node.leaf(field.name(), node.span(), value, node.note());
      fields.add(wanted.equals(node.span().bytes())
          ? shown
          : shown.bad(Meanings.text("must-be", text(wanted))));
    }
    return Node.branch("tar header", span, "", fields.nodes());
  }

  /// Text up to its first zero byte; nothing for zero bytes.
  private static String text(ByteSlice field) {
    int end = 0;
    while (end < field.length() && field.get(end) != 0) {
      end++;
    }
    return Texts.printable(field.slice(0, end));
  }
}
