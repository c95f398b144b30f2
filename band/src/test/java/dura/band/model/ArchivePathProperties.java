package dura.band.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArchivePathProperties {
  @Provide
  Arbitrary<ArchivePath> paths() {
    return Paths.paths();
  }

  @Provide
  Arbitrary<FileName> names() {
    return Paths.names();
  }

  @Provide
  Arbitrary<Set<ArchivePath>> trees() {
    return Paths.trees();
  }

  @Provide
  Arbitrary<byte[]> nearPaths() {
    return Arbitraries.of("/", ".", "..", "a", "b.", "\0", "")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8));
  }

  /// The order in the words of page 70: lists of parents first, then names.
  private static int plainOrder(ArchivePath one, ArchivePath other) {
    if (one.isTop() || other.isTop()) {
      return Integer.compare(one.depth(), other.depth());
    }
    List<FileName> parents = one.parent().components();
    List<FileName> otherParents = other.parent().components();
    for (int i = 0; i < Math.min(parents.size(), otherParents.size()); i++) {
      int order = parents.get(i).compareTo(otherParents.get(i));
      if (order != 0) {
        return order;
      }
    }
    return parents.size() != otherParents.size()
        ? Integer.compare(parents.size(), otherParents.size())
        : one.name().compareTo(other.name());
  }

  @Property
  void orderIsThatOfParentsThenNames(
      @ForAll("paths") ArchivePath one, @ForAll("paths") ArchivePath other) {
    assertEquals(
        Integer.signum(plainOrder(one, other)), Integer.signum(one.compareTo(other)));
    assertEquals(Integer.signum(one.compareTo(other)), -Integer.signum(other.compareTo(one)));
    assertEquals(one.equals(other), one.compareTo(other) == 0);
    if (one.equals(other)) {
      assertEquals(one.hashCode(), other.hashCode());
    }
  }

  @Property
  void orderIsTransitive(
      @ForAll("paths") ArchivePath a,
      @ForAll("paths") ArchivePath b,
      @ForAll("paths") ArchivePath c) {
    var sorted = new ArrayList<>(List.of(a, b, c));
    sorted.sort(null);
    assertTrue(sorted.get(0).compareTo(sorted.get(2)) <= 0);
  }

  @Property
  void entriesOfOneDirectoryStandTogether(@ForAll("trees") Set<ArchivePath> tree) {
    var seen = new HashSet<ArchivePath>();
    ArchivePath current = ArchivePath.TOP;
    for (ArchivePath path : tree.stream().sorted().toList()) {
      if (!path.parent().equals(current)) {
        seen.add(current);
        current = path.parent();
        assertFalse(seen.contains(current), () -> "came back to the directory of " + path);
      }
    }
  }

  @Property
  void everythingBelowFollowsAllThatIsBeside(@ForAll("trees") Set<ArchivePath> tree) {
    List<ArchivePath> sorted = tree.stream().sorted().toList();
    for (ArchivePath path : sorted) {
      for (ArchivePath beside : sorted) {
        if (!path.parent().isTop() && beside.parent().equals(path.parent().parent())) {
          assertTrue(
              sorted.indexOf(beside) < sorted.indexOf(path), beside + " before " + path);
        }
      }
    }
  }

  @Property
  void takenApartAndJoinedIsTheSame(@ForAll("paths") ArchivePath path) {
    assertEquals(path, Paths.join(path.components()));
    assertEquals(path, ArchivePath.of(path.bytes()));
    assertEquals(path.components().size(), path.depth());
    if (!path.isTop()) {
      assertEquals(path, path.parent().child(path.name()));
      assertEquals(path.components().getFirst(), path.first());
    }
  }

  @Property
  void onlyAncestorsAreAbove(
      @ForAll("paths") ArchivePath path, @ForAll("paths") ArchivePath other) {
    List<FileName> names = path.components();
    List<FileName> above = other.components();
    boolean expected =
        above.size() <= names.size() && names.subList(0, above.size()).equals(above);
    assertEquals(expected, path.isAtOrBelow(other));
    for (ArchivePath at = path; !at.isTop(); at = at.parent()) {
      assertTrue(path.isAtOrBelow(at));
    }
    assertTrue(path.isAtOrBelow(ArchivePath.TOP));
  }

  @Property(tries = 1000)
  void validIsWhatSplitsIntoNames(@ForAll("nearPaths") byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean expected = text.isEmpty()
        || Arrays.stream(text.split("/", -1))
            .noneMatch(
                name -> name.isEmpty()
                    || name.equals(".")
                    || name.equals("..")
                    || name.indexOf('\0') >= 0);
    assertEquals(expected, ArchivePath.parse(bytes).isPresent(), text);
  }

  @Property
  void childNeedsAName(@ForAll("paths") ArchivePath path, @ForAll("names") FileName name) {
    ArchivePath child = path.child(name.bytes());
    assertEquals(path, child.parent());
    assertEquals(name, child.name());
    assertTrue(path.compareTo(child) < 0);
  }
}
