package dura.codec.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes in front of a member's contents: a ustar header, and a pax header before it only where
/// ustar cannot say it (`60-block.md`).
public final class TarHeader {
  /// Everything in a tar is a multiple of this many bytes.
  public static final int BLOCK = 512;

  static final String MAGIC = "ustar\00000";
  static final byte TYPE_FILE = '0';
  static final byte TYPE_PAX = 'x';

  private static final byte[] PAX_NAME = "PaxHeaders/".getBytes(StandardCharsets.US_ASCII);
  private static final int PAX_NAME_KEPT = 80;
  private static final int PAX_MODE = 0644;
  private static final int CHECKSUM_DIGITS = 6;

  private TarHeader() {}

  /// Renders the header of a member; its length is a multiple of [#BLOCK].
  public static byte[] render(TarMember member) {
    byte[] name = member.name().memberName();
    byte[] records = PaxRecords.render(member, name);
    byte[] header = ustar(member, name);
    return withRecords(name, records, header);
  }

  /// A ustar header behind a pax header with these records, where there are any.
  static byte[] withRecords(byte[] name, byte[] records, byte[] header) {
    if (records.length == 0) {
      return header;
    }
    int filled = records.length + TarMember.fillLength(records.length);
    byte[] both = Arrays.copyOf(paxHeader(name, records.length), BLOCK + filled + BLOCK);
    System.arraycopy(records, 0, both, BLOCK, records.length);
    System.arraycopy(header, 0, both, BLOCK + filled, BLOCK);
    return both;
  }

  /// Whether name and prefix can say the name.
  static boolean fitsUstar(byte[] name) {
    return name.length <= TarField.NAME.length() || splitAt(name) > 0;
  }

  /// Sum of all bytes of a header, its checksum field taken as spaces.
  static int checksum(byte[] bytes, int header) {
    int sum = ' ' * TarField.CHECKSUM.length();
    int from = header + TarField.CHECKSUM.offset();
    for (int at = header; at < header + BLOCK; at++) {
      if (at < from || at >= from + TarField.CHECKSUM.length()) {
        sum += bytes[at] & 0xFF;
      }
    }
    return sum;
  }

  /// Whether a header's checksum field is that of its bytes.
  static boolean checksumHolds(byte[] bytes, int header) {
    int behind = header + TarField.CHECKSUM.offset() + CHECKSUM_DIGITS;
    return bytes[behind] == 0
        && bytes[behind + 1] == ' '
        && TarField.CHECKSUM.digits(bytes, header, CHECKSUM_DIGITS) == checksum(bytes, header);
  }

  private static byte[] ustar(TarMember member, byte[] name) {
    byte[] header = empty(TYPE_FILE);
    putName(header, name);
    TarField.MODE.putNumber(header, member.mode());
    TarField.UID.putNumber(header, orZero(member.uid(), TarField.UID));
    TarField.GID.putNumber(header, orZero(member.gid(), TarField.GID));
    TarField.SIZE.putNumber(header, member.size());
    TarField.MTIME.putNumber(header, orZero(member.mtime(), TarField.MTIME));
    TarField.USER.putText(header, member.user().getBytes(StandardCharsets.US_ASCII));
    TarField.GROUP.putText(header, member.group().getBytes(StandardCharsets.US_ASCII));
    return withChecksum(header);
  }

  static byte[] paxHeader(byte[] name, int size) {
    byte[] last = TarPath.split(name).getLast();
    int kept = Math.min(last.length, PAX_NAME_KEPT);
    byte[] paxName = Arrays.copyOf(PAX_NAME, PAX_NAME.length + kept);
    System.arraycopy(last, 0, paxName, PAX_NAME.length, kept);
    byte[] header = empty(TYPE_PAX);
    TarField.NAME.putText(header, paxName);
    TarField.MODE.putNumber(header, PAX_MODE);
    TarField.UID.putNumber(header, 0);
    TarField.GID.putNumber(header, 0);
    TarField.SIZE.putNumber(header, size);
    TarField.MTIME.putNumber(header, 0);
    return withChecksum(header);
  }

  static byte[] empty(byte typeflag) {
    byte[] header = new byte[BLOCK];
    header[TarField.TYPEFLAG.offset()] = typeflag;
    TarField.MAGIC.putText(header, MAGIC.getBytes(StandardCharsets.US_ASCII));
    TarField.DEVMAJOR.putNumber(header, 0);
    TarField.DEVMINOR.putNumber(header, 0);
    return header;
  }

  static byte[] withChecksum(byte[] header) {
    TarField.CHECKSUM.putDigits(header, checksum(header, 0), CHECKSUM_DIGITS);
    header[TarField.CHECKSUM.offset() + CHECKSUM_DIGITS + 1] = ' ';
    return header;
  }

  static void putName(byte[] header, byte[] name) {
    int longest = TarField.NAME.length();
    int slash = name.length <= longest ? 0 : splitAt(name);
    if (slash > 0) {
      TarField.PREFIX.putText(header, Arrays.copyOf(name, slash));
      TarField.NAME.putText(header, Arrays.copyOfRange(name, slash + 1, name.length));
    } else {
      TarField.NAME.putText(header, Arrays.copyOf(name, Math.min(name.length, longest)));
    }
  }

  /// The slash that gives the longest prefix, 0 if there is none that leaves both parts short
  /// enough.
  private static int splitAt(byte[] name) {
    int slash = Math.min(TarField.PREFIX.length(), name.length - 1);
    while (slash > 0 && name[slash] != '/') {
      slash--;
    }
    return name.length - 1 - slash <= TarField.NAME.length() ? slash : 0;
  }

  static long orZero(long value, TarField field) {
    return value >= 0 && value <= field.maxNumber() ? value : 0;
  }
}
