package dura.tools.dump;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Takes a tree to a view, parents before children, and notes what is wrong in it.
public final class TreeWalk {
  private final TreeView view;
  private final List<String> path = new ArrayList<>();
  private long bad;

  private TreeWalk(TreeView view) {
    this.view = view;
  }

  /// Shows all of a tree.
  ///
  /// @return how many nodes are [Mark#BAD]
  public static long show(Node root, TreeView view) throws IOException {
    var walk = new TreeWalk(view);
    walk.node(root);
    return walk.bad;
  }

  private void node(Node node) throws IOException {
    path.add(node.name());
    bad += node.mark() == Mark.BAD ? 1 : 0;
    view.show(path, node);
    for (Node child : node.children()) {
      node(child);
    }
    path.removeLast();
  }
}
