package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A store that does what another one does; what is peculiar is overridden.
public abstract class ForwardingStore implements Store {
  private final Store inner;

  /// @param inner what does the work, closed with this
  protected ForwardingStore(Store inner) {
    this.inner = inner;
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
  public List<Listed> list(String directory) throws IOException {
    return inner.list(directory);
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
