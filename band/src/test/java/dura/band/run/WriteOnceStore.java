package dura.band.run;

import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A store that never replaces anything.
record WriteOnceStore(MemoryStore inner) implements Store {
  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    return inner.putIfAbsent(path, bytes);
  }

  @Override
  public Optional<StoredBytes> read(String path) {
    return inner.read(path);
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) {
    return inner.read(path, offset, length);
  }

  @Override
  public List<Listed> list(String directory) {
    return inner.list(directory);
  }

  @Override
  public boolean delete(String path) {
    throw new UnsupportedOperationException(path);
  }

  @Override
  public Optional<Replacing> replacing() {
    return Optional.empty();
  }

  @Override
  public String location() {
    return "write once";
  }

  @Override
  public void close() {}
}
