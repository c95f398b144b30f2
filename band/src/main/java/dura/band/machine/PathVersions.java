package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.TreeEntry;
import java.util.BitSet;
import java.util.List;

/// What trees have under one path.
///
/// @param path in all of them
/// @param versions at least one; no tree is in two
public record PathVersions(ArchivePath path, List<Version> versions) {
  public PathVersions {
    versions = List.copyOf(versions);
  }

  /// One version of a file.
  ///
  /// @param trees numbers of the trees that have it
  /// @param entry with all fields; of a file of several entries the first, without its extents
  /// @param identities of all its entries, in order
  public record Version(BitSet trees, TreeEntry entry, List<EntryIdentity> identities) {
    public Version {
      identities = List.copyOf(identities);
    }

    /// The version that these entries make.
    public static Version of(BitSet trees, List<TreeEntry> entries) {
      return new Version(trees, entries.getFirst(),
          entries.stream().map(EntryIdentity::of).toList());
    }

    /// Whether the entry is a name of a file whose fields another entry of the tree carries.
    public boolean isFurtherName() {
      return EntryIdentity.isFurtherName(entry);
    }
  }
}
