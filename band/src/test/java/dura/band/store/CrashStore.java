package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A store in memory whose power fails at a chosen change; from then on nothing answers until
/// [#restart()]. Thread-safe.
public final class CrashStore implements Store {
  /// What becomes of the change during which the power fails.
  public enum Fate {
    /// It did not happen.
    DROPPED,
    /// It happened, only the answer is lost.
    DONE,
    /// Half of the bytes are there, as in a place that does not publish in one step. A deletion
    /// did not happen.
    TORN
  }

  /// The power is off.
  public static final class PowerLostException extends IOException {
    private static final long serialVersionUID = 1L;

    PowerLostException() {
      super("power lost");
    }
  }

  private record Undo(String path, Optional<ByteSlice> before) {}

  private interface Change<T> {
    T make() throws IOException;
  }

  private interface TornChange {
    void make() throws IOException;
  }

  private final MemoryStore inner;
  private final Deque<Undo> history = new ArrayDeque<>();
  private long changesLeft = Long.MAX_VALUE;
  private Fate fate = Fate.DROPPED;
  private boolean off;

  public CrashStore(MemoryStore inner) {
    this.inner = inner;
  }

  /// Lets the power fail during a change to come.
  ///
  /// @param change puts, replacements and deletions are counted, from 1
  public synchronized void crashAt(long change, Fate fateOfLast) {
    changesLeft = change;
    fate = fateOfLast;
  }

  /// Whether the power is off.
  public synchronized boolean isOff() {
    return off;
  }

  /// Changes made so far.
  public synchronized int changes() {
    return history.size();
  }

  /// The power is back, and will not fail again by itself.
  public synchronized void restart() {
    off = false;
    changesLeft = Long.MAX_VALUE;
  }

  /// The power is back, but the place had not kept its word: its last changes never reached the
  /// medium.
  ///
  /// @param lost number of changes undone, at most all
  public synchronized void restartHavingLost(int lost) throws IOException {
    restart();
    for (int i = 0; i < lost && !history.isEmpty(); i++) {
      Undo undo = history.removeLast();
      inner.delete(undo.path());
      if (undo.before().isPresent()) {
        inner.putIfAbsent(undo.path(), undo.before().get());
      }
    }
  }

  private synchronized <T> T change(String path, Change<T> whole, TornChange torn)
      throws IOException {
    requirePower();
    changesLeft--;
    off = changesLeft == 0;
    if (off && fate == Fate.DROPPED) {
      throw new PowerLostException();
    }
    history.addLast(new Undo(path, inner.read(path).map(StoredBytes::bytes)));
    if (off && fate == Fate.TORN) {
      torn.make();
      throw new PowerLostException();
    }
    T result = whole.make();
    if (off) {
      throw new PowerLostException();
    }
    return result;
  }

  private static ByteSlice half(ByteSlice bytes) {
    return bytes.slice(0, bytes.length() / 2);
  }

  private void requirePower() throws PowerLostException {
    if (off) {
      throw new PowerLostException();
    }
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    return change(
        path,
        () -> inner.putIfAbsent(path, bytes),
        () -> inner.putIfAbsent(path, half(bytes)));
  }

  @Override
  public synchronized Optional<StoredBytes> read(String path) throws IOException {
    requirePower();
    return inner.read(path);
  }

  @Override
  public synchronized Optional<StoredBytes> read(String path, long offset, int length)
      throws IOException {
    requirePower();
    return inner.read(path, offset, length);
  }

  @Override
  public synchronized List<Listed> list(String directory) throws IOException {
    requirePower();
    return inner.list(directory);
  }

  @Override
  public boolean delete(String path) throws IOException {
    return change(path, () -> inner.delete(path), () -> {});
  }

  @Override
  public Optional<Replacing> replacing() {
    return inner.replacing().map(Tearing::new);
  }

  /// Replaces in steps, between which the power may fail.
  private final class Tearing implements Replacing {
    private final Replacing replacing;

    Tearing(Replacing replacing) {
      this.replacing = replacing;
    }

    @Override
    public void replace(String path, ByteSlice bytes) throws IOException {
      change(path, () -> {
        replacing.replace(path, bytes);
        return Put.STORED;
      }, () -> replacing.replace(path, half(bytes)));
    }

    @Override
    public boolean inOneStep() {
      return fate != Fate.TORN;
    }
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
  public void close() {}
}
