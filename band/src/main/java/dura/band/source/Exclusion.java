package dura.band.source;

import dura.band.model.ArchivePath;
import java.io.IOException;
import java.util.List;

/// One reason why a backup leaves entries out. Several are one [FilteredSourceTree] around another.
@FunctionalInterface
public interface Exclusion {
  /// The entries of a directory that stay, in the order of [SourceTree#list].
  ///
  /// @param tree the tree with all its entries
  /// @param directory a source or below one, never the top
  List<DirectoryEntry> list(SourceTree tree, ArchivePath directory) throws IOException;
}
