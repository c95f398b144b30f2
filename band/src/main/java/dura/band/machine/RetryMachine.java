package dura.band.machine;

import java.time.Duration;
import java.util.Optional;

/// Whether, and when, a request that failed is made again: exponential back-off with jitter. Pure:
/// chance and the judgement whether a failure is final come from the caller.
///
/// Before attempt n + 1 it waits a time drawn evenly from `[0.5, 1)` of `firstPause * 2^(n-1)`, at
/// most `longestPause`; longer where the place asked for it. When the pauses together would exceed
/// `patience`, or `attempts` were made, it gives up.
public final class RetryMachine {
  /// How stubborn to be.
  ///
  /// @param attempts how often a request is made at most; 1 or more
  /// @param firstPause before the second attempt
  /// @param longestPause between two attempts, unless the place asks for a longer one
  /// @param patience of all pauses of a request together
  public record Policy(
      int attempts, Duration firstPause, Duration longestPause, Duration patience) {
    /// Eight attempts within five minutes.
    public static final Policy DEFAULT = new Policy(
        8, Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ofMinutes(5));

    public Policy {
      if (attempts < 1 || firstPause.isNegative() || longestPause.compareTo(firstPause) < 0
          || patience.isNegative()) {
        throw new IllegalArgumentException("attempts " + attempts + ", pauses " + firstPause
            + " to " + longestPause + ", patience " + patience);
      }
    }
  }

  /// How an attempt failed.
  ///
  /// @param isFinal whether trying again is of no use
  /// @param retryAfter for how long the place asks to be left alone
  public record Failed(boolean isFinal, Optional<Duration> retryAfter) {}

  /// What to do next.
  public sealed interface Next {
    /// Try again after `pause`.
    record Again(Duration pause) implements Next {}

    /// The failure stands.
    record GiveUp(GivenUp reason) implements Next {}
  }

  /// Why a failure stands.
  public enum GivenUp {
    /// Trying again is of no use.
    FINAL,
    /// It was tried often enough.
    ATTEMPTS,
    /// It would take too long.
    PATIENCE
  }

  /// Where a request stands.
  ///
  /// @param failures attempts that failed
  /// @param waited all pauses so far
  public record State(int failures, Duration waited) {
    /// Before the first attempt.
    public static final State START = new State(0, Duration.ZERO);
  }

  /// A state and what to do in it.
  public record Step(State state, Next next) {}

  private final Policy policy;

  public RetryMachine(Policy policy) {
    this.policy = policy;
  }

  /// An attempt failed.
  ///
  /// @param chance drawn evenly from `[0, 1)`
  public Step failed(State state, Failed failure, double chance) {
    if (!(chance >= 0 && chance < 1)) {
      throw new IllegalArgumentException("chance of " + chance);
    }
    int failures = state.failures() + 1;
    var counted = new State(failures, state.waited());
    if (failure.isFinal()) {
      return new Step(counted, new Next.GiveUp(GivenUp.FINAL));
    }
    if (failures >= policy.attempts()) {
      return new Step(counted, new Next.GiveUp(GivenUp.ATTEMPTS));
    }
    Duration pause = pause(failures, failure, chance);
    Duration waited = state.waited().plus(pause);
    return waited.compareTo(policy.patience()) > 0
        ? new Step(counted, new Next.GiveUp(GivenUp.PATIENCE))
        : new Step(new State(failures, waited), new Next.Again(pause));
  }

  private Duration pause(int failures, Failed failure, double chance) {
    double factor = Math.scalb(1.0, failures - 1);
    double nanos =
        Math.min((double) policy.firstPause().toNanos() * factor,
            (double) policy.longestPause().toNanos());
    Duration own = Duration.ofNanos((long) (nanos * (0.5 + chance / 2)));
    return failure.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
  }
}
