package dura.band.run;

import dura.band.model.ArchiveHeader;
import dura.band.model.Descriptions;
import dura.band.model.KeyBlock;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.spec.ObjectId;
import dura.spec.RootFile;
import java.io.IOException;
import java.util.Optional;

/// Makes the root of a new archive: header, copies, convenience files (format-spec/80-archive.md).
public final class ArchiveMaker {
  private ArchiveMaker() {}

  /// Makes an archive with `header` in an empty place.
  ///
  /// @throws IOException where the store fails or something is there already
  public static void create(Store store, ArchiveHeader header, Monitor monitor)
      throws IOException {
    for (RootFile file : RootFile.values()) {
      put(store, file.fileName(), ByteSlice.of(file.master()), monitor);
    }
    Optional<KeyBlock> key = header.secretKey();
    if (key.isPresent()) {
      put(store, RootFile.KEY, ByteSlice.utf8(key.get().armored()), monitor);
    }
    ByteSlice object = Descriptions.archiveHeader(header).bytes();
    // The header makes a place an archive: the copies come first, the header itself last.
    for (String path : ObjectId.ARCHIVE.paths().reversed()) {
      put(store, path, object, monitor);
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
