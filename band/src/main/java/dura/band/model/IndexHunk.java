package dura.band.model;

import dura.proto.IndexRoot;
import dura.proto.ObjectInfo;
import java.util.List;
import java.util.Optional;

/// A hunk that keeps every rule of format-spec/70-index.md, numbers of bands resolved to names.
public sealed interface IndexHunk {
  /// A leaf of the tree of entries.
  ///
  /// @param entries at least one, in order
  record Leaf(List<TreeEntry> entries) implements IndexHunk {}

  /// An inner hunk.
  ///
  /// @param children at least one, in order, all of one level
  record Inner(List<HunkReference> children) implements IndexHunk {}

  /// A leaf of the object table.
  ///
  /// @param objects in order of kind and number; none where the band wrote none
  record Objects(List<ObjectInfo> objects) implements IndexHunk {}

  /// The root of an index.
  ///
  /// @param fields as stored
  /// @param entries the tree of entries; empty where the band is
  /// @param objects the object table; empty where the band wrote no objects before it
  record Root(IndexRoot fields, Optional<HunkReference> entries, Optional<HunkReference> objects)
      implements IndexHunk {}
}
