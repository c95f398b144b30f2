package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A place that takes small objects only, cannot replace, and promises nothing of agreement.
public record SmallStore(Store inner) implements Store {
  /// The largest object.
  public static final int LARGEST_BYTES = 10;

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
    return Optional.empty();
  }

  @Override
  public StoreTraits traits() {
    return new StoreTraits(false, true, LARGEST_BYTES, LARGEST_BYTES);
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
