package dura.codec.tar;

import dura.codec.bytes.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;

/// A member of a tar made for other programs: everything a tar can say of an entry, in ustar with
/// pax records (POSIX 1003.1-2001) where ustar cannot say it. The tars inside blocks have a stricter
/// profile, see [TarHeader].
///
/// @param type what it is
/// @param path any bytes but NUL, components between single slashes
/// @param mode permission bits, 0 to 07777
/// @param uid owner, 0 to 2^32 - 1
/// @param gid group, 0 to 2^32 - 1
/// @param user the owner's name, empty for none
/// @param group the group's name, empty for none
/// @param size length of the contents in bytes; 0 of all but files
/// @param mtimeSeconds since 1970, of any sign
/// @param mtimeNanos added to them, 0 to 999,999,999
/// @param target of links
/// @param deviceMajor of devices, 0 to 2^32 - 1
/// @param deviceMinor of devices, 0 to 2^32 - 1
/// @param attributes extended attributes by name, each character of a name one byte
public record ExportMember(Type type, ByteSlice path, int mode, long uid, long gid,
    ByteSlice user, ByteSlice group, long size, long mtimeSeconds, int mtimeNanos,
    ByteSlice target, long deviceMajor, long deviceMinor, Map<String, ByteSlice> attributes) {
  private static final TarField LINK = new TarField(157, 100);
  private static final String ATTRIBUTE = "SCHILY.xattr.";
  private static final int NANOS = 1_000_000_000;

  /// What a member is.
  public enum Type {
    FILE('0'), HARD_LINK('1'), SYMLINK('2'), CHARACTER_DEVICE('3'), BLOCK_DEVICE('4'),
    DIRECTORY('5'),
    FIFO('6');

    private final byte flag;

    Type(char flag) {
      this.flag = (byte) flag;
    }
  }

  public ExportMember {
    attributes = Map.copyOf(attributes);
  }

  /// How many zero bytes follow the contents.
  public int fillLength() {
    return TarMember.fillLength(size);
  }

  /// The bytes in front of the contents; their number is a multiple of 512.
  public byte[] header() {
    byte[] name = name();
    return TarHeader.withRecords(name, records(name), ustar(name));
  }

  private byte[] name() {
    byte[] bytes = path.toByteArray();
    if (type != Type.DIRECTORY) {
      return bytes;
    }
    byte[] name = Arrays.copyOf(bytes, bytes.length + 1);
    name[bytes.length] = '/';
    return name;
  }

  private byte[] ustar(byte[] name) {
    byte[] header = TarHeader.empty(type.flag);
    TarHeader.putName(header, name);
    TarField.MODE.putNumber(header, mode);
    TarField.UID.putNumber(header, TarHeader.orZero(uid, TarField.UID));
    TarField.GID.putNumber(header, TarHeader.orZero(gid, TarField.GID));
    TarField.SIZE.putNumber(header, TarHeader.orZero(size, TarField.SIZE));
    TarField.MTIME.putNumber(header, TarHeader.orZero(mtimeSeconds, TarField.MTIME));
    LINK.putText(header, cut(target, LINK.length()));
    TarField.USER.putText(header, cut(user, TarMember.MAX_OWNER_NAME));
    TarField.GROUP.putText(header, cut(group, TarMember.MAX_OWNER_NAME));
    TarField.DEVMAJOR.putNumber(header, TarHeader.orZero(deviceMajor, TarField.DEVMAJOR));
    TarField.DEVMINOR.putNumber(header, TarHeader.orZero(deviceMinor, TarField.DEVMINOR));
    return TarHeader.withChecksum(header);
  }

  private static byte[] cut(ByteSlice text, int length) {
    return text.slice(0, Math.min(text.length(), length)).toByteArray();
  }

  private byte[] records(byte[] name) {
    var records = new ByteArrayOutputStream();
    boolean longName = !TarHeader.fitsUstar(name);
    boolean longTarget = target.length() > LINK.length();
    if (longName && !PaxRecords.isUtf8(name)
        || longTarget && !PaxRecords.isUtf8(target.toByteArray())) {
      PaxRecords.put(records, PaxRecords.CHARSET, PaxRecords.BINARY);
    }
    if (longName) {
      PaxRecords.put(records, PaxRecords.PATH, name);
    }
    if (longTarget) {
      PaxRecords.put(records, "linkpath", target.toByteArray());
    }
    putNumber(records, PaxRecords.UID, uid, TarField.UID);
    putNumber(records, PaxRecords.GID, gid, TarField.GID);
    putNumber(records, "size", size, TarField.SIZE);
    if (user.length() > TarMember.MAX_OWNER_NAME) {
      PaxRecords.put(records, "uname", user.toByteArray());
    }
    if (group.length() > TarMember.MAX_OWNER_NAME) {
      PaxRecords.put(records, "gname", group.toByteArray());
    }
    if (mtimeNanos != 0) {
      PaxRecords.put(records, PaxRecords.MTIME, PaxRecords.ascii(decimalTime()));
    } else {
      putNumber(records, PaxRecords.MTIME, mtimeSeconds, TarField.MTIME);
    }
    attributes.keySet()
        .stream()
        .sorted()
        // A record's key ends at the first equals sign.
        .forEach(key -> PaxRecords.put(records,
            ATTRIBUTE + key.replace("%", "%25").replace("=", "%3D"),
            attributes.getOrDefault(key, ByteSlice.EMPTY).toByteArray()));
    return records.toByteArray();
  }

  /// The time as one decimal number: nanoseconds count forward also from a negative second.
  private String decimalTime() {
    return mtimeSeconds >= 0
        ? "%d.%09d".formatted(mtimeSeconds, mtimeNanos)
        : "-%d.%09d".formatted(-(mtimeSeconds + 1), NANOS - mtimeNanos);
  }

  private static void putNumber(ByteArrayOutputStream records, String key, long value,
      TarField field) {
    if (value < 0 || value > field.maxNumber()) {
      PaxRecords.put(records, key, PaxRecords.ascii(Long.toString(value)));
    }
  }
}
