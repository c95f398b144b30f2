package dura.codec.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.Sheet.Field;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SheetProperties {
  /// The grammar of format-spec/20-head.md as one pattern.
  private static final Pattern GRAMMAR = Pattern.compile(
      "(?:[a-z0-9][a-z0-9-]*:(?: [!-~](?:[ -~]*[!-~])?)?\n(?:\\|(?:[ -~]*[!-~])?\n)*)+");

  @Provide
  Arbitrary<Sheet> sheets() {
    Arbitrary<String> key = Arbitraries.strings()
        .withCharRange('a', 'c')
        .withChars('0', '9', '-')
        .ofMinLength(1)
        .ofMaxLength(5)
        .filter(k -> !k.startsWith("-"));
    Arbitrary<String> printable =
        Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(12);
    Arbitrary<String> value = printable.map(String::strip);
    Arbitrary<String> quoted = printable.map(String::stripTrailing)
        .list()
        .ofMaxSize(4)
        .map(lines -> lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    return Combinators.combine(key, value, quoted)
        .as(Field::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(Sheet::new);
  }

  @Property
  void textGivesTheSheetBack(@ForAll("sheets") Sheet sheet) throws IllegalSheet {
    ByteSlice text = sheet.render();
    assertTrue(GRAMMAR.matcher(text.toUtf8()).matches(), text.toUtf8());
    assertEquals(sheet, Sheet.parse(text));
    assertEquals(text, Sheet.parse(text).render());
  }

  /// A sheet quoted in a sheet comes out as it went in.
  @Property
  void sheetsCanBeQuoted(@ForAll("sheets") Sheet inner) throws IllegalSheet {
    Sheet outer = inner;
    for (int level = 0; level < Limits.MAX_QUOTING_DEPTH; level++) {
      outer = new Sheet.Builder().add("outer", "1", outer.render().toUtf8()).build();
      outer = Sheet.parse(outer.render());
    }
    for (int level = 0; level < Limits.MAX_QUOTING_DEPTH; level++) {
      outer = Sheet.parse(ByteSlice.utf8(outer.field("outer").quoted()));
    }
    assertEquals(inner, outer);
  }

  @Property(tries = 2000)
  void textParsesIfAndOnlyIfThePageAllowsIt(@ForAll("altered") byte[] text) {
    boolean legal = GRAMMAR.matcher(new String(text, StandardCharsets.ISO_8859_1)).matches();
    if (legal) {
      try {
        assertEquals(ByteSlice.of(text), Sheet.parse(ByteSlice.of(text)).render());
      } catch (IllegalSheet e) {
        throw new AssertionError("refused, though legal: " + e.getMessage(), e);
      }
    } else {
      assertThrows(IllegalSheet.class, () -> Sheet.parse(ByteSlice.of(text)));
    }
  }

  /// A sheet with a byte put in, taken away or replaced.
  @Provide
  Arbitrary<byte[]> altered() {
    Arbitrary<Byte> bytes = Arbitraries.oneOf(
        Arbitraries.of((byte) ' ', (byte) '\n', (byte) '\r', (byte) '|', (byte) ':', (byte) '-',
            (byte) 0, (byte) 0x7F, (byte) 0x80, (byte) 'A', (byte) 'a'),
        Arbitraries.bytes());
    return Combinators.combine(sheets(), bytes, Arbitraries.integers().between(0, 100),
        Arbitraries.integers().between(0, 2)).as((sheet, put, place, change) -> {
          var text = new StringBuilder(
              new String(sheet.render().toByteArray(), StandardCharsets.ISO_8859_1));
          int at = place % (text.length() + 1);
          char c = (char) (put & 0xFF);
          switch (change) {
            case 0 -> text.insert(at, c);
            case 1 -> text.delete(at, at + 1);
            default -> text.replace(at, at + 1, String.valueOf(c));
          }
          return text.toString().getBytes(StandardCharsets.ISO_8859_1);
        });
  }

  @Example
  void fieldsThatAreNoFieldsAreNotRendered() {
    for (Field field : List.of(new Field("", "", ""), new Field("Key", "", ""),
        new Field("-key", "", ""), new Field("key", " value", ""), new Field("key", "value ", ""),
        new Field("key", "a\nother: b", ""), new Field("key", "\u20AC", ""),
        new Field("key", "", "no line feed"), new Field("key", "", "blank \n"),
        new Field("key", "", "a\rb\n"), new Field("key", "x".repeat(4097), ""),
        new Field("key", "", "x".repeat(4096) + "\n"))) {
      assertThrows(IllegalArgumentException.class, () -> new Sheet(List.of(field)).render(),
          field.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> new Sheet(List.of()).render());
  }

  @Example
  void limitsHold() throws IllegalSheet {
    String line = "key: " + "x".repeat(Limits.MAX_SHEET_LINE_BYTES - 5) + "\n";
    assertEquals(1, Sheet.parse(ByteSlice.utf8(line)).fields().size());
    assertThrows(IllegalSheet.class, () -> Sheet.parse(ByteSlice.utf8("k" + line)));
    byte[] longest = "a:\n".repeat(Limits.MAX_SHEET_BYTES / 3 + 1)
        .getBytes(StandardCharsets.US_ASCII);
    assertThrows(IllegalSheet.class, () -> Sheet.parse(ByteSlice.of(longest)));
  }

  @Example
  void textOfNothingIsRefused() {
    assertThrows(IllegalSheet.class, () -> Sheet.parse(ByteSlice.EMPTY));
    assertThrows(IllegalSheet.class, () -> Sheet.parse(ByteSlice.utf8("\n")));
    assertThrows(IllegalSheet.class, () -> Sheet.parse(ByteSlice.utf8("key: value")));
    assertThrows(IllegalSheet.class, () -> Sheet.parse(ByteSlice.utf8("|quoted\n")));
  }

  @Example
  void fieldsAreFoundByTheirKeys() throws IllegalSheet {
    var sheet = new Sheet.Builder().add("dura-x", "1")
        .addAll("many", List.of("a", "b"))
        .addIfPresent("none", "")
        .add("text", "t", "one\ntwo\n")
        .build();
    assertEquals(List.of("a", "b"), sheet.values("many"));
    assertEquals("t", sheet.one("text"));
    assertEquals("one\ntwo\n", sheet.field("text").quoted());
    assertEquals(Optional.empty(), sheet.optional("none"));
    assertThrows(IllegalSheet.class, () -> sheet.one("many"));
    assertThrows(IllegalSheet.class, () -> sheet.one("none"));
  }

  @Example
  void knownKeysAreInOrderAndUnknownOnesAnywhere() throws IllegalSheet {
    List<String> order = List.of("dura-x", "a", "b");
    sheet("dura-x: 1\na: 1\na: 2\nb: 3\n").requireForm(order);
    sheet("dura-x: 1\nnew: 1\na: 1\nnewer: 1\na: 2\n").requireForm(order);
    sheet("dura-x: 1\n").requireForm(order);
    for (String wrong : List.of("dura-x: 2\n", "dura-x:\n", "dura-y: 1\n", "a: 1\n",
        "new: 1\ndura-x: 1\n", "dura-x: 1\nb: 1\na: 1\n", "dura-x: 1\na: 1\nb: 1\na: 1\n",
        "dura-x: 1\na: 1\ndura-x: 1\n")) {
      assertThrows(IllegalSheet.class, () -> sheet(wrong).requireForm(order), wrong);
    }
  }

  private static Sheet sheet(String text) throws IllegalSheet {
    return Sheet.parse(ByteSlice.utf8(text));
  }
}
