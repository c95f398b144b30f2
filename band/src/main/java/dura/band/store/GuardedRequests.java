package dura.band.store;

import dura.band.machine.RetryMachine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/// Makes requests to a remote place: ends those that are stuck, and makes those again that may go well
/// the next time. Thread-safe.
public final class GuardedRequests implements AutoCloseable {
  /// Lets time pass.
  public interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  /// One attempt at a request.
  ///
  /// @param <T> its answer
  public interface Attempt<T> {
    /// @param again whether one before it failed, and may have been carried out all the same
    T make(boolean again) throws IOException;
  }

  private final Watchdog watchdog;
  private final RetryMachine retries;
  private final DoubleSupplier chance;
  private final Sleeper sleeper;

  /// @param chance drawn evenly from `[0, 1)`
  public GuardedRequests(StoreSettings settings, DoubleSupplier chance, Sleeper sleeper) {
    this.watchdog = new Watchdog(settings.silence());
    this.retries = new RetryMachine(settings.retries());
    this.chance = chance;
    this.sleeper = sleeper;
  }

  /// With real time and chance.
  public static GuardedRequests of(StoreSettings settings) {
    return new GuardedRequests(
        settings, () -> ThreadLocalRandom.current().nextDouble(), Thread::sleep);
  }

  /// Makes a request until it goes well, or its failure stands.
  ///
  /// @param about the object or place, for failures
  public <T> T make(String about, Attempt<T> attempt) throws IOException {
    var state = RetryMachine.State.START;
    while (true) {
      boolean again = state.failures() > 0;
      try {
        return watchdog.watch(about, () -> attempt.make(again));
      } catch (StoreException failure) {
        var failed =
            new RetryMachine.Failed(failure.failure().isFinal(), failure.retryAfter());
        RetryMachine.Step step = retries.failed(state, failed, chance.getAsDouble());
        if (!(step.next() instanceof RetryMachine.Next.Again(Duration pause))) {
          throw failure;
        }
        state = step.state();
        rest(about, pause);
      }
    }
  }

  private void rest(String about, Duration pause) throws InterruptedIOException {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException(about);
      interrupted.initCause(stop);
      throw interrupted;
    }
  }

  /// Interrupts what still runs, and does not wait for it.
  @Override
  public void close() {
    watchdog.close();
  }
}
