package dura.band.posix;

import dura.band.model.PrintableBytes;
import dura.band.model.Timestamp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.OptionalLong;

/// File calls of the C library, one method each.
///
/// Paths are bytes without a NUL, at most 4,095 of them. `directory` is a file descriptor that a
/// relative path starts from, or [#CURRENT_DIRECTORY]. A call that a signal interrupted is made
/// again. Thread-safe as the calls themselves are.
public final class Libc {
  /// Stands for the working directory of the process.
  public static final int CURRENT_DIRECTORY = -100;

  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_SYMLINK_FOLLOW = 0x400;
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7FF;
  private static final int RENAME_NOREPLACE = 1;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final long UTIME_OMIT = (1L << 30) - 2;
  private static final long KEEP_OWNER = 0xFFFF_FFFFL;
  private static final byte[] NO_PATH = {};

  /// Numbers of system calls that glibc before 2.30 and 2.33 has no function for.
  private static final boolean IS_X86 = System.getProperty("os.arch").equals("amd64");
  private static final long SYS_GETDENTS64 = IS_X86 ? 217 : 61;
  private static final long SYS_MKNODAT = IS_X86 ? 259 : 33;

  private Libc() {}

  /// openat(2).
  ///
  /// @param flags see [OpenFlags]
  /// @param mode permission bits of a file that is created
  /// @return a file descriptor to be closed
  public static int openat(int directory, byte[] path, int flags, int mode) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, path, LibcFunction.OPENAT);
    return check(
        LibcFunction.OPENAT.callInt(scratch, directory, name, flags, mode, 0),
        scratch,
        LibcFunction.OPENAT,
        path);
  }

  /// close(2). The descriptor is gone even when this throws.
  public static void close(int fd) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    check(
        LibcFunction.CLOSE.callInt(scratch, fd, 0, 0, 0, 0), scratch, LibcFunction.CLOSE, fd);
  }

  /// read(2).
  ///
  /// @return number of bytes read into `into` from `at`, 0 at the end
  public static int read(int fd, byte[] into, int at, int length) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long wanted = Math.min(length, Scratch.BULK_BYTES);
    MemorySegment bulk = scratch.bulk();
    long got = LibcFunction.READ.callLong(scratch, fd, bulk.address(), wanted, 0, 0);
    check(got, scratch, LibcFunction.READ, fd);
    MemorySegment.copy(bulk, ValueLayout.JAVA_BYTE, 0, into, at, (int) got);
    return (int) got;
  }

  /// pread(2): one call, so at most 256 KiB.
  ///
  /// @return number of bytes read into `into` from `at`, 0 at the end of the file
  public static int pread(int fd, long offset, byte[] into, int at, int length)
      throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long wanted = Math.min(length, Scratch.BULK_BYTES);
    MemorySegment bulk = scratch.bulk();
    long got = LibcFunction.PREAD.callLong(scratch, fd, bulk.address(), wanted, offset, 0);
    check(got, scratch, LibcFunction.PREAD, fd);
    MemorySegment.copy(bulk, ValueLayout.JAVA_BYTE, 0, into, at, (int) got);
    return (int) got;
  }

  /// write(2): one call, so at most 256 KiB.
  ///
  /// @return number of bytes written
  public static int write(int fd, byte[] from, int at, int length) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    int wanted = Math.min(length, Scratch.BULK_BYTES);
    MemorySegment bulk = scratch.bulk();
    MemorySegment.copy(from, at, bulk, ValueLayout.JAVA_BYTE, 0, wanted);
    long done = LibcFunction.WRITE.callLong(scratch, fd, bulk.address(), wanted, 0, 0);
    check(done, scratch, LibcFunction.WRITE, fd);
    return (int) done;
  }

  /// pwrite(2): one call, so at most 256 KiB.
  ///
  /// @return number of bytes written
  public static int pwrite(int fd, long offset, byte[] from, int at, int length)
      throws PosixException {
    Scratch scratch = Scratch.ofThread();
    int wanted = Math.min(length, Scratch.BULK_BYTES);
    MemorySegment bulk = scratch.bulk();
    MemorySegment.copy(from, at, bulk, ValueLayout.JAVA_BYTE, 0, wanted);
    long done = LibcFunction.PWRITE.callLong(scratch, fd, bulk.address(), wanted, offset, 0);
    check(done, scratch, LibcFunction.PWRITE, fd);
    return (int) done;
  }

  /// fsync(2).
  public static void fsync(int fd) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    check(
        LibcFunction.FSYNC.callInt(scratch, fd, 0, 0, 0, 0), scratch, LibcFunction.FSYNC, fd);
  }

  /// fdatasync(2).
  public static void fdatasync(int fd) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    check(
        LibcFunction.FDATASYNC.callInt(scratch, fd, 0, 0, 0, 0),
        scratch,
        LibcFunction.FDATASYNC,
        fd);
  }

  /// ftruncate(2): what is beyond the former end is a hole.
  public static void ftruncate(int fd, long size) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    check(
        LibcFunction.FTRUNCATE.callInt(scratch, fd, size, 0, 0, 0),
        scratch,
        LibcFunction.FTRUNCATE,
        fd);
  }

  /// lseek(2) with SEEK_DATA: the first offset from `from` on that is not in a hole; none when only
  /// a hole follows or the file ends.
  public static OptionalLong seekData(int fd, long from) throws PosixException {
    return seek(fd, from, SEEK_DATA);
  }

  /// lseek(2) with SEEK_HOLE: the first offset from `from` on that is in a hole, the end of the
  /// file counting as one; none beyond the end.
  public static OptionalLong seekHole(int fd, long from) throws PosixException {
    return seek(fd, from, SEEK_HOLE);
  }

  private static OptionalLong seek(int fd, long from, int whence) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long found = LibcFunction.LSEEK.callLong(scratch, fd, from, whence, 0, 0);
    if (found == -1 && LibcFunction.errno(scratch) == Errno.ENXIO) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(check(found, scratch, LibcFunction.LSEEK, fd));
  }

  /// statx(2) without following a link.
  public static Stat stat(int directory, byte[] path) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, path, LibcFunction.STATX);
    int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
    check(
        LibcFunction.STATX.callInt(
            scratch, directory, name, flags, STATX_BASIC_STATS, scratch.struct.address()),
        scratch,
        LibcFunction.STATX,
        path);
    return Stat.ofStatx(scratch.struct);
  }

  /// statx(2) of an open file, also of one opened with [OpenFlags#PATH].
  public static Stat stat(int fd) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, NO_PATH, LibcFunction.STATX);
    check(
        LibcFunction.STATX.callInt(
            scratch, fd, name, AT_EMPTY_PATH, STATX_BASIC_STATS, scratch.struct.address()),
        scratch,
        LibcFunction.STATX,
        fd);
    return Stat.ofStatx(scratch.struct);
  }

  /// getdents64(2) until the end. The directory must be open for reading, at its start.
  public static void list(int fd, DirectoryVisitor visitor) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    MemorySegment bulk = scratch.bulk();
    while (true) {
      long filled = LibcFunction.SYSCALL.callLong(
          scratch, SYS_GETDENTS64, fd, bulk.address(), Scratch.BULK_BYTES, 0);
      if (filled == -1) {
        throw new PosixException(LibcFunction.errno(scratch), "getdents64", descriptor(fd));
      }
      if (filled == 0) {
        return;
      }
      visit(bulk.asSlice(0, filled).toArray(ValueLayout.JAVA_BYTE), visitor);
    }
  }

  /// struct linux_dirent64: inode 8 bytes, offset 8, record length 2, type 1, name up to a NUL.
  private static void visit(byte[] records, DirectoryVisitor visitor) {
    int at = 0;
    while (at < records.length) {
      int length = (records[at + 16] & 0xFF) | (records[at + 17] & 0xFF) << 8;
      int type = (records[at + 18] & 0xFF) << 12;
      int start = at + 19;
      int end = start;
      while (records[end] != 0) {
        end++;
      }
      if (!isSelfOrParent(records, start, end)) {
        visitor.entry(Arrays.copyOfRange(records, start, end), type);
      }
      at += length;
    }
  }

  private static boolean isSelfOrParent(byte[] records, int start, int end) {
    return records[start] == '.'
        && (end - start == 1 || (end - start == 2 && records[start + 1] == '.'));
  }

  /// readlinkat(2): the target of a symbolic link.
  public static byte[] readlinkat(int directory, byte[] path) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, path, LibcFunction.READLINKAT);
    MemorySegment bulk = scratch.bulk();
    long length = LibcFunction.READLINKAT.callLong(
        scratch, directory, name, bulk.address(), Scratch.BULK_BYTES, 0);
    check(length, scratch, LibcFunction.READLINKAT, path);
    return bulk.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  /// symlinkat(2).
  public static void symlinkat(byte[] target, int directory, byte[] path) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long to = name(scratch.secondPath, target, LibcFunction.SYMLINKAT);
    long name = name(scratch.firstPath, path, LibcFunction.SYMLINKAT);
    check(
        LibcFunction.SYMLINKAT.callInt(scratch, to, directory, name, 0, 0),
        scratch,
        LibcFunction.SYMLINKAT,
        path);
  }

  /// linkat(2): `path` becomes one more name of the file `existing`. A link is not followed.
  public static void linkat(int existingDirectory, byte[] existing, int directory, byte[] path)
      throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long from = name(scratch.secondPath, existing, LibcFunction.LINKAT);
    long name = name(scratch.firstPath, path, LibcFunction.LINKAT);
    check(
        LibcFunction.LINKAT.callInt(scratch, existingDirectory, from, directory, name, 0),
        scratch,
        LibcFunction.LINKAT,
        path);
  }

  /// linkat(2) of an open file, by way of /proc: `path` becomes a name of it, be it the first.
  public static void linkOpenFile(int fd, int directory, byte[] path) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long from = name(scratch.secondPath, ProcPath.of(fd), LibcFunction.LINKAT);
    long name = name(scratch.firstPath, path, LibcFunction.LINKAT);
    check(
        LibcFunction.LINKAT.callInt(
            scratch, CURRENT_DIRECTORY, from, directory, name, AT_SYMLINK_FOLLOW),
        scratch,
        LibcFunction.LINKAT,
        path);
  }

  /// mkdirat(2).
  public static void mkdirat(int directory, byte[] path, int mode) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, path, LibcFunction.MKDIRAT);
    check(
        LibcFunction.MKDIRAT.callInt(scratch, directory, name, mode, 0, 0),
        scratch,
        LibcFunction.MKDIRAT,
        path);
  }

  /// mknodat(2).
  ///
  /// @param mode type as in [Stat] and permission bits
  /// @param major of a device, 0 to 4,095
  /// @param minor of a device, 0 to 1,048,575
  public static void mknodat(int directory, byte[] path, int mode, int major, int minor)
      throws PosixException {
    Scratch scratch = Scratch.ofThread();
    if (major < 0 || major > 0xFFF || minor < 0 || minor > 0xFFFFF) {
      throw new PosixException(Errno.EINVAL, "mknodat", PrintableBytes.of(path));
    }
    long name = name(scratch.firstPath, path, LibcFunction.SYSCALL);
    long device = (minor & 0xFF) | (long) major << 8 | (minor & 0xFFF00L) << 12;
    long result =
        LibcFunction.SYSCALL.callLong(scratch, SYS_MKNODAT, directory, name, mode, device);
    if (result == -1) {
      throw new PosixException(
          LibcFunction.errno(scratch), "mknodat", PrintableBytes.of(path));
    }
  }

  /// unlinkat(2) of anything but a directory.
  public static void unlinkat(int directory, byte[] path) throws PosixException {
    unlinkat(directory, path, 0);
  }

  /// unlinkat(2) of an empty directory.
  public static void rmdirat(int directory, byte[] path) throws PosixException {
    unlinkat(directory, path, AT_REMOVEDIR);
  }

  private static void unlinkat(int directory, byte[] path, int flags) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, path, LibcFunction.UNLINKAT);
    check(
        LibcFunction.UNLINKAT.callInt(scratch, directory, name, flags, 0, 0),
        scratch,
        LibcFunction.UNLINKAT,
        path);
  }

  /// renameat(2): replaces what has the new name.
  public static void renameat(int fromDirectory, byte[] from, int directory, byte[] path)
      throws PosixException {
    rename(LibcFunction.RENAMEAT, fromDirectory, from, directory, path, 0);
  }

  /// renameat2(2) with RENAME_NOREPLACE: EEXIST when something has the new name. Some network file
  /// systems answer EINVAL.
  public static void renameatIfAbsent(int fromDirectory, byte[] from, int directory, byte[] path)
      throws PosixException {
    rename(LibcFunction.RENAMEAT2, fromDirectory, from, directory, path, RENAME_NOREPLACE);
  }

  private static void rename(
      LibcFunction function, int fromDirectory, byte[] from, int directory, byte[] path, int flags)
      throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long source = name(scratch.secondPath, from, function);
    long name = name(scratch.firstPath, path, function);
    check(
        function.callInt(scratch, fromDirectory, source, directory, name, flags),
        scratch,
        function,
        path);
  }

  /// fchmod(2); the file must not be opened with [OpenFlags#PATH].
  public static void fchmod(int fd, int permissions) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    check(
        LibcFunction.FCHMOD.callInt(scratch, fd, permissions, 0, 0, 0),
        scratch,
        LibcFunction.FCHMOD,
        fd);
  }

  /// chmod(2) of a file opened with [OpenFlags#PATH], by way of /proc.
  public static void chmod(int fd, int permissions) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    byte[] path = ProcPath.of(fd);
    long name = name(scratch.firstPath, path, LibcFunction.CHMOD);
    check(
        LibcFunction.CHMOD.callInt(scratch, name, permissions, 0, 0, 0),
        scratch,
        LibcFunction.CHMOD,
        path);
  }

  /// fchownat(2) of an open file, also of one opened with [OpenFlags#PATH].
  ///
  /// @param uid empty to leave the owner as it is
  /// @param gid empty to leave the group as it is
  public static void chown(int fd, OptionalLong uid, OptionalLong gid) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, NO_PATH, LibcFunction.FCHOWNAT);
    check(
        LibcFunction.FCHOWNAT.callInt(
            scratch, fd, name, uid.orElse(KEEP_OWNER), gid.orElse(KEEP_OWNER), AT_EMPTY_PATH),
        scratch,
        LibcFunction.FCHOWNAT,
        fd);
  }

  /// utimensat(2) without following a link: sets the modification time, keeps the access time.
  public static void setModified(int directory, byte[] path, Timestamp modified)
      throws PosixException {
    Scratch scratch = Scratch.ofThread();
    long name = name(scratch.firstPath, path, LibcFunction.UTIMENSAT);
    check(
        LibcFunction.UTIMENSAT.callInt(
            scratch, directory, name, times(scratch, modified), AT_SYMLINK_NOFOLLOW, 0),
        scratch,
        LibcFunction.UTIMENSAT,
        path);
  }

  /// futimens(3): the same for an open file, which must not be opened with [OpenFlags#PATH].
  public static void setModified(int fd, Timestamp modified) throws PosixException {
    Scratch scratch = Scratch.ofThread();
    check(
        LibcFunction.FUTIMENS.callInt(scratch, fd, times(scratch, modified), 0, 0, 0),
        scratch,
        LibcFunction.FUTIMENS,
        fd);
  }

  /// The address of two struct timespec: the access time is kept.
  private static long times(Scratch scratch, Timestamp modified) {
    MemorySegment times = scratch.struct;
    times.set(ValueLayout.JAVA_LONG, 0, 0);
    times.set(ValueLayout.JAVA_LONG, 8, UTIME_OMIT);
    times.set(ValueLayout.JAVA_LONG, 16, modified.seconds());
    times.set(ValueLayout.JAVA_LONG, 24, modified.nanos());
    return times.address();
  }

  /// umask(2): sets the mask of the whole process.
  ///
  /// @return the former mask
  public static int umask(int mask) {
    return LibcFunction.UMASK.callInt(Scratch.ofThread(), mask, 0, 0, 0, 0);
  }

  /// The address of `path` with a NUL in `into`.
  static long name(MemorySegment into, byte[] path, LibcFunction function) throws PosixException {
    long address = Scratch.cString(into, path);
    if (address == 0) {
      int errno = path.length >= into.byteSize() ? Errno.ENAMETOOLONG : Errno.EINVAL;
      throw new PosixException(errno, function.symbol(), PrintableBytes.of(path));
    }
    return address;
  }

  private static int check(int result, Scratch scratch, LibcFunction function, byte[] path)
      throws PosixException {
    if (result == -1) {
      throw new PosixException(
          LibcFunction.errno(scratch), function.symbol(), PrintableBytes.of(path));
    }
    return result;
  }

  private static void check(long result, Scratch scratch, LibcFunction function, byte[] path)
      throws PosixException {
    check(result == -1 ? -1 : 0, scratch, function, path);
  }

  private static long check(long result, Scratch scratch, LibcFunction function, int fd)
      throws PosixException {
    if (result == -1) {
      throw new PosixException(
          LibcFunction.errno(scratch), function.symbol(), descriptor(fd));
    }
    return result;
  }

  private static String descriptor(int fd) {
    return "descriptor " + fd;
  }
}
