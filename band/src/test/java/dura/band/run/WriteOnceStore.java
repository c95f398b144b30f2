package dura.band.run;

import dura.band.store.ForwardingStore;
import dura.band.store.Store;
import java.util.Optional;

/// A store that never replaces or removes anything.
final class WriteOnceStore extends ForwardingStore {
  WriteOnceStore(Store inner) {
    super(inner);
  }

  @Override
  public boolean delete(String path) {
    throw new AssertionError("deletes " + path);
  }

  @Override
  public Optional<Replacing> replacing() {
    return Optional.empty();
  }
}
