package dura.band.store;

import dura.band.machine.RetryMachine;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// Stands before a remote store: ends requests that are stuck, makes requests again that may go well
/// the next time, and refuses objects that the place does not take before they are sent.
///
/// A put whose answer was lost may have arrived. Before such a put is believed to have found its
/// path taken, the object is read: if it holds the bytes that were put, the put went well. A
/// deletion that is made again and finds nothing counts as done.
public final class RemoteStore implements Store {
  /// Lets time pass.
  public interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  private final Store inner;
  private final Watchdog watchdog;
  private final RetryMachine retries;
  private final DoubleSupplier chance;
  private final Sleeper sleeper;

  /// @param chance drawn evenly from `[0, 1)`
  public RemoteStore(Store inner, StoreSettings settings, DoubleSupplier chance, Sleeper sleeper) {
    this.inner = inner;
    this.watchdog = new Watchdog(settings.silence());
    this.retries = new RetryMachine(settings.retries());
    this.chance = chance;
    this.sleeper = sleeper;
  }

  /// One attempt at a request.
  private interface Attempt<T> {
    /// @param again whether one before it failed, and may have been carried out all the same
    T make(boolean again) throws IOException;
  }

  private <T> T request(String path, Attempt<T> attempt) throws IOException {
    String about = path.isEmpty() ? location() : location() + "/" + path;
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

  private void requireFitting(String path, ByteSlice bytes) throws StoreException {
    if (bytes.length() > traits().largestBytes()) {
      throw new StoreException(StoreFailure.TOO_LARGE, location() + "/" + path,
          bytes.length() + " > " + traits().largestBytes());
    }
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    requireFitting(path, bytes);
    return request(path, again -> {
      Put put = inner.putIfAbsent(path, bytes);
      return again && put == Put.EXISTS && isThere(path, bytes) ? Put.STORED : put;
    });
  }

  private boolean isThere(String path, ByteSlice bytes) throws IOException {
    return inner.read(path)
        .filter(stored -> stored.unreadable().isEmpty() && stored.bytes().equals(bytes))
        .isPresent();
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    return request(path, _ -> inner.read(path));
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    return request(path, _ -> inner.read(path, offset, length));
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    return request(directory, _ -> inner.list(directory));
  }

  @Override
  public boolean delete(String path) throws IOException {
    return request(path, again -> inner.delete(path) || again);
  }

  @Override
  public Optional<Replacing> replacing() {
    return inner.replacing().map(replacing -> (path, bytes) -> {
      requireFitting(path, bytes);
      request(path, _ -> {
        replacing.replace(path, bytes);
        return Put.STORED;
      });
    });
  }

  @Override
  public boolean isConsistent() {
    return inner.isConsistent();
  }

  @Override
  public StoreTraits traits() {
    return inner.traits();
  }

  @Override
  public String location() {
    return inner.location();
  }

  @Override
  public void close() throws IOException {
    watchdog.close();
    inner.close();
  }
}
