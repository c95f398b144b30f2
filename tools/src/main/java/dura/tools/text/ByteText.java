package dura.tools.text;

import dura.band.model.PrintableBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Bytes of the command line as strings that lose nothing: what is UTF-8 is itself, any other byte
/// `b` is the unpaired surrogate U+DC00 + `b`, which no UTF-8 decodes to.
public final class ByteText {
  private static final int ESCAPE = 0xDC00;

  private ByteText() {}

  /// The string for `bytes`.
  public static String of(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isMalformed()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE | (in.get() & 0xFF)));
      }
      result = decoder.reset().decode(in, out, true);
    }
    return out.flip().toString();
  }

  /// The bytes that `text` stands for. Of other unpaired surrogates, which no argument has, the
  /// low byte is taken.
  public static byte[] bytes(String text) {
    var bytes = new ByteArrayOutputStream(text.length() + 8);
    text.codePoints().forEach(codePoint -> {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        bytes.write(codePoint & 0xFF);
      } else {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
      }
    });
    return bytes.toByteArray();
  }

  /// Whether `bytes` are UTF-8.
  public static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// The text as it may be shown to people, see [PrintableBytes].
  public static String printable(String text) {
    return PrintableBytes.of(bytes(text));
  }

  /// One line for a terminal: as [#printable], but backslashes stay single, since parts of the line
  /// may be printable forms already.
  public static String line(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      return text;
    }
    return text.codePoints()
        .collect(StringBuilder::new, (line, c) -> line.append(
            c == '\\' ? "\\" : PrintableBytes.of(bytes(Character.toString(c)))),
            StringBuilder::append)
        .toString();
  }
}
