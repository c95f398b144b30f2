package dura.codec.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Names of members: `PATH~dura/OFFSET` and the escaping of users' names.
class PieceNameProperties {
  @Provide
  Arbitrary<PieceName> name() {
    return Tars.names();
  }

  @Property(tries = 1000)
  void aNameIsReadBack(@ForAll("name") PieceName name) {
    byte[] member = name.memberName();
    assertEquals(name, PieceName.parse(member));
    assertTrue(member.length <= PieceName.MAX_NAME_LENGTH);
  }

  @Property(tries = 1000)
  void whatIsReadIsWrittenTheSame(@ForAll("name") PieceName any) {
    // Users' paths are arbitrary member names.
    byte[] member = any.path().bytes();
    PieceName name;
    try {
      name = PieceName.parse(member);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertArrayEquals(member, name.memberName());
  }

  /// All names of up to three components over a small alphabet: no two share a member's name.
  @Example
  void differentNamesStayDifferent() {
    List<String> parts =
        List.of("a", "~", "~dura", "a~dura", "~dura~", "a~dura~", "a~dura~~", "0000000000000000");
    List<PieceName> names = new ArrayList<>();
    for (String first : parts) {
      add(names, first);
      for (String second : parts) {
        add(names, first + "/" + second);
        for (String third : parts) {
          add(names, first + "/" + second + "/" + third);
        }
      }
    }
    Map<String, PieceName> seen = new HashMap<>();
    for (PieceName name : names) {
      String member = new String(name.memberName(), StandardCharsets.ISO_8859_1);
      PieceName other = seen.put(member, name);
      assertEquals(null, other, () -> member + " is both " + name + " and " + other);
    }
    assertEquals(2 * (8 + 64 + 512), seen.size());
  }

  private static void add(List<PieceName> names, String path) {
    names.add(PieceName.whole(Tars.path(path)));
    names.add(PieceName.piece(Tars.path(path), 0));
  }

  @Example
  void examples() {
    assertMember("dir/file", PieceName.whole(Tars.path("dir/file")));
    assertMember(
        "dir/file~dura/0000000000001234", PieceName.piece(Tars.path("dir/file"), 1234));
    assertMember("a~dura~/b~dura~~~", PieceName.whole(Tars.path("a~dura/b~dura~~")));
    assertMember(
        "a~dura~~dura/9999999999999999",
        PieceName.piece(Tars.path("a~dura"), 9_999_999_999_999_999L));
    assertMember("~dura~/x", PieceName.whole(Tars.path("~dura/x")));
    assertMember("~/x~dur~", PieceName.whole(Tars.path("~/x~dur~")));
  }

  @Example
  void illegalNamesAreRefused() {
    for (String name : List.of(
        "", "/a", "a/", "a//b", ".", "..", "a/.", "a/../b", "./a", "a\0b", "a~dura",
        "a~dura/b", "a~dura/000000000000000", "a~dura/00000000000000000",
        "a~dura/000000000000000x", "a~dura/0000000000000000/b", "~dura/0000000000000000",
        "x~dura~dura/0000000000000000", "../a~dura/0000000000000000",
        ".~dura/0000000000000000")) {
      assertThrows(
          IllegalArgumentException.class, () -> PieceName.parse(Tars.latin1(name)), name);
    }
    assertThrows(
        IllegalArgumentException.class, () -> PieceName.piece(Tars.path("a"), (long) 1e16));
    assertThrows(IllegalArgumentException.class, () -> PieceName.piece(Tars.path("a"), -1));
  }

  @Example
  void theLongestPathFits() {
    StringBuilder path = new StringBuilder();
    while (path.length() < 65_530) {
      path.append("~dura/");
    }
    path.append("x".repeat(65_535 - path.length()));
    PieceName name = PieceName.piece(Tars.path(path.toString()), 1);
    assertEquals(name, PieceName.parse(name.memberName()));
    byte[] tooLong = Arrays.copyOf(name.memberName(), PieceName.MAX_NAME_LENGTH + 1);
    assertThrows(IllegalArgumentException.class, () -> PieceName.parse(tooLong));
    assertThrows(IllegalArgumentException.class, () -> Tars.path("x".repeat(4096)));
    assertEquals(4095, Tars.path("x".repeat(4095)).bytes().length);
    assertThrows(IllegalArgumentException.class, () -> Tars.path(path + "x"));
  }

  private static void assertMember(String member, PieceName name) {
    assertEquals(member, new String(name.memberName(), StandardCharsets.ISO_8859_1));
    assertEquals(name, PieceName.parse(Tars.latin1(member)));
  }
}
