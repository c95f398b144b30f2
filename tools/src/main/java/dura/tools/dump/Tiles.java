package dura.tools.dump;

import java.util.ArrayList;
import java.util.List;

/// Lays nodes over a span one behind the other.
final class Tiles {
  private final Span whole;
  private final List<Node> nodes = new ArrayList<>();
  private long at;

  Tiles(Span whole) {
    this.whole = whole;
  }

  /// Takes the next `length` bytes, fewer where the span ends before.
  Span take(long length) {
    long end = Math.min(whole.length(), at + length);
    Span taken = whole.slice(at, end);
    at = end;
    return taken;
  }

  /// Takes all that is left.
  Span rest() {
    return take(whole.length() - at);
  }

  /// All that is left, not taken.
  Span peek() {
    return whole.from(at);
  }

  /// Where the next byte is, counted from the span's beginning.
  long at() {
    return at;
  }

  boolean isDone() {
    return at == whole.length();
  }

  Tiles add(Node node) {
    nodes.add(node);
    return this;
  }

  /// A leaf over the next `length` bytes; a bad one where they are not all there.
  Tiles leaf(String name, long length, String value) {
    Node leaf = Node.leaf(name, take(length), value);
    return add(leaf.span().complete() ? leaf : leaf.bad(Meanings.text("absent")));
  }

  List<Node> nodes() {
    return nodes;
  }
}
