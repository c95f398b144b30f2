package dura.band.scavenge;

import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.head.HeadCodec;
import dura.proto.ObjectHead;
import java.io.IOException;
import java.util.Optional;

/// Where found objects go: to their paths in an archive, each archive in a folder of its own where there
/// are several. Nothing is overwritten: what differs from what stands at its path goes below `others/`.
final class ScavengeTarget {
  private static final String OTHERS = "others/";

  /// Versions of one object that are kept.
  private static final int MOST_VERSIONS = 64;

  private final Store store;
  private final boolean several;

  /// A place for an object.
  ///
  /// @param path below the target
  /// @param written whether it is there since now
  record Place(String path, boolean written) {}

  /// @param several whether there are objects of several archives
  ScavengeTarget(Store store, boolean several) {
    this.store = store;
    this.several = several;
  }

  /// Path of an object below the target.
  String path(ObjectHead head) {
    String path = HeadCodec.id(head).path();
    return several ? ByteSlice.of(head.getArchiveId()).toHex() + "/" + path : path;
  }

  /// Writes an object, or finds that it is there.
  Place put(ObjectHead head, ByteSlice bytes) throws IOException {
    String path = path(head);
    for (int version = 1; version <= MOST_VERSIONS; version++) {
      String place = version == 1 ? path : OTHERS + version + "/" + path;
      if (store.putIfAbsent(place, bytes) == Store.Put.STORED) {
        return new Place(place, true);
      }
      Optional<StoredBytes> there = store.read(place);
      if (there.isPresent() && there.get().bytes().equals(bytes)) {
        return new Place(place, false);
      }
    }
    return new Place(path, false);
  }
}
