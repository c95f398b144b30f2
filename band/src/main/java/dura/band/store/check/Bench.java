package dura.band.store.check;

import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// A directory of a store in which promises are tried. Remembers what was put, to take it away.
final class Bench {
  private final Store store;
  private final String directory;
  private final Set<String> put = new ConcurrentSkipListSet<>();

  Bench(Store store, String directory) {
    this.store = store;
    this.directory = directory;
  }

  Store store() {
    return store;
  }

  String path(String name) {
    return directory + "/" + name;
  }

  /// Puts an object below the directory.
  Store.Put put(String name, ByteSlice bytes) throws IOException {
    put.add(path(name));
    return store.putIfAbsent(path(name), bytes);
  }

  /// Puts an object where none is.
  void putNew(String name, ByteSlice bytes) throws IOException, BrokenPromise {
    Store.Put answer = put(name, bytes);
    if (answer != Store.Put.STORED) {
      throw new BrokenPromise(path(name) + ": " + answer);
    }
  }

  void replace(Store.Replacing replacing, String name, ByteSlice bytes) throws IOException {
    put.add(path(name));
    replacing.replace(path(name), bytes);
  }

  void requireHeld(String name, ByteSlice bytes) throws IOException, BrokenPromise {
    requireEqual(path(name), bytes, store.read(path(name)));
  }

  void requireNone(String name) throws IOException, BrokenPromise {
    Optional<StoredBytes> found = store.read(path(name));
    if (found.isPresent()) {
      throw new BrokenPromise(path(name) + ": " + found.get().length() + " bytes");
    }
  }

  /// Names below a directory of the bench; a directory's with a slash behind.
  List<String> names(String below) throws IOException {
    String listed = below.isEmpty() ? directory : path(below);
    List<String> names = new ArrayList<>();
    for (Store.Listed entry : store.list(listed)) {
      names.add(entry.directory() ? entry.name() + "/" : entry.name());
    }
    return names;
  }

  static void requireEqual(String path, ByteSlice expected, Optional<StoredBytes> found)
      throws BrokenPromise {
    if (found.isEmpty()) {
      throw new BrokenPromise(path + ": none");
    }
    StoredBytes stored = found.get();
    if (!stored.unreadable().isEmpty() || !stored.bytes().equals(expected)) {
      throw new BrokenPromise(path + ": " + stored.length() + " / " + expected.length() + " bytes"
          + (stored.length() == expected.length() ? ", !=" : ""));
    }
  }

  /// Takes away all that was put.
  ///
  /// @return paths of what could not be
  List<String> clear() {
    List<String> left = new ArrayList<>();
    for (String path : put) {
      try {
        store.delete(path);
        if (store.read(path, 0, 1).isPresent()) {
          left.add(path);
        }
      } catch (IOException failure) {
        left.add(path);
      }
    }
    return left;
  }
}
