package dura.band.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The functions of the C library that are called, each looked up when it is first used.
///
/// All of them take at most five arguments, each an integer or a pointer, and return an integer. On
/// x86_64 and aarch64 such arguments travel in integer registers, a callee looks at no more
/// registers than it has parameters, and at no more bits than its parameters have. So one downcall
/// of five 64-bit arguments serves all functions, and start-up links one stub instead of twenty
/// (5 to 10 ms each). The upper half of the result of a function that returns `int` is undefined:
/// [#callInt] drops it.
enum LibcFunction {
  OPENAT("openat"),
  CLOSE("close"),
  READ("read"),
  PREAD("pread"),
  WRITE("write"),
  PWRITE("pwrite"),
  FSYNC("fsync"),
  FDATASYNC("fdatasync"),
  FTRUNCATE("ftruncate"),
  LSEEK("lseek"),
  STATX("statx"),
  READLINKAT("readlinkat"),
  SYMLINKAT("symlinkat"),
  LINKAT("linkat"),
  MKDIRAT("mkdirat"),
  UNLINKAT("unlinkat"),
  RENAMEAT("renameat"),
  RENAMEAT2("renameat2"),
  FCHMOD("fchmod"),
  CHMOD("chmod"),
  FCHOWNAT("fchownat"),
  UTIMENSAT("utimensat"),
  UMASK("umask"),
  LLISTXATTR("llistxattr"),
  LGETXATTR("lgetxattr"),
  SETXATTR("setxattr"),
  REMOVEXATTR("removexattr"),
  GETEUID("geteuid"),
  GETEGID("getegid"),
  GETGROUPS("getgroups"),
  GETPWUID("getpwuid_r"),
  GETGRGID("getgrgid_r"),
  GETPWNAM("getpwnam_r"),
  GETGRNAM("getgrnam_r"),
  /// For calls that older C libraries have no function for.
  SYSCALL("syscall");

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
  @SuppressWarnings("restricted")
  private static final MethodHandle CALL = LINKER.downcallHandle(
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG),
      Linker.Option.captureCallState("errno"));

  /// By ordinal. Two threads that look one up at once find the same.
  private static final @Nullable MemorySegment[] ADDRESSES = new MemorySegment[values().length];

  private final String symbol;

  LibcFunction(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  /// The error number the last call with this scratch memory left; of meaning after a failure only.
  static int errno(Scratch scratch) {
    return (int) ERRNO.get(scratch.callState, 0L);
  }

  /// Calls a function that returns `int`; again when a signal interrupted it.
  int callInt(Scratch scratch, long a, long b, long c, long d, long e) {
    int result;
    do {
      result = (int) call(scratch, a, b, c, d, e);
    } while (result == -1 && wasInterrupted(scratch));
    return result;
  }

  /// Calls a function that returns `long`, `ssize_t` or `off_t`; again when a signal interrupted it.
  long callLong(Scratch scratch, long a, long b, long c, long d, long e) {
    long result;
    do {
      result = call(scratch, a, b, c, d, e);
    } while (result == -1 && wasInterrupted(scratch));
    return result;
  }

  /// An interrupted close has closed all the same, and the number may already be another file's.
  private boolean wasInterrupted(Scratch scratch) {
    return this != CLOSE && errno(scratch) == Errno.EINTR;
  }

  private long call(Scratch scratch, long a, long b, long c, long d, long e) {
    try {
      return (long) CALL.invokeExact(address(), scratch.callState, a, b, c, d, e);
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable unexpected) {
      throw new IllegalStateException(symbol, unexpected);
    }
  }

  private MemorySegment address() {
    MemorySegment found = ADDRESSES[ordinal()];
    if (found == null) {
      found = LINKER.defaultLookup()
          .find(symbol)
          .orElseThrow(
              () -> new UnsupportedOperationException("the C library has no " + symbol));
      ADDRESSES[ordinal()] = found;
    }
    return found;
  }
}
