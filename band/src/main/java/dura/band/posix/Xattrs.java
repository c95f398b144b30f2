package dura.band.posix;

import dura.band.model.PrintableBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Extended attributes; POSIX ACLs are attributes too. Needs /proc.
public final class Xattrs {
  /// The attribute that holds the access ACL.
  public static final String ACCESS_ACL = "system.posix_acl_access";
  /// The attribute that holds the ACL a directory hands down.
  public static final String DEFAULT_ACL = "system.posix_acl_default";

  private Xattrs() {}

  /// llistxattr(2): names of the attributes of entry `name` of an open directory, in the order of
  /// the file system; none where it has no attributes. A link is not followed.
  public static List<byte[]> list(int directory, byte[] name) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    byte[] path = ProcPath.of(directory, name);
    MemorySegment bulk = scratch.bulk();
    long address = Libc.name(scratch.firstPath, path, LibcFunction.LLISTXATTR);
    long length = LibcFunction.LLISTXATTR.callLong(
        scratch, address, bulk.address(), Scratch.BULK_BYTES, 0, 0);
    if (length == -1) {
      int errno = LibcFunction.errno(scratch);
      if (errno == Errno.EOPNOTSUPP) {
        return List.of();
      }
      throw failure(errno, LibcFunction.LLISTXATTR, path);
    }
    return length == 0 ? List.of() : split(bulk.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
  }

  private static List<byte[]> split(byte[] list) {
    var names = new ArrayList<byte[]>();
    int start = 0;
    for (int i = 0; i < list.length; i++) {
      if (list[i] == 0) {
        names.add(Arrays.copyOfRange(list, start, i));
        start = i + 1;
      }
    }
    return names;
  }

  /// lgetxattr(2): the value of one attribute; empty when there is no such attribute.
  public static Optional<byte[]> get(int directory, byte[] name, byte[] attribute)
      throws PosixException {
    Scratch scratch = Scratch.ofThread();
    byte[] path = ProcPath.of(directory, name);
    MemorySegment bulk = scratch.bulk();
    long address = Libc.name(scratch.firstPath, path, LibcFunction.LGETXATTR);
    long key = Libc.name(scratch.secondPath, attribute, LibcFunction.LGETXATTR);
    long length = LibcFunction.LGETXATTR.callLong(
        scratch, address, key, bulk.address(), Scratch.BULK_BYTES, 0);
    if (length == -1) {
      int errno = LibcFunction.errno(scratch);
      if (errno == Errno.ENODATA || errno == Errno.EOPNOTSUPP) {
        return Optional.empty();
      }
      throw failure(errno, LibcFunction.LGETXATTR, path);
    }
    return Optional.of(bulk.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
  }

  /// setxattr(2) of a file opened with [OpenFlags#PATH], which may be a link itself.
  public static void set(int fd, byte[] attribute, byte[] value) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    byte[] path = ProcPath.of(fd);
    if (value.length > Scratch.BULK_BYTES) {
      throw failure(Errno.ERANGE, LibcFunction.SETXATTR, path);
    }
    MemorySegment bulk = scratch.bulk();
    MemorySegment.copy(value, 0, bulk, ValueLayout.JAVA_BYTE, 0, value.length);
    long address = Libc.name(scratch.firstPath, path, LibcFunction.SETXATTR);
    long key = Libc.name(scratch.secondPath, attribute, LibcFunction.SETXATTR);
    int result = LibcFunction.SETXATTR.callInt(
        scratch, address, key, bulk.address(), value.length, 0);
    if (result == -1) {
      throw failure(LibcFunction.errno(scratch), LibcFunction.SETXATTR, path);
    }
  }

  /// removexattr(2) of a file opened with [OpenFlags#PATH]; nothing when there is no such attribute.
  public static void remove(int fd, byte[] attribute) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    byte[] path = ProcPath.of(fd);
    long address = Libc.name(scratch.firstPath, path, LibcFunction.REMOVEXATTR);
    long key = Libc.name(scratch.secondPath, attribute, LibcFunction.REMOVEXATTR);
    int result = LibcFunction.REMOVEXATTR.callInt(scratch, address, key, 0, 0, 0);
    if (result == -1) {
      int errno = LibcFunction.errno(scratch);
      if (errno != Errno.ENODATA && errno != Errno.EOPNOTSUPP) {
        throw failure(errno, LibcFunction.REMOVEXATTR, path);
      }
    }
  }

  /// fsetxattr(2) of an open file, which must not be opened with [OpenFlags#PATH].
  public static void setOpen(int fd, byte[] attribute, byte[] value) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    if (value.length > Scratch.BULK_BYTES) {
      throw failure(Errno.ERANGE, LibcFunction.FSETXATTR, attribute);
    }
    MemorySegment bulk = scratch.bulk();
    MemorySegment.copy(value, 0, bulk, ValueLayout.JAVA_BYTE, 0, value.length);
    long key = Libc.name(scratch.secondPath, attribute, LibcFunction.FSETXATTR);
    if (LibcFunction.FSETXATTR.callInt(scratch, fd, key, bulk.address(), value.length, 0) == -1) {
      throw failure(LibcFunction.errno(scratch), LibcFunction.FSETXATTR, attribute);
    }
  }

  /// fremovexattr(2) of an open file, which must not be opened with [OpenFlags#PATH]; nothing when
  /// there is no such attribute.
  public static void removeOpen(int fd, byte[] attribute) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long key = Libc.name(scratch.secondPath, attribute, LibcFunction.FREMOVEXATTR);
    if (LibcFunction.FREMOVEXATTR.callInt(scratch, fd, key, 0, 0, 0) == -1) {
      int errno = LibcFunction.errno(scratch);
      if (errno != Errno.ENODATA && errno != Errno.EOPNOTSUPP) {
        throw failure(errno, LibcFunction.FREMOVEXATTR, attribute);
      }
    }
  }

  private static PosixException failure(int errno, LibcFunction function, byte[] path) {
    return new PosixException(errno, function.symbol(), PrintableBytes.of(path));
  }
}
