package dura.band.machine;

import dura.band.machine.PathVersions.Version;
import dura.band.model.ArchivePath;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Walks the trees of several bands in step, path by path in order of the index
/// (format-spec/70-index.md), without files: it says which hunk it needs next and takes it, or the
/// word that it is lost.
///
/// A hunk that several trees share, or that has the same bytes in them, is asked for once, and where
/// only differences are wanted not at all if all trees have it: equal bytes are equal entries, since
/// extents carry hashes. What is kept are the references in front of the walk and the entries of the
/// leaves it stands in: a bounded number for each tree, however large it is.
///
/// Not for concurrent use.
public final class TreesWalk {
  /// Which hunks are read.
  public enum Scope {
    /// Each once.
    ALL,
    /// Those that not all trees have.
    DIFFERENCES
  }

  /// What the walk comes to.
  public sealed interface Next {
    /// It needs a hunk: [#accept] or [#skip].
    record Wanted(HunkReference reference) implements Next {}

    /// What the trees have under the next path.
    record Found(PathVersions versions) implements Next {}

    /// Nothing follows.
    record End() implements Next {}
  }

  /// What is in front of the walk: references stand before the entries of their first path, higher
  /// ones first, so that all of a path is known when its entries come.
  ///
  /// @param level of a hunk, −1 of an entry
  /// @param offset of the first extent of an entry
  /// @param identity that equal hunks, or entries, share
  private record Key(ArchivePath path, int level, long offset, ByteSlice identity)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER = Comparator.comparing(Key::path)
        .thenComparing(Comparator.comparingInt(Key::level).reversed())
        .thenComparingLong(Key::offset)
        .thenComparing(key -> key.identity().toByteArray(), Arrays::compareUnsigned);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private sealed interface Item {
    BitSet trees();

    record Hunk(BitSet trees, HunkReference reference, Optional<ArchivePath> upper)
        implements Item {}

    record Entry(BitSet trees, TreeEntry entry, EntryIdentity identity) implements Item {}
  }

  private final SortedMap<Key, Item> ahead = new TreeMap<>();
  private final Scope scope;
  private final int treeCount;
  private int refused;
  private int lost;

  /// @param roots of the trees, numbered from 0 on; empty where a band is
  public TreesWalk(List<Optional<HunkReference>> roots, Scope scope) {
    this.scope = scope;
    this.treeCount = roots.size();
    for (int tree = 0; tree < treeCount; tree++) {
      if (roots.get(tree).isPresent()) {
        var trees = new BitSet();
        trees.set(tree);
        add(new Item.Hunk(trees, roots.get(tree).get(), Optional.empty()));
      }
    }
  }

  private void add(Item.Hunk hunk) {
    HunkReference reference = hunk.reference();
    put(new Key(reference.first(), reference.level(), 0, reference.place().sha256()), hunk);
  }

  private void add(BitSet trees, TreeEntry entry) {
    EntryIdentity identity = EntryIdentity.of(entry);
    long offset = entry.fields().getExtentCount() == 0 ? 0 : entry.extent(0).offset();
    // Extents of a large file are many, and its identity says what they are.
    TreeEntry kept = EntryIdentity.isPart(entry)
        ? new TreeEntry(entry.path(), entry.fields().toBuilder().clearExtent().build(),
            entry.bands())
        : entry;
    ByteSlice both = ByteSlice.of(concat(identity.contents(), identity.metadata()));
    put(new Key(entry.path(), -1, offset, both),
        new Item.Entry((BitSet) trees.clone(), kept, identity));
  }

  private static byte[] concat(ByteSlice first, ByteSlice second) {
    byte[] both = Arrays.copyOf(first.toByteArray(), first.length() + second.length());
    System.arraycopy(second.toByteArray(), 0, both, first.length(), second.length());
    return both;
  }

  private void put(Key key, Item item) {
    Item former = ahead.putIfAbsent(key, item);
    if (former != null) {
      former.trees().or(item.trees());
    }
  }

  /// What comes next.
  public Next next() {
    while (!ahead.isEmpty()) {
      Map.Entry<Key, Item> first = Objects.requireNonNull(ahead.firstEntry());
      switch (first.getValue()) {
        case Item.Hunk hunk when scope == Scope.DIFFERENCES
            && hunk.trees().cardinality() == treeCount -> ahead.remove(first.getKey());
        case Item.Hunk hunk -> {
          return new Next.Wanted(hunk.reference());
        }
        case Item.Entry _ -> {
          return new Next.Found(versions(first.getKey().path()));
        }
      }
    }
    return new Next.End();
  }

  private PathVersions versions(ArchivePath path) {
    var items = new ArrayList<Item.Entry>();
    var trees = new BitSet();
    for (var first = ahead.firstEntry(); first != null && first.getKey().path().equals(path)
        && first.getValue() instanceof Item.Entry entry; first = ahead.firstEntry()) {
      ahead.remove(first.getKey());
      items.add(entry);
      trees.or(entry.trees());
    }
    Map<List<Item.Entry>, BitSet> found = new LinkedHashMap<>();
    trees.stream().forEach(tree -> {
      List<Item.Entry> parts =
          items.stream().filter(item -> item.trees().get(tree)).toList();
      found.computeIfAbsent(parts, _ -> new BitSet()).set(tree);
    });
    return new PathVersions(path,
        found.entrySet()
            .stream()
            .map(version -> new Version(version.getValue(), version.getKey().getFirst().entry(),
                version.getKey().stream().map(Item.Entry::identity).toList()))
            .toList());
  }

  private Item.Hunk take() {
    if (!(ahead.remove(ahead.firstKey()) instanceof Item.Hunk hunk)) {
      throw new IllegalStateException("no hunk was asked for");
    }
    return hunk;
  }

  /// The wanted hunk cannot be had.
  public void skip() {
    take();
    lost++;
    if (lost >= IndexWalk.MAX_LOST) {
      ahead.clear();
    }
  }

  /// Takes the wanted hunk.
  ///
  /// @return which rule it breaks, if it breaks one; then it is passed over
  public Optional<String> accept(IndexHunk hunk) {
    Item.Hunk wanted = take();
    Optional<String> objection =
        new HunkBounds(wanted.reference().first(), wanted.upper()).objection(hunk);
    if (objection.isPresent()) {
      refused++;
      if (refused >= IndexWalk.MAX_REFUSED) {
        ahead.clear();
      }
      return objection;
    }
    switch (hunk) {
      case IndexHunk.Leaf(List<TreeEntry> entries) ->
          entries.forEach(entry -> add(wanted.trees(), entry));
      case IndexHunk.Inner(List<HunkReference> children) -> {
        Optional<ArchivePath> upper = wanted.upper();
        for (HunkReference child : children.reversed()) {
          add(new Item.Hunk((BitSet) wanted.trees().clone(), child, upper));
          upper = Optional.of(child.first());
        }
      }
      case IndexHunk.Objects _,IndexHunk.Root _ ->
          throw new IllegalStateException("a hunk without entries was let through");
    }
    return Optional.empty();
  }
}
