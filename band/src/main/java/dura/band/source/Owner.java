package dura.band.source;

import java.util.Optional;

/// Whose file it was on the machine that was backed up.
///
/// @param uid number of the user, 0 to 2^32-2
/// @param gid number of the group, 0 to 2^32-2
/// @param user name of the user, as far as it was known
/// @param group name of the group, as far as it was known
public record Owner(long uid, long gid, Optional<String> user, Optional<String> group) {
  private static final long LARGEST = 0xFFFF_FFFEL;

  /// @throws IllegalArgumentException when a number is out of range
  public Owner {
    if (uid < 0 || uid > LARGEST || gid < 0 || gid > LARGEST) {
      throw new IllegalArgumentException("owner out of range: " + uid + ":" + gid);
    }
  }
}
