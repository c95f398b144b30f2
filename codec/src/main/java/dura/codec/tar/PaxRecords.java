package dura.codec.tar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The records of a pax header, `LENGTH KEY=VALUE` and a line feed each.
final class PaxRecords {
  static final String PATH = "path";
  static final String UID = "uid";
  static final String GID = "gid";
  static final String MTIME = "mtime";
  static final String CHARSET = "hdrcharset";
  static final byte[] BINARY = ascii("BINARY");

  /// Bytes of the records beside the path, at most.
  private static final int MAX_OTHERS = 256;

  /// The most bytes of a value that is no path.
  private static final int MAX_SHORT_VALUE = 20;

  /// The most bytes of the records of one header.
  static final int MAX_LENGTH = PieceName.MAX_NAME_LENGTH + MAX_OTHERS;

  private PaxRecords() {}

  /// The records a member needs, in the order of `60-block.md`; empty if ustar says it all.
  static byte[] render(TarMember member, byte[] name) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    if (!TarHeader.fitsUstar(name)) {
      if (!isUtf8(name)) {
        put(records, CHARSET, BINARY);
      }
      put(records, PATH, name);
    }
    putUnlessUstar(records, UID, member.uid(), TarField.UID);
    putUnlessUstar(records, GID, member.gid(), TarField.GID);
    putUnlessUstar(records, MTIME, member.mtime(), TarField.MTIME);
    return records.toByteArray();
  }

  /// Reads records of known keys.
  ///
  /// @throws TarProfileException if they are not records, or a key is unknown or comes twice
  static Map<String, byte[]> parse(byte[] bytes, int from, int length) throws TarProfileException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    int at = from;
    int end = from + length;
    while (at < end) {
      int recordEnd = recordEnd(bytes, at, end);
      int key = indexOf(bytes, (byte) ' ', at, recordEnd) + 1;
      int equals = indexOf(bytes, (byte) '=', key, recordEnd);
      String name = new String(bytes, key, equals - key, StandardCharsets.ISO_8859_1);
      checkValue(name, bytes, equals + 1, recordEnd - 1);
      if (records.put(name, Arrays.copyOfRange(bytes, equals + 1, recordEnd - 1)) != null) {
        throw new TarProfileException("a pax record that comes twice");
      }
      at = recordEnd;
    }
    return records;
  }

  /// Looks at a value before it is copied: a search tries many headers that are none.
  private static void checkValue(String key, byte[] bytes, int from, int end)
      throws TarProfileException {
    switch (key) {
      case PATH -> {
        for (int at = from; at < end; at++) {
          if (bytes[at] == 0) {
            throw new TarProfileException("a zero byte in a path");
          }
        }
      }
      case CHARSET, UID, GID, MTIME -> {
        if (end - from > MAX_SHORT_VALUE) {
          throw new TarProfileException("a pax record of " + (end - from) + " bytes");
        }
      }
      default -> throw new TarProfileException("a pax record the profile does not have");
    }
  }

  /// The number in a record.
  static long number(byte[] value) throws TarProfileException {
    try {
      return Long.parseLong(new String(value, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      throw new TarProfileException("a pax record that is not a number");
    }
  }

  private static int recordEnd(byte[] bytes, int at, int end) throws TarProfileException {
    int length = 0;
    int digits = at;
    while (digits < end && bytes[digits] >= '0' && bytes[digits] <= '9' && length <= MAX_LENGTH) {
      length = length * 10 + (bytes[digits++] - '0');
    }
    // A length that reaches over its own digits, and no further than the header.
    if (length <= digits - at || length > end - at || bytes[at + length - 1] != '\n') {
      throw new TarProfileException("bytes that are no pax record");
    }
    return at + length;
  }

  private static int indexOf(byte[] bytes, byte wanted, int from, int end)
      throws TarProfileException {
    for (int at = from; at < end && bytes[at] != 0; at++) {
      if (bytes[at] == wanted) {
        return at;
      }
    }
    throw new TarProfileException("bytes that are no pax record");
  }

  private static void putUnlessUstar(
      ByteArrayOutputStream records, String key, long value, TarField field) {
    if (value < 0 || value > field.maxNumber()) {
      put(records, key, ascii(Long.toString(value)));
    }
  }

  /// Appends a record.
  ///
  /// @param key each character one byte
  static void put(ByteArrayOutputStream records, String key, byte[] value) {
    // Space, equals sign, line feed; the length counts its own digits.
    int rest = key.length() + value.length + 3;
    int length = rest + digits(rest);
    length = rest + digits(length);
    records.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.ISO_8859_1));
    records.writeBytes(value);
    records.write('\n');
  }

  private static int digits(int number) {
    return Integer.toString(number).length();
  }

  static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
