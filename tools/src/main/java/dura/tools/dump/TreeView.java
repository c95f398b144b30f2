package dura.tools.dump;

import java.io.IOException;
import java.util.List;

/// Shows the nodes of a tree, one after the other.
@FunctionalInterface
public interface TreeView {
  /// Shows one node.
  ///
  /// @param path names from the root down to the node itself; valid during the call
  void show(List<String> path, Node node) throws IOException;
}
