package dura.band.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dura.band.model.ArchivePath;
import dura.band.model.HunkPlace;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.Paths;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Walks over trees of hunks, against a plain list of all entries.
class IndexWalkProperties {
  private static final BandName BAND = BandName.of(1, 1);

  @Provide
  Arbitrary<Set<ArchivePath>> trees() {
    return Paths.trees();
  }

  @Provide
  Arbitrary<ArchivePath> paths() {
    return Paths.paths();
  }

  /// Hunks by the number of their object.
  private static final class Tree {
    private final List<IndexHunk> hunks = new ArrayList<>();
    private final Optional<HunkReference> root;

    Tree(List<TreeEntry> entries, int fanout) {
      List<HunkReference> level = new ArrayList<>();
      for (int from = 0; from < entries.size(); from += fanout) {
        var leaf = new IndexHunk.Leaf(
            entries.subList(from, Math.min(from + fanout, entries.size())));
        level.add(reference(leaf.entries().getFirst().path(), leaf, 0));
      }
      for (int height = 1; level.size() > 1; height++) {
        List<HunkReference> above = new ArrayList<>();
        for (int from = 0; from < level.size(); from += fanout) {
          var inner =
              new IndexHunk.Inner(level.subList(from, Math.min(from + fanout, level.size())));
          above.add(reference(inner.children().getFirst().first(), inner, height));
        }
        level = above;
      }
      root = level.stream().findFirst();
    }

    HunkReference reference(ArchivePath first, IndexHunk hunk, int level) {
      int number = hunks.size();
      hunks.add(hunk);
      return new HunkReference(first, new HunkPlace(BAND, number, 0, 1, ByteSlice.EMPTY), level,
          0, List.of());
    }
  }

  /// What a walk came to.
  private record Walked(List<ArchivePath> paths, int read, int refused) {}

  private static Walked walk(Tree tree, Selection selection, Predicate<HunkReference> lost) {
    var paths = new ArrayList<ArchivePath>();
    int read = 0;
    int refused = 0;
    IndexWalk walk = IndexWalk.start(tree.root, selection);
    for (Optional<HunkReference> wanted = walk.wanted(); wanted.isPresent(); wanted =
        walk.wanted()) {
      read++;
      if (lost.test(wanted.get())) {
        walk = walk.skip();
        continue;
      }
      IndexWalk.Step step = walk.accept(tree.hunks.get(wanted.get().place().object()));
      step.entries().forEach(entry -> paths.add(entry.path()));
      refused += step.objection().isPresent() ? 1 : 0;
      walk = step.next();
    }
    return new Walked(paths, read, refused);
  }

  private static TreeEntry entry(ArchivePath path) {
    return new TreeEntry(path, IndexEntry.newBuilder()
        .setPath(ByteString.copyFrom(path.bytes()))
        .setKind(EntryKind.FILE)
        .build(), List.of(BAND));
  }

  private static List<TreeEntry> entries(Set<ArchivePath> paths) {
    return paths.stream().sorted().map(IndexWalkProperties::entry).toList();
  }

  private static List<ArchivePath> filtered(Set<ArchivePath> paths,
      Predicate<ArchivePath> wanted) {
    return paths.stream().sorted().filter(wanted).toList();
  }

  @Property(tries = 300)
  void allEntriesComeInOrder(@ForAll("trees") Set<ArchivePath> paths,
      @ForAll @IntRange(min = 2, max = 6) int fanout) {
    var tree = new Tree(entries(paths), fanout);
    Walked walked = walk(tree, Selection.all(), _ -> false);
    assertEquals(filtered(paths, _ -> true), walked.paths());
    assertEquals(tree.hunks.size(), walked.read());
    assertEquals(0, walked.refused());
  }

  @Property(tries = 500)
  void aSelectionIsWhatItSays(@ForAll("trees") Set<ArchivePath> paths,
      @ForAll("paths") ArchivePath at, @ForAll("paths") ArchivePath other,
      @ForAll @IntRange(min = 2, max = 6) int fanout) {
    var tree = new Tree(entries(paths), fanout);
    assertEquals(filtered(paths, path -> path.parent().isAtOrBelow(at)),
        walk(tree, Selection.below(at), _ -> false).paths());
    assertEquals(filtered(paths, path -> path.parent().equals(at)),
        walk(tree, Selection.childrenOf(at), _ -> false).paths());
    assertEquals(filtered(paths, at::equals),
        walk(tree, Selection.only(at), _ -> false).paths());
    assertEquals(
        filtered(paths, path -> path.isAtOrBelow(at) || path.isAtOrBelow(other)
            || at.isAtOrBelow(path) || other.isAtOrBelow(path)),
        walk(tree, Selection.of(List.of(at, other)), _ -> false).paths());
  }

  @Property(tries = 300)
  void onePathCostsFewHunks(@ForAll("trees") Set<ArchivePath> paths,
      @ForAll @IntRange(min = 2, max = 6) int fanout) {
    var tree = new Tree(entries(paths), fanout);
    int levels = tree.root.map(root -> root.level() + 1).orElse(0);
    for (ArchivePath path : paths) {
      Walked walked = walk(tree, Selection.only(path), _ -> false);
      assertEquals(List.of(path), walked.paths());
      assertTrue(walked.read() <= 2 * levels, walked.read() + " hunks");
    }
  }

  @Property(tries = 300)
  void aLostHunkCostsWhatIsBelowIt(@ForAll("trees") Set<ArchivePath> paths,
      @ForAll @IntRange(min = 2, max = 6) int fanout, @ForAll @IntRange(max = 40) int which) {
    var tree = new Tree(entries(paths), fanout);
    if (which >= tree.hunks.size() || !(tree.hunks.get(which) instanceof IndexHunk.Leaf leaf)) {
      return;
    }
    List<ArchivePath> gone = leaf.entries().stream().map(TreeEntry::path).toList();
    assertEquals(filtered(paths, path -> !gone.contains(path)),
        walk(tree, Selection.all(), reference -> reference.place().object() == which).paths());
  }

  private static TreeEntry run(String path, long offset, long size, boolean continued) {
    return new TreeEntry(ArchivePath.of(path), IndexEntry.newBuilder()
        .setPath(ByteString.copyFromUtf8(path))
        .setKind(EntryKind.FILE)
        .setSize(size)
        .addExtent(Extent.newBuilder().setOffset(offset).setLength(1))
        .setContinued(continued)
        .build(), List.of(BAND));
  }

  @Example
  void aFileMayGoOnOverManyLeaves() {
    var entries = List.of(entry(ArchivePath.of("a")), run("b", 0, 9, true), run("b", 1, 0, true),
        run("b", 2, 0, true), run("b", 3, 0, false), entry(ArchivePath.of("c")));
    for (int fanout = 1; fanout < 7; fanout++) {
      var tree = new Tree(entries, Math.max(2, fanout));
      assertEquals(6, walk(tree, Selection.all(), _ -> false).paths().size());
      assertEquals(4,
          walk(tree, Selection.only(ArchivePath.of("b")), _ -> false).paths().size());
    }
    var tree = new Tree(entries, 2);
    // The leaf with the beginning of the file is lost: what goes on with it has no place.
    assertEquals(List.of(ArchivePath.of("c")),
        walk(tree, Selection.all(), reference -> reference.place().object() == 0).paths());
  }

  /// An index whose inner hunks name the same hunks again and again: 16 levels of 256 of them would
  /// never end.
  @Example
  void anIndexThatRepeatsItselfEnds() {
    var tree = new Tree(List.of(run("b", 0, 9, true)), 2);
    HunkReference below = tree.root.orElseThrow();
    for (int level = 1; level < 16; level++) {
      var same = new ArrayList<HunkReference>();
      for (int i = 0; i < 256; i++) {
        same.add(below);
      }
      below = tree.reference(ArchivePath.of("b"), new IndexHunk.Inner(same), level);
    }
    IndexWalk walk = IndexWalk.start(Optional.of(below), Selection.all());
    int steps = 0;
    int entries = 0;
    while (walk.wanted().isPresent()) {
      steps++;
      assertFalse(steps > 100_000, "still walking");
      int number = walk.wanted().get().place().object();
      IndexWalk.Step step = walk.accept(tree.hunks.get(number));
      entries += step.entries().size();
      walk = step.next();
    }
    assertEquals(1, entries);
  }

  @Example
  void hunksOutsideTheirBoundsAreRefused() {
    var tree = new Tree(List.of(), 2);
    HunkReference first = tree.reference(ArchivePath.of("a"),
        new IndexHunk.Leaf(List.of(entry(ArchivePath.of("a")), entry(ArchivePath.of("m")))), 0);
    HunkReference second = tree.reference(ArchivePath.of("c"),
        new IndexHunk.Leaf(List.of(entry(ArchivePath.of("b")))), 0);
    HunkReference root = tree.reference(ArchivePath.of("a"),
        new IndexHunk.Inner(List.of(first, second)), 1);
    IndexWalk walk = IndexWalk.start(Optional.of(root), Selection.all());
    int refused = 0;
    while (walk.wanted().isPresent()) {
      IndexWalk.Step step =
          walk.accept(tree.hunks.get(walk.wanted().get().place().object()));
      assertEquals(List.of(), step.entries());
      refused += step.objection().isPresent() ? 1 : 0;
      walk = step.next();
    }
    assertEquals(2, refused);
  }
}
