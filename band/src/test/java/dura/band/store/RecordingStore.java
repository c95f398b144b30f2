package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Passes everything on and keeps a record of it, in the order in which the calls began.
public final class RecordingStore implements Store {
  /// One call.
  ///
  /// @param path of the object or directory
  /// @param length bytes put, or asked for by a ranged read; else 0
  public record Call(StoreOperation operation, String path, long length) {}

  private final Store inner;
  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

  public RecordingStore(Store inner) {
    this.inner = inner;
  }

  /// All calls so far.
  public List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /// The paths of all calls of one kind.
  public List<String> paths(StoreOperation operation) {
    return calls().stream()
        .filter(call -> call.operation() == operation)
        .map(Call::path)
        .toList();
  }

  public long count(StoreOperation operation) {
    return paths(operation).size();
  }

  /// Forgets all calls.
  public void clear() {
    calls.clear();
  }

  private void record(StoreOperation operation, String path, long length) {
    calls.add(new Call(operation, path, length));
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    record(StoreOperation.PUT, path, bytes.length());
    return inner.putIfAbsent(path, bytes);
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    record(StoreOperation.READ, path, 0);
    return inner.read(path);
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    record(StoreOperation.READ_RANGE, path, length);
    return inner.read(path, offset, length);
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    record(StoreOperation.LIST, directory, 0);
    return inner.list(directory);
  }

  @Override
  public boolean delete(String path) throws IOException {
    record(StoreOperation.DELETE, path, 0);
    return inner.delete(path);
  }

  @Override
  public Optional<Replacing> replacing() {
    return inner.replacing().map(replacing -> (path, bytes) -> {
      record(StoreOperation.REPLACE, path, bytes.length());
      replacing.replace(path, bytes);
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
