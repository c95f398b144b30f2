package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.Limits;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// A sheet field by field, with the sheets it quotes: format-spec/20-head.md.
final class SheetAnnotator {
  private static final int MAX_QUOTING = 4;
  private static final String SHEET_KEY = "dura-";

  private SheetAnnotator() {}

  /// The fields of the sheet in `span`, which is all there. A text that is no sheet is shown line
  /// by line all the same, behind a remark.
  static Iterable<Node> annotate(Span span) {
    if (span.length() > Limits.MAX_SHEET_BYTES) {
      return List.of(Node.leaf("text", span, "").bad(Meanings.text("sheet-too-long")));
    }
    Iterable<Node> fields = () -> new Fields(span, 0);
    try {
      Sheet.parse(span.bytes());
      return fields;
    } catch (IllegalSheet e) {
      String fault = String.valueOf(e.getMessage());
      return Sequence.of(Node.fact("grammar", "").bad(Meanings.text("not-a-sheet", fault)), fields);
    }
  }

  /// The fields of a sheet whose lines have `depth` bars in front.
  private static final class Fields implements Iterator<Node> {
    private final Span sheet;
    private final ByteSlice text;
    private final int depth;
    private final Map<String, Integer> counts = new HashMap<>();
    private int at;

    Fields(Span sheet, int depth) {
      this.sheet = sheet;
      this.text = sheet.bytes();
      this.depth = depth;
    }

    @Override
    public boolean hasNext() {
      return at < text.length();
    }

    @Override
    public Node next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int start = at;
      int lineEnd = lineEnd(start);
      int end = lineEnd;
      while (end < text.length() && isQuoted(end)) {
        end = lineEnd(end);
      }
      at = end;
      return field(sheet.slice(start, end), lineEnd - start);
    }

    /// Where the line that begins at `from` ends, its line feed included.
    private int lineEnd(int from) {
      int end = from;
      while (end < text.length() && text.get(end) != '\n') {
        end++;
      }
      return Math.min(end + 1, text.length());
    }

    /// Whether the line at `from` belongs to the field before it.
    private boolean isQuoted(int from) {
      return from + depth < text.length() && text.get(from + depth) == '|';
    }

    private Node field(Span span, int lineLength) {
      Span line = span.slice(0, lineLength);
      String shown = Texts.printable(content(line.bytes()));
      int colon = shown.indexOf(':');
      String key = colon > 0 && colon < 64 ? shown.substring(0, colon) : "line";
      String value = colon > 0 ? shown.substring(colon + 1).strip() : shown;
      // Keys of a hostile sheet are not remembered without end.
      int count = counts.size() < 1024 || counts.containsKey(key)
          ? counts.merge(key, 1, Integer::sum)
          : (int) span.offset();
      String name = count == 1 ? key : key + "[" + (count - 1) + "]";
      String meaning = Meanings.of("key " + key);
      if (span.length() == lineLength) {
        return Node.leaf(name, span, value, meaning);
      }
      Span quoted = span.from(lineLength);
      Node first = Node.leaf("line", line, "", "");
      return new Node(name, span, value, meaning, Mark.GOOD, Sequence.of(first, quoted(quoted)));
    }

    /// The line without bars and line feed.
    private ByteSlice content(ByteSlice line) {
      int end = line.length() > 0 && line.get(line.length() - 1) == '\n'
          ? line.length() - 1
          : line.length();
      return line.slice(Math.min(depth, end), end);
    }

    private Iterable<Node> quoted(Span span) {
      boolean sheet = depth < MAX_QUOTING && beginsSheet(span.bytes());
      Node whole = sheet
          ? Node.branch("quoted sheet", span, "", () -> new Fields(span, depth + 1))
          : Node.leaf("quoted text", span, Meanings.text("lines", lines(span.bytes())));
      return List.of(whole);
    }

    private boolean beginsSheet(ByteSlice quoted) {
      ByteSlice head =
          quoted.slice(0, Math.min(quoted.length(), depth + 1 + SHEET_KEY.length()));
      return head.toUtf8().endsWith("|" + SHEET_KEY);
    }

    private static long lines(ByteSlice text) {
      long lines = 0;
      for (int i = 0; i < text.length(); i++) {
        lines += text.get(i) == '\n' ? 1 : 0;
      }
      return lines;
    }
  }
}
