package dura.band.run;

import dura.band.machine.PathVersions;
import dura.band.machine.TreesWalk;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import java.util.List;
import java.util.Optional;

/// Reads the trees of several bands of one archive in step: fetches the hunks that a [TreesWalk]
/// asks for. A hunk that cannot be had is an alarm, and the walk goes on behind it.
public final class TreesReader {
  private final HunkReader hunks;
  private final AlarmBook alarms;
  private final TreesWalk walk;

  /// @param indexes at least one, all opened by one [ArchiveReader]
  public TreesReader(List<BandIndex> indexes, TreesWalk.Scope scope) {
    this.hunks = indexes.getFirst().hunks();
    this.alarms = indexes.getFirst().alarms();
    this.walk = new TreesWalk(indexes.stream().map(BandIndex::tree).toList(), scope);
  }

  /// What the trees have under the next path; empty at the end.
  public Optional<PathVersions> next() throws AbortedException {
    while (true) {
      switch (walk.next()) {
        case TreesWalk.Next.Wanted(HunkReference reference) -> fetch(reference);
        case TreesWalk.Next.Found(PathVersions versions) -> {
          return Optional.of(versions);
        }
        case TreesWalk.Next.End() -> {
          return Optional.empty();
        }
      }
    }
  }

  private void fetch(HunkReference wanted) throws AbortedException {
    Optional<IndexHunk> hunk = hunks.read(wanted, alarms);
    if (hunk.isEmpty()) {
      walk.skip();
      return;
    }
    Optional<String> objection = walk.accept(hunk.get());
    if (objection.isPresent()) {
      HunkReader.refuse(wanted, objection.get(), alarms);
    }
  }
}
