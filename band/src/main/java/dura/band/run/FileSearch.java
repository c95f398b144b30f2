package dura.band.run;

import dura.band.machine.PathVersions;
import dura.band.machine.PathVersions.Version;
import dura.band.machine.TreesWalk;
import dura.band.model.TreeEntry;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All versions of all files of several bands, path by path in order of the index. Each hunk is read
/// once, however many of the bands share it.
public final class FileSearch {
  private final List<BandName> bands;
  private final TreesReader trees;
  private final Deque<Match> ready = new ArrayDeque<>();

  /// First entries of linked files, without their extents, by link number and the bands that have
  /// them.
  private final Map<Long, List<First>> firsts = new HashMap<>();

  private record First(BitSet trees, IndexEntry fields) {}

  /// A version of a file.
  ///
  /// @param entry with all fields but extents, which may lack
  /// @param bands that have it, in order; at least one
  public record Match(TreeEntry entry, List<BandName> bands) {}

  /// @param indexes of the bands, in order, at least one, all opened by one [ArchiveReader]
  public FileSearch(List<BandIndex> indexes) {
    this.bands = indexes.stream().map(index -> index.band().name()).toList();
    this.trees = new TreesReader(indexes, TreesWalk.Scope.ALL);
  }

  /// The next version of a file; empty at the end.
  public Optional<Match> next() throws AbortedException {
    while (ready.isEmpty()) {
      Optional<PathVersions> next = trees.next();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      next.get().versions().forEach(this::take);
    }
    return Optional.of(ready.removeFirst());
  }

  private void take(Version version) {
    TreeEntry entry = version.entry();
    if (entry.link() == 0) {
      tell(version.trees(), entry);
      return;
    }
    List<First> known = firsts.computeIfAbsent(entry.link(), _ -> new ArrayList<>());
    if (!version.isFurtherName()) {
      known.add(new First(version.trees(), entry.fields().toBuilder().clearExtent().build()));
      tell(version.trees(), entry);
      return;
    }
    BitSet rest = (BitSet) version.trees().clone();
    for (First first : known) {
      BitSet both = (BitSet) rest.clone();
      both.and(first.trees());
      if (!both.isEmpty()) {
        IndexEntry fields =
            first.fields().toBuilder().setPath(entry.fields().getPath()).build();
        tell(both, new TreeEntry(entry.path(), fields, entry.bands()));
        rest.andNot(both);
      }
    }
    if (!rest.isEmpty()) {
      // The first name is lost; what is known of this one is its path.
      tell(rest, entry);
    }
  }

  private void tell(BitSet trees, TreeEntry entry) {
    ready.add(new Match(entry, trees.stream().mapToObj(bands::get).toList()));
  }
}
