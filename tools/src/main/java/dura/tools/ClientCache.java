package dura.tools;

import dura.band.model.ArchiveHeader;
import dura.band.model.EncryptionMode;
import dura.band.run.IndexCache;
import dura.band.store.Store;
import dura.band.store.Stores;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.Source;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a client keeps what it needs to go on with an archive that it has no key to read: a folder
/// for each archive and set of sources, for the user's eyes only.
final class ClientCache implements Closeable {
  private static final int NAME_BYTES = 8;

  private final @Nullable Store store;
  private final Optional<IndexCache> index;
  private final Optional<IOException> unusable;

  private ClientCache(@Nullable Store store, Optional<IOException> unusable) {
    this.store = store;
    this.index = Optional.ofNullable(store).map(IndexCache::new);
    this.unusable = unusable;
  }

  /// The cache for backups of `sources` into the archive; none where the archive is not encrypted, and
  /// where no folder for it can be made.
  ///
  /// @param folder of all caches
  static ClientCache open(Path folder, ArchiveHeader header, String host, List<Source> sources) {
    if (header.encryption() == EncryptionMode.NONE) {
      return new ClientCache(null, Optional.empty());
    }
    Path own = folder.resolve(header.id().toHex()).resolve(name(host, sources));
    try {
      Files.createDirectories(own, PosixFilePermissions
          .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new ClientCache(Stores.open(own.toString()), Optional.empty());
    } catch (IOException e) {
      // Without it the backup is full, unless there is a key.
      return new ClientCache(null, Optional.of(e));
    }
  }

  private static String name(String host, List<Source> sources) {
    MessageDigest digest = Sha256.digest();
    digest.update(Sha256.of(ByteSlice.utf8(host)).asByteBuffer());
    sources.stream()
        .map(source -> Sha256.of(ByteSlice.of(source.getName())))
        .sorted(Comparator.comparing(ByteSlice::toHex))
        .forEach(hash -> digest.update(hash.asByteBuffer()));
    return ByteSlice.of(digest.digest(), 0, NAME_BYTES).toHex();
  }

  /// What a backup uses.
  Optional<IndexCache> index() {
    return index;
  }

  /// Why it does not serve, or not wholly.
  Optional<IOException> failure() {
    return unusable.or(() -> index.flatMap(IndexCache::failure));
  }

  @Override
  public void close() throws IOException {
    if (store != null) {
      store.close();
    }
  }
}
