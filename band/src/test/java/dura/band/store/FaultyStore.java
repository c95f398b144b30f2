package dura.band.store;

import dura.band.posix.PosixException;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A store that fails by rules. Of the rules that match a call, the first whose occasion it is
/// counts. Thread-safe.
public final class FaultyStore implements Store {
  private record PathCalls(StoreOperation operation, String path) {}

  private final Store inner;
  private final List<FaultRule> rules;
  private final List<AtomicLong> matches = new ArrayList<>();
  private final Map<PathCalls, AtomicLong> callsByPath = new ConcurrentHashMap<>();
  private final AtomicLong faults = new AtomicLong();

  public FaultyStore(Store inner, FaultRule... rules) {
    this.inner = inner;
    this.rules = List.of(rules);
    for (FaultRule _ : this.rules) {
      matches.add(new AtomicLong());
    }
  }

  /// How many faults there were: a test in which none was has tested nothing.
  public long faults() {
    return faults.get();
  }

  private FaultRule.@Nullable Fault fault(StoreOperation operation, String path) {
    long nthOfPath = callsByPath
        .computeIfAbsent(new PathCalls(operation, path), _ -> new AtomicLong())
        .incrementAndGet();
    for (int i = 0; i < rules.size(); i++) {
      FaultRule rule = rules.get(i);
      if (rule.operations().contains(operation) && rule.path().matcher(path).find()) {
        long nth = matches.get(i).incrementAndGet();
        if (isDue(rule.occasion(), nth, operation, path, nthOfPath)) {
          faults.incrementAndGet();
          return rule.fault();
        }
      }
    }
    return null;
  }

  private static boolean isDue(FaultRule.Occasion occasion, long nth, StoreOperation operation,
      String path, long nthOfPath) {
    return switch (occasion) {
      case FaultRule.Occasion.Always() -> true;
      case FaultRule.Occasion.Nth(long number) -> nth == number;
      case FaultRule.Occasion.Chance(long seed, double probability) -> {
        long mixed =
            ((seed * 31 + operation.name().hashCode()) * 31 + path.hashCode()) * 31 + nthOfPath;
        yield new SplittableRandom(mixed).nextDouble() < probability;
      }
    };
  }

  /// A call to the store behind.
  private interface Call<T> {
    T make() throws IOException;
  }

  /// Makes a call, unless it fails before; fails after it where that is the fault.
  private static <T> T make(
      FaultRule.@Nullable Fault fault, StoreOperation operation, String path, Call<T> call)
      throws IOException {
    if (fault instanceof FaultRule.Fault.FailBefore(int errno)) {
      throw new PosixException(errno, operation.name(), path);
    }
    if (fault instanceof FaultRule.Fault.Refuse(StoreFailure failure)) {
      throw new StoreException(failure, path, operation.name());
    }
    T result = call.make();
    if (fault instanceof FaultRule.Fault.LoseAnswer(StoreFailure failure)) {
      throw new StoreException(failure, path, operation.name());
    }
    if (fault instanceof FaultRule.Fault.FailAfter(int errno)) {
      throw new PosixException(errno, operation.name(), path);
    }
    return result;
  }

  private static ByteSlice arriving(FaultRule.@Nullable Fault fault, ByteSlice bytes) {
    return fault instanceof FaultRule.Fault.Cut(int length)
        ? bytes.slice(0, Math.min(length, bytes.length()))
        : bytes;
  }

  private static StoredBytes coming(
      FaultRule.@Nullable Fault fault, StoredBytes stored, long offset) {
    return switch (fault) {
      case FaultRule.Fault.Cut(int length) -> cut(stored, Math.min(length, stored.length()));
      case FaultRule.Fault.Corrupt(long position) when stored.length() > 0 -> {
        byte[] bytes = stored.bytes().toByteArray();
        bytes[(int) (position % bytes.length)] ^= 1;
        yield new StoredBytes(ByteSlice.of(bytes), stored.unreadable());
      }
      case FaultRule.Fault.Unreadable(List<StoredBytes.Range> ranges) ->
          without(stored, ranges, offset);
      case null, default -> stored;
    };
  }

  private static StoredBytes cut(StoredBytes stored, int length) {
    List<StoredBytes.Range> left = stored.unreadable()
        .stream()
        .filter(range -> range.start() < length)
        .map(range -> new StoredBytes.Range(range.start(), Math.min(range.end(), length)))
        .toList();
    return new StoredBytes(stored.bytes().slice(0, length), left);
  }

  private static StoredBytes without(
      StoredBytes stored, List<StoredBytes.Range> ranges, long offset) {
    byte[] bytes = stored.bytes().toByteArray();
    List<StoredBytes.Range> unreadable = new ArrayList<>();
    for (StoredBytes.Range range : ranges) {
      int start = Math.clamp(range.start() - offset, 0, bytes.length);
      int end = Math.clamp(range.end() - offset, 0, bytes.length);
      if (start < end) {
        Arrays.fill(bytes, start, end, (byte) 0);
        unreadable.add(new StoredBytes.Range(start, end));
      }
    }
    return new StoredBytes(ByteSlice.of(bytes), unreadable);
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    FaultRule.Fault fault = fault(StoreOperation.PUT, path);
    if (fault instanceof FaultRule.Fault.LieAboutPut(boolean overwrites)) {
      if (overwrites) {
        inner.replacing().orElseThrow().replace(path, bytes);
      }
      return Put.STORED;
    }
    return make(fault, StoreOperation.PUT, path,
        () -> inner.putIfAbsent(path, arriving(fault, bytes)));
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    FaultRule.Fault fault = fault(StoreOperation.READ, path);
    return make(fault, StoreOperation.READ, path, () -> inner.read(path))
        .map(stored -> coming(fault, stored, 0));
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    FaultRule.Fault fault = fault(StoreOperation.READ_RANGE, path);
    return make(fault, StoreOperation.READ_RANGE, path, () -> inner.read(path, offset, length))
        .map(stored -> coming(fault, stored, offset));
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    FaultRule.Fault fault = fault(StoreOperation.LIST, directory);
    return make(fault, StoreOperation.LIST, directory, () -> inner.list(directory));
  }

  @Override
  public boolean delete(String path) throws IOException {
    FaultRule.Fault fault = fault(StoreOperation.DELETE, path);
    return make(fault, StoreOperation.DELETE, path, () -> inner.delete(path));
  }

  @Override
  public Optional<Replacing> replacing() {
    return inner.replacing().map(replacing -> (path, bytes) -> {
      FaultRule.Fault fault = fault(StoreOperation.REPLACE, path);
      make(fault, StoreOperation.REPLACE, path, () -> {
        replacing.replace(path, arriving(fault, bytes));
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
    inner.close();
  }
}
