package dura.band.store;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
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

  @Override
  public boolean isRemote() {
    return false;
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

  private static Path urlPath(String text) throws URISyntaxException {
    var uri = new URI(text);
    String host = uri.getRawAuthority();
    boolean isLocal = host == null || host.equalsIgnoreCase("localhost");
    boolean isPlain = uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (uri.isOpaque() || !isLocal || !isPlain) {
      throw new IllegalArgumentException("more, or less, than an absolute path");
    }
    // With three slashes the escaped bytes stay what they are; with one they would become text.
    String ascii = new URI(uri.toASCIIString()).getRawPath();
    return Path.of(URI.create("file://" + ascii));
  }
}
