package dura.tools.report;

import dura.band.model.PrintableBytes;
import dura.tools.text.ByteText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One line of `--json`: an object that begins with its `type`. Members stand in the order they
/// were put.
public final class JsonObject {
  private final StringBuilder text = new StringBuilder("{");

  private JsonObject() {}

  /// An object of this type.
  public static JsonObject of(String type) {
    return new JsonObject().put("type", type);
  }

  /// An object inside another.
  public static JsonObject untyped() {
    return new JsonObject();
  }

  /// A member that is a string.
  public JsonObject put(String name, String value) {
    return raw(name, quoted(value));
  }

  /// A member that is a whole number.
  public JsonObject put(String name, long value) {
    return raw(name, Long.toString(value));
  }

  /// A member that is true or false.
  public JsonObject put(String name, boolean value) {
    return raw(name, Boolean.toString(value));
  }

  /// A member that is an array of strings.
  public JsonObject put(String name, List<String> values) {
    return raw(name,
        values.stream().map(JsonObject::quoted).collect(Collectors.joining(",", "[", "]")));
  }

  /// A member that is an array of objects.
  public JsonObject putObjects(String name, List<JsonObject> values) {
    return raw(name,
        values.stream().map(JsonObject::toString).collect(Collectors.joining(",", "[", "]")));
  }

  /// A member that is an object.
  public JsonObject put(String name, JsonObject value) {
    return raw(name, value.toString());
  }

  /// A member for bytes that are usually UTF-8: a string then. Where they are not, it is the
  /// printable form, and `NAME_base64` has the bytes.
  public JsonObject putBytes(String name, byte[] value) {
    if (ByteText.isUtf8(value)) {
      return put(name, new String(value, StandardCharsets.UTF_8));
    }
    return put(name, PrintableBytes.of(value))
        .put(name + "_base64", Base64.getEncoder().encodeToString(value));
  }

  private JsonObject raw(String name, String json) {
    if (text.length() > 1) {
      text.append(',');
    }
    text.append(quoted(name)).append(':').append(json);
    return this;
  }

  private static String quoted(String value) {
    var quoted = new StringBuilder(value.length() + 2).append('"');
    value.codePoints().forEach(c -> {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append((char) c);
      } else if (isEscaped(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
      } else {
        quoted.appendCodePoint(c);
      }
    });
    return quoted.append('"').toString();
  }

  /// Controls, what breaks lines somewhere, and surrogates without a partner.
  private static boolean isEscaped(int c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /// The object as one line, without its end.
  @Override
  public String toString() {
    return text + "}";
  }
}
