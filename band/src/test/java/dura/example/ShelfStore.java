package dura.example;

import dura.band.store.PartialWrites;
import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StorePath;
import dura.band.store.StoreTraits;
import dura.band.store.Watchdog;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/// A shelf: all objects lie side by side in one folder, under their paths with `_` for `/`, which no
/// path contains. So directories exist by prefix only, as in an object store. It takes a few bytes at
/// a time, as a slow device would.
final class ShelfStore implements Store {
  private static final int AT_A_TIME_BYTES = 1 << 16;
  private static final String UNFINISHED = ".part";

  private final Path folder;
  private final String location;

  ShelfStore(Path folder, String location) {
    this.folder = folder;
    this.location = location;
  }

  /// StorePath refuses what leads out of the archive before a file is touched.
  private Path file(String path) {
    return folder.resolve(String.join("_", StorePath.components(path)));
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    Path target = file(path);
    // Under a name that no list shows: what is interrupted leaves nothing that looks whole.
    Path unfinished = folder.resolve("." + UUID.randomUUID() + UNFINISHED);
    try (
        var channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      PartialWrites.writeAll(bytes, offered -> channel.write(
          offered.slice(0, Math.min(AT_A_TIME_BYTES, offered.length())).asByteBuffer()));
      channel.force(true);
      // A link never replaces: of two that put the same path exactly one wins.
      Files.createLink(target, unfinished);
      return Put.STORED;
    } catch (FileAlreadyExistsException taken) {
      return Put.EXISTS;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    return read(path, 0, Integer.MAX_VALUE);
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    Path file = file(path);
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(length + " bytes from " + offset);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long there = Math.max(channel.size() - offset, 0);
      var bytes = ByteBuffer.allocate((int) Math.min(length, there));
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new StoreException(StoreFailure.GARBLED, location + "/" + path,
              "it became shorter");
        }
        Watchdog.alive();
      }
      return Optional.of(StoredBytes.whole(bytes.array()));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    List<String> components = StorePath.directoryComponents(directory);
    String prefix = components.isEmpty() ? "" : String.join("_", components) + "_";
    var found = new TreeMap<String, Listed>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(prefix) && !name.startsWith(".")) {
          String below = name.substring(prefix.length());
          int end = below.indexOf('_');
          String shown = end < 0 ? below : below.substring(0, end);
          found.put(shown, new Listed(shown, end >= 0, end < 0 ? Files.size(file) : 0));
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  @Override
  public boolean delete(String path) throws IOException {
    return Files.deleteIfExists(file(path));
  }

  /// It could, but shows a place that cannot: what is repaired goes below `repair/`.
  @Override
  public Optional<Replacing> replacing() {
    return Optional.empty();
  }

  @Override
  public StoreTraits traits() {
    return new StoreTraits(true, true, 16 << 20, 1 << 28);
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public void close() {}
}
