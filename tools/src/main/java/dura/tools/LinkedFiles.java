package dura.tools;

import dura.band.model.TreeEntry;
import dura.proto.IndexEntry;
import java.util.HashMap;
import java.util.Map;

/// Files with several names, of which the first entry alone has the fields (format-spec/70-index.md).
/// Remembers them without their extents.
final class LinkedFiles {
  private final Map<Long, IndexEntry> firsts = new HashMap<>();

  /// `entry` with the fields of the file that it names, as far as the first entry was seen.
  TreeEntry resolved(TreeEntry entry) {
    if (entry.link() == 0) {
      return entry;
    }
    IndexEntry first = firsts.computeIfAbsent(entry.link(),
        _ -> entry.fields().toBuilder().clearExtent().build());
    IndexEntry fields =
        first.toBuilder().setPath(entry.fields().getPath()).build();
    return new TreeEntry(entry.path(), fields, entry.bands());
  }
}
