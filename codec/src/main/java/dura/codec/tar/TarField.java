package dura.codec.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A field of a tar header.
///
/// @param offset in the header
/// @param length in bytes
record TarField(int offset, int length) {
  static final TarField NAME = new TarField(0, 100);
  static final TarField MODE = new TarField(100, 8);
  static final TarField UID = new TarField(108, 8);
  static final TarField GID = new TarField(116, 8);
  static final TarField SIZE = new TarField(124, 12);
  static final TarField MTIME = new TarField(136, 12);
  static final TarField CHECKSUM = new TarField(148, 8);
  static final TarField TYPEFLAG = new TarField(156, 1);
  static final TarField MAGIC = new TarField(257, 8);
  static final TarField USER = new TarField(265, 32);
  static final TarField GROUP = new TarField(297, 32);
  static final TarField DEVMAJOR = new TarField(329, 8);
  static final TarField DEVMINOR = new TarField(337, 8);
  static final TarField PREFIX = new TarField(345, 155);

  /// The largest number the field holds as octal digits and a zero byte.
  long maxNumber() {
    return (1L << 3 * (length - 1)) - 1;
  }

  void putNumber(byte[] header, long value) {
    putDigits(header, value, length - 1);
  }

  /// Puts `count` octal digits at the field's beginning.
  void putDigits(byte[] header, long value, int count) {
    long rest = value;
    for (int at = offset + count - 1; at >= offset; at--) {
      header[at] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
  }

  void putText(byte[] header, byte[] text) {
    System.arraycopy(text, 0, header, offset, text.length);
  }

  /// The number in the field, -1 if it is not digits and a zero byte.
  long number(byte[] bytes, int header) {
    return bytes[header + offset + length - 1] == 0 ? digits(bytes, header, length - 1) : -1;
  }

  /// The number of the first `count` octal digits, -1 if there are others.
  long digits(byte[] bytes, int header, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      int digit = bytes[header + offset + i] - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      value = value << 3 | digit;
    }
    return value;
  }

  /// The field's bytes before its first zero byte.
  byte[] text(byte[] bytes, int header) {
    int from = header + offset;
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(bytes, from, end);
  }

  boolean holds(byte[] bytes, int header, String value) {
    int from = header + offset;
    byte[] wanted = value.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.equals(bytes, from, from + length, wanted, 0, wanted.length);
  }
}
