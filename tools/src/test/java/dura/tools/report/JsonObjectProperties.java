package dura.tools.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonParser;
import dura.band.model.PrintableBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// [JsonObject] as another library reads it.
class JsonObjectProperties {
  private static com.google.gson.JsonObject parsed(JsonObject json) {
    String line = new String(json.toString().getBytes(StandardCharsets.UTF_8),
        StandardCharsets.UTF_8);
    assertFalse(line.contains("\n"));
    return JsonParser.parseString(line).getAsJsonObject();
  }

  @Property
  void stringsComeBack(@ForAll String value, @ForAll List<String> values) {
    var json = parsed(JsonObject.of("t").put("a", value).put("b", values));
    assertEquals("t", json.get("type").getAsString());
    assertEquals(value, json.get("a").getAsString());
    var found = new ArrayList<String>();
    json.getAsJsonArray("b").forEach(each -> found.add(each.getAsString()));
    assertEquals(values, found);
  }

  @Property
  void bytesComeBack(@ForAll byte[] bytes) {
    var json = parsed(JsonObject.of("t").putBytes("path", bytes));
    String path = json.get("path").getAsString();
    if (json.has("path_base64")) {
      assertArrayEquals(bytes, Base64.getDecoder().decode(json.get("path_base64").getAsString()));
      assertEquals(PrintableBytes.of(bytes), path);
    } else {
      assertArrayEquals(bytes, path.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Example
  void membersStandInOrder() {
    assertEquals(
        "{\"type\":\"t\",\"n\":-1,\"b\":true,\"o\":{\"x\":\"\\u001b\\\"\\\\\"},\"l\":[{}]}",
        JsonObject.of("t")
            .put("n", -1)
            .put("b", true)
            .put("o", JsonObject.untyped().put("x", "\u001b\"\\"))
            .putObjects("l", List.of(JsonObject.untyped()))
            .toString());
  }
}
