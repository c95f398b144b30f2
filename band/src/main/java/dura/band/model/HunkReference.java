package dura.band.model;

import java.util.List;

/// A checked reference to a hunk.
///
/// @param first the smallest path in or below it; [ArchivePath#TOP] in object tables
/// @param place where it is stored
/// @param level levels below it, 0 for a leaf
/// @param entries what the reference says is the number of entries in or below it; nothing may
///     rely on it
/// @param groups what the reference says are the groups of all objects in or below it
public record HunkReference(ArchivePath first, HunkPlace place, int level, long entries,
    List<GroupSpan> groups) {
  public HunkReference {
    groups = List.copyOf(groups);
  }
}
