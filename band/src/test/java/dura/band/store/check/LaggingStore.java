package dura.band.store.check;

import dura.band.store.ForwardingStore;
import dura.band.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A place that says it agrees, and whose every list is one behind.
final class LaggingStore extends ForwardingStore {
  private final Map<String, List<Listed>> last = new ConcurrentHashMap<>();

  LaggingStore(Store inner) {
    super(inner);
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    List<Listed> now = super.list(directory);
    List<Listed> before = last.put(directory, now);
    return before == null ? now : before;
  }

  @Override
  public boolean isConsistent() {
    return true;
  }
}
