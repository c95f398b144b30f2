package dura.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.proto.ObjectKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ObjectNameProperties {
  /// The form of format-spec/20-head.md.
  private static final Pattern FORM = Pattern.compile(
      "\\A(archive|head|tail|pruned|d[0-9]{7}|i[0-9]{7}|p[0-9]{7}-(0|[1-9][0-9]?))\\z");

  @Provide
  Arbitrary<ObjectName> names() {
    return anyName();
  }

  static Arbitrary<ObjectName> anyName() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, Limits.MAX_OBJECT_NUMBER);
    return Arbitraries.oneOf(
        Arbitraries.of(ObjectName.ARCHIVE, ObjectName.HEAD, ObjectName.TAIL, ObjectName.PRUNED),
        number.map(ObjectName::block), number.map(ObjectName::index),
        Combinators.combine(number, Arbitraries.integers().between(0, 99))
            .as(ObjectName::parity));
  }

  @Property
  void textGivesTheNameBack(@ForAll("names") ObjectName name) {
    assertTrue(FORM.matcher(name.text()).matches(), name.text());
    assertEquals(Optional.of(name), ObjectName.parse(name.text()));
    assertEquals(name.text(), name.toString());
  }

  @Property
  void everyPathGivesTheNameBack(@ForAll("names") ObjectName name) {
    assertEquals(name.path(), name.paths().getFirst());
    assertEquals(name.numbered() || name.equals(ObjectName.HEAD) ? 1 : ObjectName.COPIES,
        Set.copyOf(name.paths()).size());
    for (String path : name.paths()) {
      assertEquals(Optional.of(name), ObjectName.ofPath(path), path);
    }
  }

  @Property
  void directoryIsTheNumberModulo32(@ForAll("names") ObjectName name) {
    if (name.numbered()) {
      String directory = String.format("%c/%02d/", name.text().charAt(0), name.number() % 32);
      assertEquals(directory + name.text() + ".tar", name.path());
    } else {
      assertThrows(IllegalStateException.class, name::number);
    }
  }

  @Property
  void onlyCanonicalPathsAreAnObjects(@ForAll("paths") String path) {
    ObjectName.ofPath(path).ifPresent(name -> assertTrue(name.paths().contains(path), path));
  }

  @Provide
  Arbitrary<String> paths() {
    return Altered.of("archive.tar", "archive-2.tar", "head.tar", "tail-3.tar", "pruned-2.tar",
        "d/05/d0000069.tar", "i/00/i0000032.tar", "p/11/p0000043-0.tar", "p/11/p0000043-12.tar");
  }

  @Property
  void nothingElseParses(@ForAll("texts") String text) {
    assertEquals(FORM.matcher(text).matches(), ObjectName.parse(text).isPresent(), text);
    if (!FORM.matcher(text).matches()) {
      assertThrows(IllegalArgumentException.class, () -> new ObjectName(text));
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Altered.of("archive", "head", "tail", "pruned", "d0000069", "i0000032", "p0000043-0",
        "p0000043-19");
  }

  @Property
  void nameFitsTheKindsOfItsForm(@ForAll("names") ObjectName name) {
    Set<ObjectKind> kinds = switch (name.text()) {
      case "archive" -> EnumSet.of(ObjectKind.ARCHIVE_HEADER);
      case "head" -> EnumSet.of(ObjectKind.BAND_HEAD);
      case "tail" -> EnumSet.of(ObjectKind.BAND_TAIL, ObjectKind.TOMBSTONE);
      case "pruned" -> EnumSet.of(ObjectKind.PRUNED);
      default -> switch (name.text().charAt(0)) {
        case 'd' -> EnumSet.of(ObjectKind.BLOCK);
        case 'i' -> EnumSet.of(ObjectKind.INDEX);
        default -> EnumSet.of(ObjectKind.PARITY);
      };
    };
    for (ObjectKind kind : ObjectKind.values()) {
      assertEquals(kinds.contains(kind), name.fits(kind), name + " " + kind);
    }
  }

  @Example
  void examplesOfThePages() {
    assertEquals("d/05/d0000069.tar", ObjectName.block(69).path());
    assertEquals("i/00/i0000032.tar", ObjectName.index(32).path());
    assertEquals("p/11/p0000043-0.tar", ObjectName.parity(43, 0).path());
    assertEquals(List.of("archive.tar", "archive-2.tar", "archive-3.tar"),
        ObjectName.ARCHIVE.paths());
    assertEquals(List.of("tail.tar", "tail-2.tar", "tail-3.tar"), ObjectName.TAIL.paths());
    assertEquals(List.of("pruned.tar", "pruned-2.tar", "pruned-3.tar"), ObjectName.PRUNED.paths());
    assertEquals(List.of("head.tar"), ObjectName.HEAD.paths());
  }

  @Example
  void otherPlacesHoldNoObject() {
    for (String path : List.of("", "d/06/d0000069.tar", "i/05/d0000069.tar", "d/5/d0000069.tar",
        "d/05/d0000069", "head-2.tar", "tail-1.tar", "tail-4.tar", "tail-02.tar", "TAIL.tar",
        "d/05/d0000069-2.tar", "p/11/p0000043-00.tar", "p/11/p0000043.tar", "d/05/head.tar",
        "repair/head.tar", "/head.tar", "head.tar/", "SHA256SUMS")) {
      assertFalse(ObjectName.ofPath(path).isPresent(), path);
    }
  }

  @Example
  void numbersBeyondTheLimitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ObjectName.block(-1));
    assertThrows(IllegalArgumentException.class, () -> ObjectName.index(10_000_000));
    assertThrows(IllegalArgumentException.class, () -> ObjectName.parity(10_000_000, 0));
    assertThrows(IllegalArgumentException.class, () -> ObjectName.parity(0, 100));
    assertThrows(IllegalArgumentException.class, () -> ObjectName.parity(0, -1));
  }
}
