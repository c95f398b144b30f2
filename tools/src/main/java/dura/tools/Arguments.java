package dura.tools;

import java.util.ArrayList;
import java.util.List;

/// Positional arguments, which help texts show one by one and [dura.tools.cli.ArchiveArgument] tells
/// apart.
final class Arguments {
  private Arguments() {}

  /// The first and the others as one list.
  static List<String> joined(List<String> first, List<String> others) {
    var all = new ArrayList<>(first);
    all.addAll(others);
    return all;
  }
}
