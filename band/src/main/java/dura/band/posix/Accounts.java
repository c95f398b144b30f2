package dura.band.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Users and groups: of this process, and the system's tables of names.
///
/// A lookup that fails, for instance because a directory server does not answer, counts as no such
/// name.
public final class Accounts {
  /// Offset of the number in struct passwd and struct group: behind two pointers.
  private static final long ID_OFFSET = 16;
  private static final long STRUCT_BYTES = 64;
  /// A group with its members' names may be long.
  private static final long LARGEST_RECORD = 1 << 24;
  private static final long FIRST_RECORD = 1 << 14;

  private Accounts() {}

  /// The user this process acts as.
  public static long effectiveUser() {
    return Integer.toUnsignedLong(
        LibcFunction.GETEUID.callInt(Scratch.ofThread(), 0, 0, 0, 0, 0));
  }

  /// The group this process acts as.
  public static long effectiveGroup() {
    return Integer.toUnsignedLong(
        LibcFunction.GETEGID.callInt(Scratch.ofThread(), 0, 0, 0, 0, 0));
  }

  /// The groups this process belongs to.
  public static Set<Long> groups() throws PosixException {
    Scratch scratch = Scratch.ofThread();
    var groups = new HashSet<Long>();
    groups.add(effectiveGroup());
    MemorySegment bulk = scratch.bulk();
    int count = LibcFunction.GETGROUPS.callInt(
        scratch, Scratch.BULK_BYTES / Integer.BYTES, bulk.address(), 0, 0, 0);
    if (count == -1) {
      throw new PosixException(LibcFunction.errno(scratch), "getgroups", "this process");
    }
    for (int i = 0; i < count; i++) {
      groups.add(Integer.toUnsignedLong(bulk.getAtIndex(ValueLayout.JAVA_INT, i)));
    }
    return groups;
  }

  /// Name of a user; empty when there is none, or none that is UTF-8.
  public static Optional<String> userName(long uid) {
    return nameOf(LibcFunction.GETPWUID, uid);
  }

  /// Name of a group; empty when there is none, or none that is UTF-8.
  public static Optional<String> groupName(long gid) {
    return nameOf(LibcFunction.GETGRGID, gid);
  }

  /// Number of a user.
  public static OptionalLong userId(String name) {
    return idOf(LibcFunction.GETPWNAM, name);
  }

  /// Number of a group.
  public static OptionalLong groupId(String name) {
    return idOf(LibcFunction.GETGRNAM, name);
  }

  private static Optional<String> nameOf(LibcFunction function, long id) {
    try (Arena arena = Arena.ofConfined()) {
      return lookUp(arena, function, id).flatMap(found -> text(firstPointer(found)));
    }
  }

  private static OptionalLong idOf(LibcFunction function, String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return OptionalLong.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      long key = arena.allocateFrom(name).address();
      Optional<MemorySegment> found = lookUp(arena, function, key);
      return found.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(
              Integer.toUnsignedLong(found.get().get(ValueLayout.JAVA_INT, ID_OFFSET)));
    }
  }

  /// The four functions look alike: key, struct to fill, room for its strings, its size, and where
  /// to put the struct's address or a null pointer. The error number is the result itself.
  private static Optional<MemorySegment> lookUp(Arena arena, LibcFunction function, long key) {
    Scratch scratch = Scratch.ofThread();
    MemorySegment record = arena.allocate(STRUCT_BYTES, Long.BYTES);
    MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
    for (long size = FIRST_RECORD; size <= LARGEST_RECORD; size *= 4) {
      MemorySegment strings = arena.allocate(size);
      int errno = function.callInt(
          scratch, key, record.address(), strings.address(), size, result.address());
      if (errno == 0 && result.get(ValueLayout.JAVA_LONG, 0) != 0) {
        return Optional.of(record);
      }
      if (errno != Errno.ERANGE && errno != Errno.EINTR) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// The string may be outside of the room given: some name services answer with constants.
  @SuppressWarnings("restricted")
  private static MemorySegment firstPointer(MemorySegment record) {
    return MemorySegment.ofAddress(record.get(ValueLayout.JAVA_LONG, 0))
        .reinterpret(LARGEST_RECORD);
  }

  private static Optional<String> text(MemorySegment cString) {
    int length = 0;
    while (cString.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    byte[] bytes = cString.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }
}
