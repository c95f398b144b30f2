package dura.band.store;

import java.io.IOException;
import java.util.ServiceLoader;
import java.util.TreeSet;

/// Opens stores by what users call them.
public final class Stores {
  private Stores() {}

  /// Opens the place at `location`, a path or a URL, as the settings in the environment of this
  /// process say.
  ///
  /// @throws LocationException where the user named no such place, or one of a kind that nothing
  ///     in this installation opens
  public static Store open(String location) throws IOException {
    return open(location, StoreProvider::open);
  }

  /// Opens a new or empty place for a new archive and makes it first if it is missing.
  ///
  /// @throws LocationException as [#open], and where the place is not empty
  public static Store create(String location) throws IOException {
    return open(location, StoreProvider::create);
  }

  private interface Opening {
    Store by(StoreProvider provider, StoreLocation location) throws IOException;
  }

  private static Store open(String location, Opening opening) throws IOException {
    StoreLocation parsed = StoreLocation.parse(location);
    StoreProvider provider = provider(parsed);
    if (!provider.isRemote()) {
      return opening.by(provider, parsed);
    }
    StoreSettings settings = StoreSettings.of(System.getenv());
    try (var requests = GuardedRequests.of(settings.forOpening())) {
      Store store = requests.make(location, _ -> opening.by(provider, parsed));
      return new RemoteStore(store, GuardedRequests.of(settings));
    }
  }

  /// Folders are at hand; for all else every jar is looked through.
  private static StoreProvider provider(StoreLocation location) throws LocationException {
    if (location.scheme().equals(StoreLocation.FILE)) {
      return new FileStoreProvider();
    }
    var schemes = new TreeSet<String>();
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
      if (provider.scheme().equals(location.scheme())) {
        return provider;
      }
      schemes.add(provider.scheme());
    }
    throw new LocationException(LocationException.Problem.NO_PROVIDER, location.text(),
        String.join(", ", schemes));
  }
}
