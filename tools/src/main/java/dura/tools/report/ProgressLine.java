package dura.tools.report;

import dura.band.run.Monitor.Event.Progress;
import dura.tools.text.ByteText;
import dura.tools.text.Messages;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/// One line at the bottom of a terminal that is written over and over: how far the work is, how
/// fast, how long it still takes. Rate and rest are those of the last ten seconds.
public final class ProgressLine {
  private static final long PERIOD_NANOS = Duration.ofMillis(200).toNanos();
  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;

  /// Back to the first column; what is longer than the terminal is wide is cut off, not wrapped.
  private static final String BEGIN = "\r\u001b[?7l";
  /// Nothing of the former line is left, and the terminal wraps as before.
  private static final String END = "\u001b[K\u001b[?7h";

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private final boolean terminal;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long shownNanos;
  private boolean shown;

  private record Sample(long nanos, long bytes) {}

  /// @param terminal whether `err` is one; if not, nothing is ever written
  /// @param nanoTime as [System#nanoTime]
  public ProgressLine(PrintStream err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.shownNanos = nanoTime.getAsLong();
  }

  /// Shows where the work is, unless that was done just now.
  public synchronized void show(Progress now) {
    long nanos = nanoTime.getAsLong();
    if (!terminal || nanos - shownNanos < PERIOD_NANOS) {
      return;
    }
    shownNanos = nanos;
    samples.addLast(new Sample(nanos, now.bytes()));
    while (nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
    write(text(now, rate()));
  }

  /// Says what the work waits for.
  public synchronized void waiting(String what) {
    if (terminal) {
      write(Messages.text("progress.waiting", what));
    }
  }

  private double rate() {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = (last.nanos() - first.nanos()) / NANOS_PER_SECOND;
    return seconds > 0 ? (last.bytes() - first.bytes()) / seconds : 0;
  }

  private static String text(Progress now, double rate) {
    String files = Amounts.count(now.files());
    String bytes = Amounts.bytes(now.bytes());
    String speed = Amounts.rate(rate);
    if (now.totalBytes() < 0 || rate <= 0) {
      return Messages.text("progress.open", files, bytes, speed, now.path());
    }
    long rest = Math.max(0, now.totalBytes() - now.bytes());
    return Messages.text("progress.known", files, bytes, Amounts.bytes(now.totalBytes()), speed,
        Amounts.duration((long) Math.ceil(rest / rate)), now.path());
  }

  private void write(String text) {
    shown = true;
    err.print(BEGIN + ByteText.line(text) + END);
    err.flush();
  }

  /// Takes the line away, so that others can be written.
  public synchronized void clear() {
    if (shown) {
      shown = false;
      err.print(BEGIN + END);
      err.flush();
    }
  }
}
