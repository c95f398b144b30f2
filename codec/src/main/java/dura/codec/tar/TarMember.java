package dura.codec.tar;

/// What a tar header says of a member.
///
/// @param name the file or piece
/// @param mode permission bits, 0 to 07777
/// @param uid owner, 0 to 2^32 - 1
/// @param gid group, 0 to 2^32 - 1
/// @param size length of the contents in bytes, 0 to 2^33 - 1
/// @param mtime seconds since 1970, rounded down, of any sign
/// @param user the owner's name as the header says it, see [#ownerName(byte\[\])]; empty for none
/// @param group the group's name, as `user`
public record TarMember(
    PieceName name, int mode, long uid, long gid, long size, long mtime, String user,
    String group) {
  static final int MAX_MODE = 07777;
  static final long MAX_ID = 0xFFFF_FFFFL;
  static final long MAX_SIZE = 077777777777L;
  static final int MAX_OWNER_NAME = 31;

  public TarMember {
    check("mode", mode, MAX_MODE);
    check("uid", uid, MAX_ID);
    check("gid", gid, MAX_ID);
    check("size", size, MAX_SIZE);
    if (!isOwnerName(user) || !isOwnerName(group)) {
      throw new IllegalArgumentException("an owner's name no header has");
    }
  }

  /// A name of an owner or group as a header has it: the name itself if it is 1 to 31 bytes of
  /// printable ASCII, else empty.
  public static String ownerName(byte[] name) {
    String text = new String(name, java.nio.charset.StandardCharsets.ISO_8859_1);
    return isOwnerName(text) ? text : "";
  }

  /// How many zero bytes follow the contents.
  public int fillLength() {
    return fillLength(size);
  }

  /// How many zero bytes fill `size` bytes to a multiple of 512.
  static int fillLength(long size) {
    return (int) -size & (TarHeader.BLOCK - 1);
  }

  private static boolean isOwnerName(String name) {
    return name.length() <= MAX_OWNER_NAME && name.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static void check(String what, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " " + value + " is not within 0.." + max);
    }
  }
}
