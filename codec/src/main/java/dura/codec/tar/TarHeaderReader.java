package dura.codec.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/// Reads headers of the profile: takes the values out, renders them again and compares, so that
/// reader and writer cannot drift apart and every byte is covered.
final class TarHeaderReader {
  private TarHeaderReader() {}

  /// How long the header that begins with this block is, pax header and records included.
  ///
  /// @throws TarProfileException if it is not the beginning of a header
  static int length(byte[] bytes, int at) throws TarProfileException {
    if (!isHeader(bytes, at)) {
      throw new TarProfileException("no header: its checksum or magic is wrong");
    }
    if (bytes[at + TarField.TYPEFLAG.offset()] != TarHeader.TYPE_PAX) {
      return TarHeader.BLOCK;
    }
    long size = TarField.SIZE.number(bytes, at);
    if (size < 0 || size > PaxRecords.MAX_LENGTH) {
      throw new TarProfileException("a pax header of " + size + " bytes");
    }
    return TarHeader.BLOCK + (int) size + TarMember.fillLength(size) + TarHeader.BLOCK;
  }

  /// Reads the header at `bytes[at .. at + length)`, the length being that of [#length].
  ///
  /// @throws TarProfileException if no member of the profile has this header
  static TarMember read(byte[] bytes, int at, int length) throws TarProfileException {
    int ustar = at + length - TarHeader.BLOCK;
    if (!isHeader(bytes, ustar)) {
      throw new TarProfileException("no header behind a pax header");
    }
    if (bytes[ustar + TarField.TYPEFLAG.offset()] != TarHeader.TYPE_FILE) {
      throw new TarProfileException("a member that is not a regular file");
    }
    Map<String, byte[]> records =
        length == TarHeader.BLOCK
            ? Map.of()
            : PaxRecords.parse(
                bytes, at + TarHeader.BLOCK, (int) TarField.SIZE.number(bytes, at));
    TarMember member = member(bytes, ustar, records);
    byte[] rendered = TarHeader.render(member);
    if (!Arrays.equals(bytes, at, at + length, rendered, 0, rendered.length)) {
      throw new TarProfileException("a header whose bytes are not those of the profile");
    }
    return member;
  }

  /// The size in a header whose member is refused, -1 if it does not have one. What a pax header
  /// speaks of stands behind it and cannot be passed over with it.
  static long size(byte[] bytes, int at) {
    return isHeader(bytes, at) && bytes[at + TarField.TYPEFLAG.offset()] != TarHeader.TYPE_PAX
        ? TarField.SIZE.number(bytes, at)
        : -1;
  }

  private static boolean isHeader(byte[] bytes, int at) {
    return TarField.MAGIC.holds(bytes, at, TarHeader.MAGIC) && TarHeader.checksumHolds(bytes, at);
  }

  private static TarMember member(byte[] bytes, int at, Map<String, byte[]> records)
      throws TarProfileException {
    byte[] name = records.get(PaxRecords.PATH);
    try {
      return new TarMember(
          PieceName.parse(Objects.requireNonNullElseGet(name, () -> ustarName(bytes, at))),
          (int) Math.min(TarField.MODE.number(bytes, at), Integer.MAX_VALUE),
          number(records, PaxRecords.UID, bytes, at, TarField.UID),
          number(records, PaxRecords.GID, bytes, at, TarField.GID),
          TarField.SIZE.number(bytes, at),
          number(records, PaxRecords.MTIME, bytes, at, TarField.MTIME),
          new String(TarField.USER.text(bytes, at), StandardCharsets.ISO_8859_1),
          new String(TarField.GROUP.text(bytes, at), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new TarProfileException(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] ustarName(byte[] bytes, int at) {
    byte[] prefix = TarField.PREFIX.text(bytes, at);
    byte[] name = TarField.NAME.text(bytes, at);
    if (prefix.length == 0) {
      return name;
    }
    byte[] both = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    both[prefix.length] = '/';
    System.arraycopy(name, 0, both, prefix.length + 1, name.length);
    return both;
  }

  private static long number(
      Map<String, byte[]> records, String key, byte[] bytes, int at, TarField field)
      throws TarProfileException {
    byte[] record = records.get(key);
    return record == null ? field.number(bytes, at) : PaxRecords.number(record);
  }
}
