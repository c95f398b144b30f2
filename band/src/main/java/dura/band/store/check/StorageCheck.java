package dura.band.store.check;

import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.check.Finding.Verdict;
import dura.band.store.check.Finding.Weight;
import dura.codec.bytes.ByteSlice;
import dura.spec.Limits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Tries every [Promise] against a place, below a directory of its own, and takes away what it put.
/// A promise that held may still be broken another time; one that was broken is.
public final class StorageCheck {
  /// Beginning of the name of the directory in which a check works.
  public static final String DIRECTORY_PREFIX = "dura-check-";

  /// Opens the place that is checked, each time anew.
  public interface Opening {
    Store open() throws IOException;
  }

  /// How it ended.
  ///
  /// @param findings one for each promise
  /// @param left paths of objects that could not be taken away
  public record Outcome(List<Finding> findings, List<String> left) {
    public Outcome {
      findings = List.copyOf(findings);
      left = List.copyOf(left);
    }

    /// The gravest of what was found. What could not be taken away is a limit.
    public Weight weight() {
      Weight own = left.isEmpty() ? Weight.GOOD : Weight.LIMIT;
      return findings.stream()
          .map(Finding::weight)
          .reduce(
              own, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
  }

  private final Opening opening;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final int blockBytes;

  /// @param random draws the name of the directory and contents
  /// @param nanoTime a clock
  /// @param blockBytes size of the largest object that is put
  public StorageCheck(
      Opening opening, RandomGenerator random, LongSupplier nanoTime, int blockBytes) {
    this.opening = opening;
    this.random = random;
    this.nanoTime = nanoTime;
    this.blockBytes = blockBytes;
  }

  /// Tries all promises.
  ///
  /// @param told each finding, as soon as it is there
  /// @throws IOException where the place cannot be opened, denies the first put, or was interrupted
  public Outcome run(Consumer<Finding> told) throws IOException {
    try (Store store = opening.open()) {
      var bench = new Bench(store, DIRECTORY_PREFIX + name());
      List<Finding> findings = new ArrayList<>();
      List<String> left;
      try {
        requireWritable(bench);
        for (Promise promise : Promise.values()) {
          Finding finding = tried(promise, bench, findings);
          findings.add(finding);
          told.accept(finding);
        }
      } finally {
        left = bench.clear();
      }
      return new Outcome(findings, left);
    }
  }

  private String name() {
    return Long.toString(random.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX);
  }

  /// A place that nothing can be put into at all is a failure, not a finding.
  private static void requireWritable(Bench bench) throws IOException {
    Store.Put put = bench.put("first", ByteSlice.utf8("first"));
    if (put != Store.Put.STORED) {
      throw new IllegalStateException(bench.path("first") + " is there already");
    }
  }

  private Finding tried(Promise promise, Bench bench, List<Finding> before) throws IOException {
    long start = nanoTime.getAsLong();
    Verdict verdict;
    String detail = "";
    try {
      verdict = attempt(promise, bench, before);
    } catch (BrokenPromise broken) {
      verdict = Verdict.BROKEN;
      detail = broken.detail();
    } catch (InterruptedIOException stop) {
      throw stop;
    } catch (IOException failure) {
      verdict = Verdict.BROKEN;
      detail = failure instanceof StoreException known
          ? known.failure() + " " + known.detail()
          : String.valueOf(failure.getMessage());
    }
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
    return new Finding(promise, verdict, weight(promise, verdict, bench.store()), detail, took);
  }

  private static Weight weight(Promise promise, Verdict verdict, Store store) {
    if (verdict == Verdict.KEPT) {
      return Weight.GOOD;
    }
    return switch (promise.need()) {
      case ARCHIVE -> Weight.UNFIT;
      case AGREEMENT -> store.isConsistent() ? Weight.UNFIT : Weight.LIMIT;
      case COMFORT -> verdict == Verdict.NOT_MADE ? Weight.LIMIT : Weight.UNFIT;
    };
  }

  private Verdict attempt(Promise promise, Bench bench, List<Finding> before)
      throws IOException, BrokenPromise {
    switch (promise) {
      case KEEPS_BYTES -> Trials.keepsBytes(bench, opening, random);
      case READS_RANGES -> Trials.readsRanges(bench, random);
      case KEEPS_WHAT_IS_THERE -> Trials.keepsWhatIsThere(bench);
      case LISTS -> Trials.lists(bench);
      case DELETES -> Trials.deletes(bench);
      case ONE_WINNER -> Contest.oneWinner(bench);
      case LISTS_AT_ONCE -> Trials.listsAtOnce(bench);
      case TAKES_BLOCKS -> Trials.takesBlocks(bench, random, blockBytes);
      case TAKES_LARGEST -> {
        return bench.store().traits().largestBytes() >= Limits.MAX_OBJECT_BYTES
            ? Verdict.KEPT
            : Verdict.NOT_MADE;
      }
      case REPLACES -> {
        if (bench.store().replacing().isEmpty()) {
          return Verdict.NOT_MADE;
        }
        Trials.replaces(bench, bench.store().replacing().get());
      }
      case AGREES -> {
        boolean refuted = before.stream()
            .anyMatch(finding -> finding.promise().need() == Promise.Need.AGREEMENT
                && finding.verdict() != Verdict.KEPT);
        return bench.store().isConsistent() && !refuted ? Verdict.KEPT : Verdict.NOT_MADE;
      }
    }
    return Verdict.KEPT;
  }
}
