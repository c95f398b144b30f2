package dura.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// A test vector: lines `key: value`, an empty line, then the bytes that a reader is given. `expect`
/// says what the reader must make of them.
///
/// @param header keys and values in the order of the file
/// @param body the bytes
@SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
public record VectorFile(Map<String, String> header, byte[] body) {
  /// The vector that `file` holds.
  ///
  /// @throws IllegalArgumentException where the header is not of that form
  public static VectorFile parse(byte[] file) {
    var header = new LinkedHashMap<String, String>();
    int at = 0;
    while (true) {
      int end = at;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      if (end == file.length) {
        throw new IllegalArgumentException("the header does not end");
      }
      String line = new String(file, at, end - at, StandardCharsets.US_ASCII);
      at = end + 1;
      if (line.isEmpty()) {
        return new VectorFile(header, Arrays.copyOfRange(file, at, file.length));
      }
      int colon = line.indexOf(": ");
      if (colon < 0) {
        throw new IllegalArgumentException("not 'key: value': " + line);
      }
      header.put(line.substring(0, colon), line.substring(colon + 2));
    }
  }

  /// The bytes of the file.
  public byte[] render() {
    var out = new ByteArrayOutputStream();
    header.forEach((key, value) -> out
        .writeBytes((key + ": " + value + "\n").getBytes(StandardCharsets.US_ASCII)));
    out.write('\n');
    out.writeBytes(body);
    return out.toByteArray();
  }

  /// The value of `key`.
  ///
  /// @throws IllegalArgumentException where it does not stand in the header
  public String value(String key) {
    String value = header.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no '" + key + "' in the header");
    }
    return value;
  }
}
