package dura.tools.page;

import java.util.ArrayDeque;
import java.util.Deque;

/// Well-formed markup, which is HTML and XML alike. Everything that is put in is escaped; elements are
/// closed in the order in which they were opened.
final class Markup {
  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /// Opens an element.
  ///
  /// @param attributes names and values by turns
  Markup open(String element, String... attributes) {
    text.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      text.append('"');
    }
    text.append('>');
    open.push(element);
    return this;
  }

  /// Closes the element that was opened last.
  Markup close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  /// Closes the element that was opened last, and ends the line.
  Markup closeLine() {
    close();
    text.append('\n');
    return this;
  }

  /// An element with text in it.
  Markup element(String element, String content, String... attributes) {
    return open(element, attributes).text(content).close();
  }

  /// An element without content, of those that HTML lets have none.
  Markup empty(String element, String... attributes) {
    open(element, attributes);
    open.pop();
    text.setLength(text.length() - 1);
    text.append("/>");
    return this;
  }

  /// Text.
  Markup text(String content) {
    escape(content);
    return this;
  }

  /// Markup of this program's own, as it is.
  Markup raw(String markup) {
    text.append(markup);
    return this;
  }

  /// What XML has no place for becomes U+FFFD.
  private void escape(String content) {
    content.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        default -> text.appendCodePoint(isLegal(c) ? c : 0xFFFD);
      }
    });
  }

  private static boolean isLegal(int c) {
    return c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c < 0xD800)
        || (c >= 0xE000 && c < 0xFFFE) || (c >= 0x10000 && c <= Character.MAX_CODE_POINT);
  }

  /// All of it.
  ///
  /// @throws IllegalStateException where an element is still open
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return text.toString();
  }
}
