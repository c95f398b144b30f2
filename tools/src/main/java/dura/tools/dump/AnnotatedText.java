package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.tools.text.ByteText;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

/// The tree for people: offset, length, and by depth name, value and meaning.
///
/// A line begins with `!` where something is wrong, then the letter of the space that offset and
/// length count in.
public final class AnnotatedText implements TreeView {
  private static final int COLUMN = 11;
  private static final int HEX_LINE = 16;
  private static final HexFormat DIGITS = HexFormat.ofDelimiter(" ");

  /// Takes lines, without their ends.
  @FunctionalInterface
  public interface Lines {
    void line(String text) throws IOException;
  }

  private final Lines out;
  private final Hex hex;

  public AnnotatedText(Hex hex, Lines out) {
    this.hex = hex;
    this.out = out;
  }

  @Override
  public void show(List<String> path, Node node) throws IOException {
    Span span = node.span();
    var line = new StringBuilder(120).append(node.mark() == Mark.BAD ? '!' : ' ')
        .append(span.space().letter());
    boolean placed = span.space() != Space.NONE;
    right(line, placed ? Long.toString(span.offset()) : "");
    right(line, placed ? Long.toString(span.length()) : "");
    line.repeat("  ", path.size()).append(node.name());
    if (!node.value().isEmpty()) {
      line.append(": ").append(node.value());
    }
    if (!node.note().isEmpty()) {
      line.append("  # ").append(node.note());
    }
    out.line(ByteText.line(line.toString()));
    if (node.isLeaf()) {
      hex(span, path.size());
    }
  }

  private void hex(Span span, int depth) throws IOException {
    int end = Math.min(span.bytes().length(), hex.bytes());
    for (int at = 0; at < end; at += HEX_LINE) {
      ByteSlice row = span.bytes().slice(at, Math.min(at + HEX_LINE, end));
      var line = new StringBuilder(120).append(' ').append(span.space().letter());
      right(line, Long.toString(span.offset() + at));
      right(line, "");
      String digits = DIGITS.formatHex(row.toByteArray());
      line.repeat("  ", depth + 1).append("| ").append(digits);
      line.repeat(' ', 3 * HEX_LINE - 1 - digits.length()).append(" | ");
      for (int i = 0; i < row.length(); i++) {
        char c = (char) row.get(i);
        line.append(c >= ' ' && c <= '~' ? c : '.');
      }
      out.line(line.toString());
    }
    if (end > 0 && end < span.bytes().length()) {
      var line = new StringBuilder(80).repeat(' ', 2 + 2 * COLUMN).repeat("  ", depth + 1);
      out.line(line.append("| ")
          .append(Meanings.text("more-bytes", span.bytes().length() - end))
          .toString());
    }
  }

  private static void right(StringBuilder line, String number) {
    line.repeat(' ', COLUMN - number.length()).append(number);
  }
}
