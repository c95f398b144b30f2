package dura.tools.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ByteTextProperties {
  @Property
  void bytesComeBack(@ForAll byte[] bytes) {
    assertArrayEquals(bytes, ByteText.bytes(ByteText.of(bytes)));
  }

  @Property
  void textIsItself(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertEquals(new String(bytes, StandardCharsets.UTF_8), ByteText.of(bytes));
    assertEquals(true, ByteText.isUtf8(bytes));
  }

  @Property
  void lineHasNothingThatMovesTheCursor(@ForAll String text) {
    String line = ByteText.line(text);
    assertEquals(0, line.codePoints().filter(Character::isISOControl).count());
  }

  @Example
  void bytesThatAreNoTextAreSurrogates() {
    assertEquals("a\uDCFFb\uDCC3", ByteText.of(new byte[] {'a', (byte) 0xFF, 'b', (byte) 0xC3}));
    assertEquals("a\\xFF\\\\", ByteText.printable("a\uDCFF\\"));
    assertEquals("a\\xFF\\", ByteText.line("a\uDCFF\\"));
  }
}
