package dura.band.store.sftp;

import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreLocation;
import dura.band.store.StoreProvider;
import dura.band.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Opens `sftp://USER@HOST:PORT/PATH` with what ssh knows: `~/.ssh/config`, `~/.ssh/known_hosts`, the
/// agent and the usual key files.
public final class SftpStoreProvider implements StoreProvider {
  private final Optional<SftpConnector> given;

  /// For the user of this process.
  public SftpStoreProvider() {
    this(Optional.empty());
  }

  SftpStoreProvider(Optional<SftpConnector> given) {
    this.given = given;
  }

  @Override
  public String scheme() {
    return "sftp";
  }

  private SftpConnector connector() throws LocationException {
    if (given.isPresent()) {
      return given.get();
    }
    Optional<Path> agent = Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
        .filter(text -> !text.isEmpty())
        .map(Path::of);
    return new SftpConnector(Path.of(System.getProperty("user.home"), ".ssh"), agent,
        StoreSettings.of(System.getenv()).silence());
  }

  @Override
  public Store open(StoreLocation location) throws IOException {
    return openStore(location, SftpStore::requireFolder);
  }

  @Override
  public Store create(StoreLocation location) throws IOException {
    return openStore(location, SftpStore::makeFolder);
  }

  private interface Beginning {
    void of(SftpStore store) throws IOException;
  }

  private Store openStore(StoreLocation location, Beginning beginning) throws IOException {
    var store = new SftpStore(connector(), SftpLocation.parse(location));
    boolean opened = false;
    try {
      beginning.of(store);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }
}
