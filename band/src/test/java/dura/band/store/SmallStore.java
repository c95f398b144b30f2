package dura.band.store;

import java.util.Optional;

/// A place that takes small objects only, cannot replace, and promises nothing of agreement.
public final class SmallStore extends ForwardingStore {
  /// The largest object.
  public static final int LARGEST_BYTES = 10;

  /// @param inner what does the work
  public SmallStore(Store inner) {
    super(inner);
  }

  @Override
  public Optional<Replacing> replacing() {
    return Optional.empty();
  }

  @Override
  public boolean isConsistent() {
    return false;
  }

  @Override
  public StoreTraits traits() {
    return new StoreTraits(false, true, LARGEST_BYTES, LARGEST_BYTES);
  }
}
