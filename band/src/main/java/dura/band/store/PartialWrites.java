package dura.band.store;

import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/// Writes all of an object into something that takes a part of what it is offered, or nothing for
/// the moment: a tape, a queue, a socket that does not block.
public final class PartialWrites {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  private PartialWrites() {}

  /// Takes bytes.
  public interface Sink {
    /// Takes some of `bytes` from their beginning.
    ///
    /// @return how many; 0 where it can take none now
    int write(ByteSlice bytes) throws IOException;
  }

  /// Offers `bytes`, and whatever is left of them, until all are taken. After an offer of which
  /// nothing was taken it waits, longer each time. How long that may go on is the [Watchdog]'s
  /// business, which hears of every byte that moves.
  public static void writeAll(ByteSlice bytes, Sink sink) throws IOException {
    int written = 0;
    Duration pause = FIRST_PAUSE;
    while (written < bytes.length()) {
      int taken = sink.write(bytes.slice(written, bytes.length()));
      if (taken < 0 || taken > bytes.length() - written) {
        throw new IllegalStateException(taken + " of " + (bytes.length() - written) + " bytes");
      }
      written += taken;
      if (taken > 0) {
        Watchdog.alive();
        pause = FIRST_PAUSE;
      } else {
        rest(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      }
    }
  }

  private static void rest(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("stopped between two writes");
      interrupted.initCause(stop);
      throw interrupted;
    }
  }
}
