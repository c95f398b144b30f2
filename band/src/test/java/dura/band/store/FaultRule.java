package dura.band.store;

import dura.band.posix.Errno;
import dura.codec.envelope.StoredBytes.Range;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// When a [FaultyStore] does what.
///
/// @param operations to which this applies
/// @param path found somewhere in the path of the object or directory
/// @param occasion which of the calls that match
public record FaultRule(
    Set<StoreOperation> operations, Pattern path, Occasion occasion, Fault fault) {
  public FaultRule {
    operations = Set.copyOf(operations);
  }

  /// A rule for one operation.
  ///
  /// @param path regular expression
  public static FaultRule on(
      StoreOperation operation, String path, Occasion occasion, Fault fault) {
    return new FaultRule(Set.of(operation), Pattern.compile(path), occasion, fault);
  }

  /// Which of the matching calls fail.
  public sealed interface Occasion {
    /// All of them.
    record Always() implements Occasion {}

    /// One of them, in the order in which they come.
    ///
    /// @param number from 1
    record Nth(long number) implements Occasion {}

    /// Each with a probability, drawn from the seed, the operation, the path and how often that
    /// path was asked for, so that the order of calls to different paths does not matter.
    ///
    /// @param probability 0 to 1
    record Chance(long seed, double probability) implements Occasion {}
  }

  /// What happens.
  public sealed interface Fault {
    /// There is no room: nothing is done.
    Fault NO_SPACE = new FailBefore(Errno.ENOSPC);

    /// Nothing is done and the call throws.
    record FailBefore(int errno) implements Fault {}

    /// All is done and the call throws: the answer is lost.
    record FailAfter(int errno) implements Fault {}

    /// Nothing is done and the place says why.
    record Refuse(StoreFailure failure) implements Fault {}

    /// All is done, and what comes back is a failure.
    record LoseAnswer(StoreFailure failure) implements Fault {}

    /// The put says that all is well, and nothing was stored; or it stores although the path was
    /// taken. Other operations are as they should be.
    record LieAboutPut(boolean overwrites) implements Fault {}

    /// Of an object that is read, or stored, `length` bytes at most come back, or arrive; the call
    /// claims that all is well.
    record Cut(int length) implements Fault {}

    /// A bit of what is read is another one.
    ///
    /// @param position of the byte in what is returned, modulo its length
    record Corrupt(long position) implements Fault {}

    /// Parts of an object cannot be read.
    ///
    /// @param ranges of the object
    record Unreadable(List<Range> ranges) implements Fault {
      public Unreadable {
        ranges = List.copyOf(ranges);
      }
    }
  }
}
