package dura.tools.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RawArgumentsTest {
  private static byte[] commandLine(String text) {
    return (text + "\0").replace(' ', '\0').getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void bytesAreFoundBehindWhatWasDecoded() {
    assertArrayEquals(new String[] {"ls", "a\uDCFF", "\uDCE9x"},
        RawArguments.tail(commandLine("java -cp x Main ls a\u00FF \u00E9x"),
            new String[] {"ls", "a\uFFFD", "\uFFFDx"}));
  }

  @Test
  void emptyArgumentsCount() {
    assertArrayEquals(new String[] {"", "\uDCFF", ""},
        RawArguments.tail("java\0Main\0\0\u00FF\0\0".getBytes(StandardCharsets.ISO_8859_1),
            new String[] {"", "\uFFFD", ""}));
  }

  @Test
  void otherCommandLinesAreNotTrusted() {
    String[] decoded = {"ls", "\uFFFD"};
    assertSame(decoded, RawArguments.tail(commandLine("java Main rm \u00FF"), decoded));
    assertSame(decoded, RawArguments.tail(commandLine("\u00FF"), decoded));
    assertSame(decoded, RawArguments.tail(commandLine("java ls x"), decoded));
  }
}
