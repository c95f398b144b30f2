package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Stands before a remote store: ends requests that are stuck, makes requests again that may go well
/// the next time, and refuses objects that the place does not take before they are sent.
///
/// A put whose answer was lost may have arrived. Before such a put is believed to have found its
/// path taken, the object is read: if it holds the bytes that were put, the put went well. A
/// deletion that is made again and finds nothing counts as done.
public final class RemoteStore implements Store {
  private final Store inner;
  private final GuardedRequests requests;

  /// @param requests closed with this
  public RemoteStore(Store inner, GuardedRequests requests) {
    this.inner = inner;
    this.requests = requests;
  }

  private <T> T request(String path, GuardedRequests.Attempt<T> attempt) throws IOException {
    return requests.make(path.isEmpty() ? location() : location() + "/" + path, attempt);
  }

  private void requireFitting(String path, ByteSlice bytes) throws StoreException {
    if (bytes.length() > traits().largestBytes()) {
      throw new StoreException(StoreFailure.TOO_LARGE, location() + "/" + path,
          bytes.length() + " > " + traits().largestBytes());
    }
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    requireFitting(path, bytes);
    return request(path, again -> {
      Put put = inner.putIfAbsent(path, bytes);
      return again && put == Put.EXISTS && isThere(path, bytes) ? Put.STORED : put;
    });
  }

  private boolean isThere(String path, ByteSlice bytes) throws IOException {
    return inner.read(path)
        .filter(stored -> stored.unreadable().isEmpty() && stored.bytes().equals(bytes))
        .isPresent();
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    return request(path, _ -> inner.read(path));
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    return request(path, _ -> inner.read(path, offset, length));
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    return request(directory, _ -> inner.list(directory));
  }

  @Override
  public boolean delete(String path) throws IOException {
    return request(path, again -> inner.delete(path) || again);
  }

  @Override
  public Optional<Replacing> replacing() {
    return inner.replacing().map(replacing -> (path, bytes) -> {
      requireFitting(path, bytes);
      request(path, _ -> {
        replacing.replace(path, bytes);
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
    requests.close();
    inner.close();
  }
}
