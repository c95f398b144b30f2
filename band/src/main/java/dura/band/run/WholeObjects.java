package dura.band.run;

import dura.band.machine.GroupPlan;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectChecker;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Objects byte by byte as they were written, repaired in memory by their inner code if need be: what
/// the outer code computes with. Thread-safe.
final class WholeObjects {
  private final Store store;
  private final Optional<ByteSlice> archiveId;

  WholeObjects(Store store, Optional<ByteSlice> archiveId) {
    this.store = store;
    this.archiveId = archiveId;
  }

  /// What must stand at a place of a group.
  Expectation expected(GroupPlan group, int place) {
    return new Expectation(group.path(place), archiveId, Optional.of(group.id(place)));
  }

  /// The object at a place of a group: from its own path, else from where else the group has it;
  /// empty where it cannot be had.
  Optional<ByteSlice> of(GroupPlan group, int place) {
    Expectation expected = expected(group, place);
    return group.paths(place)
        .stream()
        .flatMap(path -> at(path, expected, group.sha256(place)).stream())
        .findFirst();
  }

  /// The objects of a group, damaged as they are.
  GroupCells.Source damaged(GroupPlan group) {
    return new GroupCells.Source() {
      @Override
      public Expectation expected(int place) {
        return WholeObjects.this.expected(group, place);
      }

      @Override
      public List<String> paths(int place) {
        return group.paths(place);
      }

      @Override
      public Optional<StoredBytes> whole(String path) {
        return stored(path);
      }

      @Override
      public Optional<StoredBytes> range(String path, long offset, int length) {
        try {
          return store.read(path, offset, length);
        } catch (IOException _) {
          // An erasure, as everything that cannot be read.
          return Optional.empty();
        }
      }
    };
  }

  private Optional<StoredBytes> stored(String path) {
    try {
      return store.read(path);
    } catch (IOException _) {
      // An erasure, as everything that cannot be read.
      return Optional.empty();
    }
  }

  /// The object at `path`; empty where it cannot be had.
  ///
  /// @param expected which object it must be; its path is not used
  /// @param sha256 its object SHA-256, where known
  Optional<ByteSlice> at(String path, Expectation expected, Optional<ByteSlice> sha256) {
    Optional<StoredBytes> stored = stored(path);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (stored.get().unreadable().isEmpty()
        && sha256.equals(Optional.of(Sha256.of(stored.get().bytes())))) {
      return Optional.of(stored.get().bytes());
    }
    ObjectChecker.Checked checked = ObjectChecker.check(expected.at(path), stored.get());
    Optional<ByteSlice> bytes = isWhole(checked, stored.get())
        ? Optional.of(stored.get().bytes())
        : checked.mended();
    return bytes.filter(found -> sha256.isEmpty()
        || sha256.equals(Optional.of(Sha256.of(found))));
  }

  /// Whether nothing is wrong with an object.
  static boolean isWhole(ObjectChecker.Checked checked, StoredBytes stored) {
    return checked.decoded() instanceof DecodedObject.Good && checked.mended().isEmpty()
        && checked.alarms().isEmpty() && stored.unreadable().isEmpty();
  }
}
