package dura.codec.head;

import dura.codec.bytes.ByteSlice;
import dura.spec.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A sheet: `key: value` lines that a person reads and a program parses (format-spec/20-head.md).
///
/// @param fields in the order of the text
public record Sheet(List<Field> fields) {
  /// One field.
  ///
  /// @param key of `a-z`, `0-9`, `-`, not beginning with `-`
  /// @param value printable ASCII, may be empty
  /// @param quoted the text quoted below the field, lines ended by line feeds; empty for none
  public record Field(String key, String value, String quoted) {}

  /// A text that is no sheet, or not the sheet it should be; the message says why.
  public static final class IllegalSheet extends Exception {
    private static final long serialVersionUID = 1L;

    public IllegalSheet(String message) {
      super(message);
    }
  }

  public Sheet {
    fields = List.copyOf(fields);
  }

  /// Collects the fields of a sheet in order.
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    public Builder add(String key, String value) {
      return add(key, value, "");
    }

    public Builder add(String key, String value, String quoted) {
      fields.add(new Field(key, value, quoted));
      return this;
    }

    /// One field for each value.
    public Builder addAll(String key, List<String> values) {
      values.forEach(value -> add(key, value));
      return this;
    }

    /// The field, where there is a value.
    public Builder addIfPresent(String key, String value) {
      return value.isEmpty() ? this : add(key, value);
    }

    public Sheet build() {
      return new Sheet(fields);
    }
  }

  /// The sheet that `text` holds.
  ///
  /// @throws IllegalSheet where it breaks the grammar or a limit
  public static Sheet parse(ByteSlice text) throws IllegalSheet {
    if (text.length() > Limits.MAX_SHEET_BYTES) {
      throw new IllegalSheet("longer than " + Limits.MAX_SHEET_BYTES + " bytes");
    }
    if (text.isEmpty() || text.get(text.length() - 1) != '\n') {
      throw new IllegalSheet("does not end with a line feed");
    }
    String all = new String(text.array(), text.offset(), text.length(),
        StandardCharsets.ISO_8859_1);
    var fields = new ArrayList<Field>();
    String key = "";
    String value = "";
    var quoted = new StringBuilder();
    int number = 0;
    int end;
    for (int start = 0; start < all.length(); start = end + 1) {
      end = all.indexOf('\n', start);
      String line = all.substring(start, end);
      number++;
      if (line.length() > Limits.MAX_SHEET_LINE_BYTES || line.endsWith(" ")
          || !line.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
        throw new IllegalSheet("line " + number + " has bytes that may not be there");
      }
      if (line.startsWith("|")) {
        if (number == 1) {
          throw new IllegalSheet("begins with a quoted line");
        }
        quoted.append(line, 1, line.length()).append('\n');
        continue;
      }
      if (number > 1) {
        fields.add(new Field(key, value, quoted.toString()));
        quoted.setLength(0);
      }
      int colon = line.indexOf(':');
      key = colon < 0 ? "" : line.substring(0, colon);
      String rest = colon < 0 ? "" : line.substring(colon + 1);
      if (!legalKey(key) || !(rest.isEmpty() || rest.length() > 1 && rest.startsWith(" ")
          && !rest.startsWith("  "))) {
        throw new IllegalSheet("line " + number + " is not 'key: value'");
      }
      value = rest.isEmpty() ? "" : rest.substring(1);
    }
    fields.add(new Field(key, value, quoted.toString()));
    return new Sheet(fields);
  }

  private static boolean legalKey(String key) {
    return !key.isEmpty() && !key.startsWith("-")
        && key.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }

  /// The sheet as text.
  ///
  /// @throws IllegalArgumentException where a field breaks the grammar
  public ByteSlice render() {
    var text = new StringBuilder();
    for (Field field : fields) {
      text.append(field.key()).append(':');
      if (!field.value().isEmpty()) {
        text.append(' ').append(field.value());
      }
      text.append('\n');
      if (!field.quoted().isEmpty()) {
        if (!field.quoted().endsWith("\n")) {
          throw new IllegalArgumentException("a quoted text must end with a line feed");
        }
        field.quoted().lines().forEach(line -> text.append('|').append(line).append('\n'));
      }
    }
    var bytes = ByteSlice.of(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    try {
      if (!parse(bytes).equals(this)) {
        throw new IllegalArgumentException("fields do not survive as text");
      }
    } catch (IllegalSheet e) {
      throw new IllegalArgumentException("sheet: " + e.getMessage(), e);
    }
    return bytes;
  }

  /// All fields of `key`, in order.
  public List<Field> all(String key) {
    return fields.stream().filter(field -> field.key().equals(key)).toList();
  }

  /// The values of all fields of `key`, in order.
  public List<String> values(String key) {
    return all(key).stream().map(Field::value).toList();
  }

  /// The field of `key`, which may stand once.
  ///
  /// @throws IllegalSheet where it stands more than once
  public Optional<Field> optional(String key) throws IllegalSheet {
    List<Field> found = all(key);
    if (found.size() > 1) {
      throw new IllegalSheet("'" + key + "' stands " + found.size() + " times");
    }
    return found.stream().findFirst();
  }

  /// The value of `key`, which stands once.
  ///
  /// @throws IllegalSheet where it stands not at all or more than once
  public String one(String key) throws IllegalSheet {
    return field(key).value();
  }

  /// The field of `key`, which stands once.
  ///
  /// @throws IllegalSheet where it stands not at all or more than once
  public Field field(String key) throws IllegalSheet {
    return optional(key).orElseThrow(() -> new IllegalSheet("'" + key + "' is not there"));
  }

  /// Checks that the sheet begins with `key: 1` and that its fields of `order` come in that order,
  /// those of one key in one run. Other keys may stand anywhere.
  ///
  /// @throws IllegalSheet where that is not so
  public void requireForm(List<String> order) throws IllegalSheet {
    Field first = fields.getFirst();
    if (!first.key().equals(order.getFirst())) {
      throw new IllegalSheet("begins with '" + first.key() + "', not '" + order.getFirst() + "'");
    }
    if (!first.value().equals("1")) {
      throw new IllegalSheet("version " + first.value() + ", known is 1");
    }
    int last = 0;
    for (Field field : fields) {
      int at = order.indexOf(field.key());
      if (at >= 0 && at < last) {
        throw new IllegalSheet("'" + field.key() + "' stands behind '" + order.get(last) + "'");
      }
      last = Math.max(last, at);
    }
  }
}
