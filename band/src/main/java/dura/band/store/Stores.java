package dura.band.store;

import java.io.IOException;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/// Opens stores by what users call them.
public final class Stores {
  private Stores() {}

  /// Opens the place at `location`, a path or a URL, as the settings in the environment of this
  /// process say.
  ///
  /// @throws LocationException where the user named no such place, or one of a kind that nothing
  ///     in this installation opens
  public static Store open(String location) throws IOException {
    StoreLocation parsed = StoreLocation.parse(location);
    StoreProvider provider = provider(parsed);
    StoreSettings settings = StoreSettings.of(System.getenv());
    return provider.isRemote()
        ? guarded(watched(settings, location, () -> provider.open(parsed)), settings)
        : provider.open(parsed);
  }

  /// Opens a new or empty place for a new archive and makes it first if it is missing.
  ///
  /// @throws LocationException as [#open], and where the place is not empty
  public static Store create(String location) throws IOException {
    StoreLocation parsed = StoreLocation.parse(location);
    StoreProvider provider = provider(parsed);
    StoreSettings settings = StoreSettings.of(System.getenv());
    return provider.isRemote()
        ? guarded(watched(settings, location, () -> provider.create(parsed)), settings)
        : provider.create(parsed);
  }

  private static Store watched(
      StoreSettings settings, String location, Watchdog.Request<Store> opening)
      throws IOException {
    try (var watchdog = new Watchdog(settings.silence())) {
      return watchdog.watch(location, opening);
    }
  }

  private static Store guarded(Store store, StoreSettings settings) {
    return new RemoteStore(
        store, settings, () -> ThreadLocalRandom.current().nextDouble(), Thread::sleep);
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
