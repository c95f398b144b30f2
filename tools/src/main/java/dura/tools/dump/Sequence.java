package dura.tools.dump;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Nodes one behind the other, from several sources.
final class Sequence {
  private Sequence() {}

  /// One node, then others.
  static Iterable<Node> of(Node first, Iterable<Node> others) {
    return of(List.of(List.of(first), others));
  }

  /// The nodes of all parts in order; a part is looked at when its turn comes.
  static Iterable<Node> of(List<Iterable<Node>> parts) {
    return () -> new Joined(parts.iterator());
  }

  private static final class Joined implements Iterator<Node> {
    private final Iterator<Iterable<Node>> parts;
    private Iterator<Node> current = List.<Node>of().iterator();

    Joined(Iterator<Iterable<Node>> parts) {
      this.parts = parts;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && parts.hasNext()) {
        current = parts.next().iterator();
      }
      return current.hasNext();
    }

    @Override
    public Node next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }
  }
}
