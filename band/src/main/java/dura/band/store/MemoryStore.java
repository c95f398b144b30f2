package dura.band.store;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// An archive in memory, gone with this object. Directories are there as long as something is below
/// them. Thread-safe.
public final class MemoryStore implements Store {
  private final NavigableMap<String, ByteSlice> objects = new TreeMap<>();

  @Override
  public synchronized Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    requireFolderAbove(path);
    if (isDirectory(path)) {
      return Put.EXISTS;
    }
    return objects.putIfAbsent(path, bytes) == null ? Put.STORED : Put.EXISTS;
  }

  @Override
  public synchronized Optional<StoredBytes> read(String path) {
    StorePath.components(path);
    return Optional.ofNullable(objects.get(path))
        .map(bytes -> new StoredBytes(bytes, List.of()));
  }

  @Override
  public synchronized Optional<StoredBytes> read(String path, long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(length + " bytes from " + offset);
    }
    return read(path).map(StoredBytes::bytes).map(bytes -> {
      int from = (int) Math.min(offset, bytes.length());
      int to = (int) Math.min(from + (long) length, bytes.length());
      return new StoredBytes(bytes.slice(from, to), List.of());
    });
  }

  @Override
  public synchronized List<Listed> list(String directory) {
    StorePath.directoryComponents(directory);
    String prefix = directory.isEmpty() ? "" : directory + "/";
    NavigableMap<String, Listed> found = new TreeMap<>();
    for (var object : objects.tailMap(prefix).entrySet()) {
      String path = object.getKey();
      if (!path.startsWith(prefix)) {
        break;
      }
      int end = path.indexOf('/', prefix.length());
      String name = path.substring(prefix.length(), end < 0 ? path.length() : end);
      found.put(name, new Listed(name, end >= 0, end < 0 ? object.getValue().length() : 0));
    }
    return new ArrayList<>(found.values());
  }

  @Override
  public synchronized boolean delete(String path) {
    StorePath.components(path);
    return objects.remove(path) != null;
  }

  @Override
  public Optional<Replacing> replacing() {
    return Optional.of(this::replace);
  }

  private synchronized void replace(String path, ByteSlice bytes) throws IOException {
    requireFolderAbove(path);
    if (isDirectory(path)) {
      throw new FileSystemException(path, null, "a directory");
    }
    objects.put(path, bytes);
  }

  private boolean isDirectory(String path) {
    String below = objects.ceilingKey(path + "/");
    return below != null && below.startsWith(path + "/");
  }

  private void requireFolderAbove(String path) throws FileSystemException {
    List<String> components = StorePath.components(path);
    for (int count = 1; count < components.size(); count++) {
      String above = String.join("/", components.subList(0, count));
      if (objects.containsKey(above)) {
        throw new FileSystemException(path, null, above + " is an object");
      }
    }
  }

  @Override
  public boolean isConsistent() {
    return true;
  }

  @Override
  public String location() {
    return "memory";
  }

  @Override
  public void close() {}
}
