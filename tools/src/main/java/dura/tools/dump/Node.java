package dura.tools.dump;

import java.util.Collection;
import java.util.List;

/// One thing that is known of some bytes, and what it is made of.
///
/// Children in the space of their parent lie one behind the other and fill it. Children in other
/// spaces, and facts, which have no place, stand between them.
///
/// @param name of the thing, unlike those of its siblings
/// @param span where it is; [Span#NONE] for a fact
/// @param value what it says, printable; may be empty
/// @param note what that means, or what is wrong with it; may be empty
/// @param mark whether it is as it must be
/// @param children may be made while they are iterated over, so that large trees need no memory
public record Node(String name, Span span, String value, String note, Mark mark,
    Iterable<Node> children) {
  private static final List<Node> NO_CHILDREN = List.of();

  /// A fact that has no place.
  public static Node fact(String name, Object value) {
    return leaf(name, Span.NONE, value.toString(), Meanings.of(name));
  }

  /// Bytes that are not divided further.
  public static Node leaf(String name, Span span, String value, String note) {
    return new Node(name, span, value, note, Mark.GOOD, NO_CHILDREN);
  }

  /// Bytes that are not divided further, with the meaning of `name`.
  public static Node leaf(String name, Span span, String value) {
    return leaf(name, span, value, Meanings.of(name));
  }

  /// Something made of parts, with the meaning of `name`.
  public static Node branch(String name, Span span, String value, Iterable<Node> children) {
    return new Node(name, span, value, Meanings.of(name), Mark.GOOD, children);
  }

  /// The same, meaning something else.
  public Node meaning(String otherNote) {
    return new Node(name, span, value, otherNote, mark, children);
  }

  /// The same, and wrong.
  ///
  /// @param fault what is wrong
  public Node bad(String fault) {
    return new Node(name, span, value, fault, Mark.BAD, children);
  }

  /// The same, and closed.
  public Node closed(String why) {
    return new Node(name, span, value, why, Mark.CLOSED, children);
  }

  /// Whether it has no parts.
  public boolean isLeaf() {
    return children instanceof Collection<?> parts && parts.isEmpty();
  }
}
