package dura.band.store.check;

import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A place that says it agrees, and whose every list is one behind.
record LaggingStore(Store inner, Map<String, List<Store.Listed>> last) implements Store {
  LaggingStore(Store inner) {
    this(inner, new ConcurrentHashMap<>());
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    List<Listed> now = inner.list(directory);
    List<Listed> before = last.put(directory, now);
    return before == null ? now : before;
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    return inner.putIfAbsent(path, bytes);
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    return inner.read(path);
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    return inner.read(path, offset, length);
  }

  @Override
  public boolean delete(String path) throws IOException {
    return inner.delete(path);
  }

  @Override
  public Optional<Replacing> replacing() {
    return inner.replacing();
  }

  @Override
  public boolean isConsistent() {
    return true;
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
