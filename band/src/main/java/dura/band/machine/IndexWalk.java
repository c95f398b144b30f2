package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A walk over a tree of hunks in order of the entries, without files: it says which hunk it needs
/// next and takes it, or the word that it is lost. Only hunks that can hold wanted entries are asked
/// for, so one path costs two hunks a level at most.
///
/// The bounds that references give are checked on the way (format-spec/70-index.md): entries rise
/// strictly over the whole walk, so that a hunk that is named again and again is refused the second
/// time.
public final class IndexWalk {
  /// So many hunks that break the rules end a walk: an index made to be walked for ever.
  static final int MAX_REFUSED = 1000;

  /// So many lost hunks end it as well; a wreck has fewer.
  static final int MAX_LOST = 1_000_000;

  private final Selection selection;
  private final @Nullable Pending pending;
  private final @Nullable TreeEntry last;

  /// A file of which the entry that it begins with is lost: what goes on with it has no place.
  private final ArchivePath orphan;

  private final int refused;
  private final int lost;

  /// Hunks still to be read, the next one first.
  ///
  /// @param upper no entry of the hunk is larger, where that is known
  private record Pending(HunkReference reference, Optional<ArchivePath> upper,
      @Nullable Pending behind) {}

  /// What came of a hunk.
  ///
  /// @param next the walk behind it
  /// @param entries the wanted ones of it, in order
  /// @param objection which rule it breaks, if it breaks one; then it has no entries
  public record Step(IndexWalk next, List<TreeEntry> entries, Optional<String> objection) {}

  private IndexWalk(Selection selection, @Nullable Pending pending, @Nullable TreeEntry last,
      ArchivePath orphan, int refused, int lost) {
    this.selection = selection;
    this.pending = pending;
    this.last = last;
    this.orphan = orphan;
    this.refused = refused;
    this.lost = lost;
  }

  /// A walk over the entries of `selection` below `root`; over none where there is no tree.
  public static IndexWalk start(Optional<HunkReference> root, Selection selection) {
    return new IndexWalk(selection,
        root.map(reference -> new Pending(reference, Optional.empty(), null)).orElse(null), null,
        ArchivePath.TOP, 0, 0);
  }

  /// The hunk that is needed next; empty at the end.
  public Optional<HunkReference> wanted() {
    return pending == null ? Optional.empty() : Optional.of(pending.reference());
  }

  /// The walk when the wanted hunk cannot be had.
  public IndexWalk skip() {
    Pending behind = lost + 1 >= MAX_LOST ? null : top().behind();
    return new IndexWalk(selection, behind, last, orphan, refused, lost + 1);
  }

  private Pending top() {
    if (pending == null) {
      throw new IllegalStateException("the walk is at its end");
    }
    return pending;
  }

  /// Takes the wanted hunk.
  public Step accept(IndexHunk hunk) {
    Pending top = top();
    Optional<String> objection =
        new HunkBounds(top.reference().first(), top.upper()).objection(hunk);
    if (objection.isPresent()) {
      return refuse(objection.get());
    }
    return switch (hunk) {
      case IndexHunk.Leaf leaf -> leaf(top, leaf);
      case IndexHunk.Inner inner -> inner(top, inner);
      case IndexHunk.Objects _,IndexHunk.Root _ ->
          throw new IllegalStateException("a hunk without entries was let through");
    };
  }

  private Step refuse(String objection) {
    // What an index made by hand wants is time: it gets no more of it.
    Pending behind = refused + 1 >= MAX_REFUSED ? null : top().behind();
    return new Step(new IndexWalk(selection, behind, last, orphan, refused + 1, lost), List.of(),
        Optional.of(objection));
  }

  private Step inner(Pending top, IndexHunk.Inner inner) {
    Pending stack = top.behind();
    Optional<ArchivePath> upper = top.upper();
    for (HunkReference child : inner.children().reversed()) {
      if (selection.mayHave(child.first(), upper)) {
        stack = new Pending(child, upper, stack);
      }
      upper = Optional.of(child.first());
    }
    return new Step(new IndexWalk(selection, stack, last, orphan, refused, lost), List.of(),
        Optional.empty());
  }

  private Step leaf(Pending top, IndexHunk.Leaf leaf) {
    List<TreeEntry> entries = leaf.entries();
    TreeEntry first = entries.getFirst();
    TreeEntry end = entries.getLast();
    TreeEntry before = last;
    boolean goesOn = before != null && before.continued() && first.goesOnWith(before);
    if (!goesOn && before != null && first.path().compareTo(before.path()) <= 0) {
      return refuse("entries out of order");
    }
    var wanted = new ArrayList<TreeEntry>();
    ArchivePath headless = goesOn ? orphan
        : first.isOnlyContinuation() ? first.path()
        : ArchivePath.TOP;
    for (TreeEntry entry : entries) {
      if (selection.has(entry.path()) && !entry.path().equals(headless)) {
        wanted.add(entry);
      }
    }
    return new Step(new IndexWalk(selection, top.behind(), end, headless, refused, lost), wanted,
        Optional.empty());
  }
}
