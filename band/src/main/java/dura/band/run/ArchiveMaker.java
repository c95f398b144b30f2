package dura.band.run;

import dura.band.model.ArchiveHeader;
import dura.band.model.Descriptions;
import dura.band.model.KeyBlock;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.spec.ObjectId;
import dura.spec.RootFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Makes the root of a new archive: header, copies, convenience files (format-spec/80-archive.md).
public final class ArchiveMaker {
  private ArchiveMaker() {}

  /// Makes an archive with `header` in an empty place.
  ///
  /// @throws IOException where the store fails or something is there already; nothing that was put
  ///     stays then, as far as the store lets it be removed
  public static void create(Store store, ArchiveHeader header, Monitor monitor)
      throws IOException {
    var stored = new ArrayDeque<String>();
    try {
      for (Map.Entry<String, ByteSlice> file : files(header).entrySet()) {
        put(store, file.getKey(), file.getValue(), monitor);
        stored.push(file.getKey());
      }
    } catch (IOException failure) {
      withdraw(store, stored, failure);
      throw failure;
    }
  }

  /// The files of the root, in the order of writing.
  private static Map<String, ByteSlice> files(ArchiveHeader header) {
    var files = new LinkedHashMap<String, ByteSlice>();
    for (RootFile file : RootFile.values()) {
      files.put(file.fileName(), ByteSlice.of(file.master()));
    }
    Optional<KeyBlock> key = header.secretKey();
    if (key.isPresent()) {
      files.put(RootFile.KEY, ByteSlice.utf8(key.get().armored()));
    }
    ByteSlice object = Descriptions.archiveHeader(header).bytes();
    // The header makes a place an archive: the copies come first, the header itself last.
    for (String path : ObjectId.ARCHIVE.paths().reversed()) {
      files.put(path, object);
    }
    return files;
  }

  /// The last first, so that what is left makes no archive.
  private static void withdraw(Store store, Iterable<String> stored, IOException failure) {
    for (String path : stored) {
      try {
        store.delete(path);
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
    }
  }

  private static void put(Store store, String path, ByteSlice bytes, Monitor monitor)
      throws IOException {
    if (store.putIfAbsent(path, bytes) == Store.Put.EXISTS) {
      throw new IOException(path + " is there already");
    }
    monitor.event(new Monitor.Event.ObjectStored(path, bytes.length()));
  }
}
