package dura.band.store;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Archives in folders: paths, and `file:` URLs with an absolute path and no host but `localhost`.
/// What a URL escapes may be any bytes but NUL.
public final class FileStoreProvider implements StoreProvider {
  @Override
  public String scheme() {
    return StoreLocation.FILE;
  }

  @Override
  public Store open(StoreLocation location) throws IOException {
    return FileStore.open(path(location));
  }

  @Override
  public Store create(StoreLocation location) throws IOException {
    return FileStore.create(path(location));
  }

  private static Path path(StoreLocation location) throws LocationException {
    try {
      return location.isUrl() ? urlPath(location.text()) : Path.of(location.text());
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      var told = new LocationException(LocationException.Problem.MALFORMED, location.text());
      told.initCause(malformed);
      throw told;
    }
  }

  /// @throws InvalidPathException where the URL has a NUL
  /// @throws IllegalArgumentException where it is no URL of a file
  private static Path urlPath(String text) throws URISyntaxException {
    var uri = new URI(text);
    if ("localhost".equalsIgnoreCase(uri.getRawAuthority())) {
      uri = new URI(text.replaceFirst("(?i)//localhost", "//"));
    }
    return Path.of(URI.create(uri.toASCIIString()));
  }
}
