package dura.tools.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;

/// What holds for every tree: children in the space of their parent fill it, one behind the other,
/// so that every byte is in exactly one leaf; and siblings have different names.
final class Tiling {
  private Tiling() {}

  /// Checks a tree.
  ///
  /// @return how many leaves there are
  static long check(Node node) {
    long leaves = 0;
    long at = node.span().offset();
    boolean divided = false;
    var names = new HashSet<String>();
    for (Node child : node.children()) {
      String where = node.name() + "/" + child.name();
      assertTrue(names.add(child.name()), where + " is there twice");
      if (child.span().space() == node.span().space() && child.span().space() != Space.NONE) {
        divided = true;
        assertEquals(at, child.span().offset(), where);
        at = child.span().end();
      } else if (child.span().space() != Space.NONE) {
        assertEquals(0, child.span().offset(), where + " begins a space");
      }
      assertFalse(child.span().length() < 0, where);
      leaves += check(child);
    }
    if (divided) {
      assertEquals(node.span().end(), at, node.name() + " is not filled");
    }
    return Math.max(1, leaves);
  }
}
