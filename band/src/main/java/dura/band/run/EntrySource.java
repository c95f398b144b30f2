package dura.band.run;

import dura.band.model.TreeEntry;
import java.util.Optional;

/// Entries of a tree, one after the other, in the order of the index (format-spec/70-index.md).
@FunctionalInterface
public interface EntrySource {
  /// The next entry; empty at the end.
  ///
  /// @throws AbortedException where an alarm ended the work
  Optional<TreeEntry> next() throws AbortedException;
}
