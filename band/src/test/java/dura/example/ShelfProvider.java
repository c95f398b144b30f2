package dura.example;

import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreLocation;
import dura.band.store.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens `shelf:///FOLDER`.
public final class ShelfProvider implements StoreProvider {
  private static final String PREFIX = "shelf://";

  @Override
  public String scheme() {
    return "shelf";
  }

  @Override
  public Store open(StoreLocation location) throws IOException {
    Path folder = folder(location);
    if (!Files.isDirectory(folder)) {
      throw new LocationException(LocationException.Problem.MISSING, location.text());
    }
    return new ShelfStore(folder, location.text());
  }

  @Override
  public Store create(StoreLocation location) throws IOException {
    Files.createDirectories(folder(location));
    Store store = open(location);
    if (!store.list("").isEmpty()) {
      throw new LocationException(LocationException.Problem.NOT_EMPTY, location.text());
    }
    return store;
  }

  private static Path folder(StoreLocation location) throws LocationException {
    if (!location.text().startsWith(PREFIX + "/")) {
      throw new LocationException(LocationException.Problem.MALFORMED, location.text());
    }
    return Path.of(location.text().substring(PREFIX.length()));
  }
}
