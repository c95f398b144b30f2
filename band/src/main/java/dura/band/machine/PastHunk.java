package dura.band.machine;

import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import java.util.List;

/// A hunk of the parent's index. Numbers of bands are those of an [Ancestry].
///
/// @param reference to the hunk
/// @param shared whether the new band may refer to it
/// @param entries of a leaf: those all of whose blocks can be referred to
/// @param children of an inner hunk
public record PastHunk(HunkRef reference, boolean shared, List<IndexEntry> entries,
    List<HunkRef> children) {
  public PastHunk {
    entries = List.copyOf(entries);
    children = List.copyOf(children);
  }
}
