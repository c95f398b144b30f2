package dura.band.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Ends requests that are stuck: those of which nothing was heard for a while. A request that moves
/// bytes, however slowly, is not stuck, provided that who moves them calls [#alive()].
///
/// Each request runs in a thread of its own. One that is ended is interrupted and left behind; what
/// it may still do is not seen any more, as with an answer that was lost. Thread-safe.
public final class Watchdog implements AutoCloseable {
  private static final ScopedValue<AtomicLong> LAST_HEARD = ScopedValue.newInstance();

  /// What is watched.
  ///
  /// @param <T> its answer
  public interface Request<T> {
    T run() throws IOException;
  }

  private final Duration silence;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

  /// @param silence how long nothing may be heard of a request; more than none
  public Watchdog(Duration silence) {
    if (!silence.isPositive()) {
      throw new IllegalArgumentException("silence of " + silence);
    }
    this.silence = silence;
  }

  /// Tells that the request in which this is called moved some bytes. Without effect where nobody
  /// watches.
  public static void alive() {
    if (LAST_HEARD.isBound()) {
      LAST_HEARD.get().set(System.nanoTime());
    }
  }

  /// Runs a request.
  ///
  /// @param about the object or place, for the failure
  /// @throws StoreException [StoreFailure#SILENT] where it was ended
  public <T> T watch(String about, Request<T> request) throws IOException {
    var lastHeard = new AtomicLong(System.nanoTime());
    Future<T> answer = requests.submit(
        () -> ScopedValue.where(LAST_HEARD, lastHeard).call(request::run));
    while (true) {
      long left = lastHeard.get() + silence.toNanos() - System.nanoTime();
      try {
        return answer.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
      } catch (TimeoutException nothingYet) {
        if (System.nanoTime() - lastHeard.get() >= silence.toNanos()) {
          answer.cancel(true);
          throw new StoreException(StoreFailure.SILENT, about, silence.toSeconds() + " s")
              .causedBy(nothingYet);
        }
      } catch (InterruptedException stop) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException(about);
        interrupted.initCause(stop);
        throw interrupted;
      } catch (ExecutionException failed) {
        throw unpacked(failed);
      }
    }
  }

  /// What a request threw, as the caller would have seen it without a watchdog.
  private static IOException unpacked(ExecutionException failed) {
    return switch (failed.getCause()) {
      case IOException failure -> failure;
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case null, default -> throw new IllegalStateException(failed);
    };
  }

  /// Interrupts what still runs. Does not wait for it: it may be stuck.
  @Override
  public void close() {
    requests.shutdownNow();
  }
}
