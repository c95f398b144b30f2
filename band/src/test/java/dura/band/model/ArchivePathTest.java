package dura.band.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchivePathTest {
  /// Page 70.
  @Test
  void sortsAsTheSpecificationShows() {
    List<ArchivePath> expected = List.of("a", "b", "c", "a/x", "a/y", "a/x/1", "b/z")
        .stream()
        .map(ArchivePath::of)
        .toList();
    var shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(7));
    Collections.sort(shuffled);
    assertEquals(expected, shuffled);
  }

  /// `-` is below `/`: comparing the joined bytes would put b-c/z before b/x.
  @Test
  void comparesComponentsNotJoinedBytes() {
    assertTrue(ArchivePath.of("b/x/1").compareTo(ArchivePath.of("b-c/z")) < 0);
  }

  @Test
  void topHasNeitherParentNorName() {
    assertThrows(IllegalStateException.class, ArchivePath.TOP::parent);
    assertThrows(IllegalStateException.class, ArchivePath.TOP::name);
    assertEquals(ArchivePath.TOP, ArchivePath.of(new byte[0]));
    assertEquals(".", ArchivePath.TOP.toString());
    assertEquals(ArchivePath.TOP, ArchivePath.of("a").parent());
  }

  @Test
  void knowsWhatAnArchiveCanHold() {
    String longest = "n".repeat(ArchivePath.MAX_NAME_LENGTH);
    assertTrue(ArchivePath.of(longest).isWithinLimits());
    assertFalse(ArchivePath.of("a/" + longest + "n").isWithinLimits());
    assertFalse(ArchivePath.of(longest + "n/a").isWithinLimits());
    String deepest = "a/".repeat(ArchivePath.MAX_LENGTH / 2) + "b";
    assertTrue(ArchivePath.of(deepest).isWithinLimits());
    assertFalse(ArchivePath.of(deepest + "b").isWithinLimits());
    assertTrue(ArchivePath.TOP.isWithinLimits());
  }

  @Test
  void isMadeOfCopies() {
    byte[] bytes = {'a', 'b'};
    ArchivePath path = ArchivePath.of(bytes);
    bytes[0] = '/';
    path.bytes()[0] = '/';
    assertEquals("ab", path.toString());
  }
}
