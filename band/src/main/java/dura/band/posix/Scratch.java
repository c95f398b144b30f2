package dura.band.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The off-heap memory that one thread's calls use, reused from call to call.
///
/// No call leaves anything here that a following call needs: results are copied out before the
/// method that made the call returns.
final class Scratch {
  /// Room for one path or name with its NUL: more than the kernel takes (4,096).
  static final int PATH_BYTES = 8_192;
  /// Room for contents, directory records and attributes. An attribute's value and the list of
  /// attribute names are 65,536 bytes at most.
  static final int BULK_BYTES = 262_144;

  private static final int RECORD_BYTES = 256;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final Arena arena = Arena.ofAuto();
  /// Takes errno after a call.
  final MemorySegment callState = arena.allocate(Linker.Option.captureStateLayout());
  final MemorySegment firstPath = arena.allocate(PATH_BYTES);
  final MemorySegment secondPath = arena.allocate(PATH_BYTES);
  /// For a struct: statx is the largest with 256 bytes.
  final MemorySegment struct = arena.allocate(RECORD_BYTES, Long.BYTES);
  private @Nullable MemorySegment bulk;

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  MemorySegment bulk() {
    MemorySegment present = bulk;
    if (present == null) {
      present = arena.allocate(BULK_BYTES, Long.BYTES);
      bulk = present;
    }
    return present;
  }

  /// Puts `text` and a NUL into `into` and gives its address; 0 when `text` does not fit or holds
  /// a NUL itself, which would name something else.
  static long cString(MemorySegment into, byte[] text) {
    if (text.length >= into.byteSize()) {
      return 0;
    }
    for (byte b : text) {
      if (b == 0) {
        return 0;
      }
    }
    MemorySegment.copy(text, 0, into, ValueLayout.JAVA_BYTE, 0, text.length);
    into.set(ValueLayout.JAVA_BYTE, text.length, (byte) 0);
    return into.address();
  }
}
