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
final class LibcFunction {
  static final LibcFunction OPENAT = new LibcFunction("openat");
  static final LibcFunction CLOSE = new LibcFunction("close");
  static final LibcFunction READ = new LibcFunction("read");
  static final LibcFunction PREAD = new LibcFunction("pread");
  static final LibcFunction WRITE = new LibcFunction("write");
  static final LibcFunction PWRITE = new LibcFunction("pwrite");
  static final LibcFunction FSYNC = new LibcFunction("fsync");
  static final LibcFunction FDATASYNC = new LibcFunction("fdatasync");
  static final LibcFunction FTRUNCATE = new LibcFunction("ftruncate");
  static final LibcFunction LSEEK = new LibcFunction("lseek");
  static final LibcFunction STATX = new LibcFunction("statx");
  static final LibcFunction READLINKAT = new LibcFunction("readlinkat");
  static final LibcFunction SYMLINKAT = new LibcFunction("symlinkat");
  static final LibcFunction LINKAT = new LibcFunction("linkat");
  static final LibcFunction MKDIRAT = new LibcFunction("mkdirat");
  static final LibcFunction UNLINKAT = new LibcFunction("unlinkat");
  static final LibcFunction RENAMEAT = new LibcFunction("renameat");
  static final LibcFunction RENAMEAT2 = new LibcFunction("renameat2");
  static final LibcFunction FCHMOD = new LibcFunction("fchmod");
  static final LibcFunction CHMOD = new LibcFunction("chmod");
  static final LibcFunction FCHOWNAT = new LibcFunction("fchownat");
  static final LibcFunction UTIMENSAT = new LibcFunction("utimensat");
  static final LibcFunction FUTIMENS = new LibcFunction("futimens");
  static final LibcFunction UMASK = new LibcFunction("umask");
  static final LibcFunction LLISTXATTR = new LibcFunction("llistxattr");
  static final LibcFunction LGETXATTR = new LibcFunction("lgetxattr");
  static final LibcFunction SETXATTR = new LibcFunction("setxattr");
  static final LibcFunction REMOVEXATTR = new LibcFunction("removexattr");
  static final LibcFunction FSETXATTR = new LibcFunction("fsetxattr");
  static final LibcFunction FREMOVEXATTR = new LibcFunction("fremovexattr");
  static final LibcFunction GETEUID = new LibcFunction("geteuid");
  static final LibcFunction GETEGID = new LibcFunction("getegid");
  static final LibcFunction GETGROUPS = new LibcFunction("getgroups");
  static final LibcFunction GETPWUID = new LibcFunction("getpwuid_r");
  static final LibcFunction GETGRGID = new LibcFunction("getgrgid_r");
  static final LibcFunction GETPWNAM = new LibcFunction("getpwnam_r");
  static final LibcFunction GETGRNAM = new LibcFunction("getgrnam_r");
  /// For calls that older C libraries have no function for.
  static final LibcFunction SYSCALL = new LibcFunction("syscall");

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

  private final String symbol;
  private volatile @Nullable MemorySegment address;

  private LibcFunction(String symbol) {
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
    MemorySegment found = address;
    if (found == null) {
      found = LINKER.defaultLookup()
          .find(symbol)
          .orElseThrow(
              () -> new UnsupportedOperationException("the C library has no " + symbol));
      address = found;
    }
    return found;
  }
}
