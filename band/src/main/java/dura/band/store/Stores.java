package dura.band.store;

import java.io.IOException;
import java.util.ServiceLoader;

/// Opens stores by what users call them.
public final class Stores {
  private Stores() {}

  /// Opens the place at `location`, a path or a URL.
  ///
  /// @throws LocationException where the user named no such place, or one of a kind that nothing
  ///     in this installation opens
  public static Store open(String location) throws IOException {
    StoreLocation parsed = StoreLocation.parse(location);
    return provider(parsed).open(parsed);
  }

  /// Opens a new or empty place for a new archive and makes it first if it is missing.
  ///
  /// @throws LocationException as [#open], and where the place is not empty
  public static Store create(String location) throws IOException {
    StoreLocation parsed = StoreLocation.parse(location);
    return provider(parsed).create(parsed);
  }

  private static StoreProvider provider(StoreLocation location) throws LocationException {
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
      if (provider.scheme().equals(location.scheme())) {
        return provider;
      }
    }
    throw new LocationException(LocationException.Problem.NO_PROVIDER, location.text());
  }
}
