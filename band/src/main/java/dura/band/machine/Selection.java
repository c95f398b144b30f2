package dura.band.machine;

import dura.band.model.ArchivePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Which entries of a tree are wanted, and which parts of an index can hold them: the order of the
/// index (format-spec/70-index.md) makes each part of a selection one run of entries.
public final class Selection {
  /// The smallest name there is.
  private static final byte[] FIRST_NAME = {1};

  private sealed interface Part {
    boolean has(ArchivePath path);

    /// Whether entries from `first` to `last` can be among these.
    boolean mayHave(ArchivePath first, Optional<ArchivePath> last);
  }

  private record One(ArchivePath path) implements Part {
    @Override
    public boolean has(ArchivePath other) {
      return path.equals(other);
    }

    @Override
    public boolean mayHave(ArchivePath first, Optional<ArchivePath> last) {
      return first.compareTo(path) <= 0
          && (last.isEmpty() || path.compareTo(last.get()) <= 0);
    }
  }

  private record Children(ArchivePath directory) implements Part {
    @Override
    public boolean has(ArchivePath path) {
      return path.parent().equals(directory);
    }

    @Override
    public boolean mayHave(ArchivePath first, Optional<ArchivePath> last) {
      return mayReach(directory, first, last) || has(first);
    }
  }

  private record Below(ArchivePath directory) implements Part {
    @Override
    public boolean has(ArchivePath path) {
      return path.parent().isAtOrBelow(directory);
    }

    @Override
    public boolean mayHave(ArchivePath first, Optional<ArchivePath> last) {
      return mayReach(directory, first, last) || !first.isTop() && has(first);
    }
  }

  private final List<Part> parts;

  private Selection(List<? extends Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /// Whether the first entry of `directory` can stand between `first` and `last`.
  private static boolean mayReach(ArchivePath directory, ArchivePath first,
      Optional<ArchivePath> last) {
    ArchivePath start = directory.child(FIRST_NAME);
    return first.compareTo(start) <= 0 && (last.isEmpty() || start.compareTo(last.get()) <= 0);
  }

  /// Every entry.
  public static Selection all() {
    return below(ArchivePath.TOP);
  }

  /// The entry of `path` alone.
  public static Selection only(ArchivePath path) {
    return new Selection(List.of(new One(path)));
  }

  /// The entries of `directory`.
  public static Selection childrenOf(ArchivePath directory) {
    return new Selection(List.of(new Children(directory)));
  }

  /// The entries of `directory` and of all directories below it.
  public static Selection below(ArchivePath directory) {
    return new Selection(List.of(new Below(directory)));
  }

  /// The entries of `paths`, all that is below them, and the directories on the way to them.
  public static Selection of(List<ArchivePath> paths) {
    if (paths.stream().anyMatch(ArchivePath::isTop)) {
      return all();
    }
    var parts = new LinkedHashSet<Part>();
    for (ArchivePath path : paths) {
      for (ArchivePath at = path; !at.isTop(); at = at.parent()) {
        parts.add(new One(at));
      }
      parts.add(new Below(path));
    }
    return new Selection(new ArrayList<>(parts));
  }

  /// Whether the entry of `path` is wanted.
  public boolean has(ArchivePath path) {
    return parts.stream().anyMatch(part -> part.has(path));
  }

  /// Whether a wanted entry can stand in a run of entries.
  ///
  /// @param first no entry of the run is smaller
  /// @param last no entry of the run is larger, where that is known
  public boolean mayHave(ArchivePath first, Optional<ArchivePath> last) {
    return parts.stream().anyMatch(part -> part.mayHave(first, last));
  }
}
