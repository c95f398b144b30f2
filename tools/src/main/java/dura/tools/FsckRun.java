package dura.tools;

import dura.band.machine.CheckPortion;
import dura.band.machine.CheckUnit;
import dura.band.run.CheckOutcome;
import dura.band.run.CheckRequest;
import dura.band.run.FsckReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A check of a part of an archive, for some time, that remembers how far it came.
final class FsckRun implements CheckRequest.Checkpoint {
  private static final long WRITE_NANOS = Duration.ofSeconds(5).toNanos();

  private final FsckState begin;
  private final Optional<Path> file;
  private final Optional<Duration> most;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long writtenNanos;

  /// @param begin where it begins
  /// @param file where the state is kept
  /// @param most how long the check may last
  FsckRun(FsckState begin, Optional<Path> file, Optional<Duration> most, LongSupplier nanoTime) {
    this.begin = begin;
    this.file = file;
    this.most = most;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.writtenNanos = startNanos;
  }

  CheckPortion portion() {
    return begin.portion();
  }

  boolean timeOver() {
    return most.filter(time -> nanoTime.getAsLong() - startNanos >= time.toNanos()).isPresent();
  }

  @Override
  public void reached(CheckUnit unit, Supplier<FsckReport> soFar) {
    if (file.isPresent() && nanoTime.getAsLong() - writtenNanos >= WRITE_NANOS) {
      try {
        begin.at(unit, Optional.of(withUntold(soFar.get()))).write(file.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      writtenNanos = nanoTime.getAsLong();
    }
  }

  /// A report with what a run before found and did not tell.
  FsckReport withUntold(FsckReport report) {
    return begin.untold()
        .map(before -> FsckReport.union(List.of(report, before)))
        .orElse(report);
  }

  /// What the summary says of the run.
  FsckScope scope(CheckOutcome outcome) {
    return new FsckScope(begin.task().depth(), portion(), outcome.stoppedAfter());
  }

  /// All was told: the next run goes on behind this one.
  void told(CheckOutcome outcome) throws IOException {
    if (file.isPresent()) {
      outcome.stoppedAfter()
          .map(unit -> begin.at(unit, Optional.empty()))
          .orElseGet(begin::next)
          .write(file.get());
    }
  }
}
