package dura.tools.cli;

import dura.band.model.ArchivePath;
import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.ArchiveReader;
import dura.band.run.BandIndex;
import dura.band.run.Keys;
import dura.band.store.Store;
import dura.band.store.Stores;
import dura.tools.text.ByteText;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// An archive that a command reads.
///
/// @param store the place; closed with this
/// @param reader of the archive
public record OpenArchive(Store store, ArchiveReader reader) implements Closeable {
  /// Opens the archive at `location` with the keys of the session.
  public static OpenArchive at(String location, Session session)
      throws UserError, IOException, ArchiveException, AbortedException {
    return at(location, session, SecretKeys.of(session));
  }

  /// Opens the archive at `location` with `keys`.
  public static OpenArchive at(String location, Session session, Keys keys)
      throws IOException, ArchiveException, AbortedException {
    Store store = Stores.open(location);
    boolean opened = false;
    try {
      var archive = new OpenArchive(store,
          ArchiveReader.open(store, keys, session.monitor()));
      opened = true;
      return archive;
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }

  /// The index of the band that is meant.
  public BandIndex index(BandOption band)
      throws IOException, ArchiveException, AbortedException {
    return reader.index(reader.select(band.selector()));
  }

  /// The path that the user means: as `ls` prints it, a `./` in front and slashes behind not counted.
  public static ArchivePath path(String argument) throws UserError {
    byte[] bytes = ByteText.bytes(argument);
    int from = 0;
    while (bytes.length > from + 1 && bytes[from] == '.' && bytes[from + 1] == '/') {
      from += 2;
    }
    int to = bytes.length;
    while (to > from + 1 && bytes[to - 1] == '/') {
      to--;
    }
    byte[] trimmed = Arrays.copyOfRange(bytes, from, to);
    if (trimmed.length == 0 || argument.equals(".")) {
      return ArchivePath.TOP;
    }
    Optional<ArchivePath> path = ArchivePath.parse(trimmed);
    if (path.isEmpty()) {
      throw UserError.usage("usage.archive-path", argument);
    }
    return path.get();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
