package dura.band.run;

import dura.band.machine.GroupPlan;
import dura.band.machine.RepairAction;
import dura.band.machine.RepairAction.Over;
import dura.band.machine.RepairAction.SumsLine;
import dura.band.machine.RepairResult;
import dura.band.machine.RepairResult.Kind;
import dura.band.model.Sums;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.codec.head.HeadCodec;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectChecker;
import dura.spec.ObjectId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Performs the actions of a repair. What is written is whole; what it replaces is looked at again
/// right before; what was written is read back. Thread-safe.
final class Repairer {
  private static final String ASIDE = "repair/";

  private final Store store;
  private final Optional<ByteSlice> archiveId;
  private final WholeObjects objects;

  Repairer(Store store, Optional<ByteSlice> archiveId) {
    this.store = store;
    this.archiveId = archiveId;
    this.objects = new WholeObjects(store, archiveId);
  }

  List<RepairResult> perform(RepairAction action) {
    return switch (action) {
      case RepairAction.Mend mend -> List.of(mend(mend));
      case RepairAction.Write write ->
          List.of(put(write.path(), write.bytes(), write.expected(), write.over()));
      case RepairAction.Copy copy -> List.of(copy(copy));
      case RepairAction.Recreate recreate -> recreate(recreate);
      case RepairAction.Discard discard -> {
        discard(discard);
        yield List.of();
      }
      case RepairAction.WriteSums sums -> List.of(sums(sums));
    };
  }

  private RepairResult mend(RepairAction.Mend action) {
    String path = action.expected().path();
    return objects.at(path, action.expected(), action.sha256())
        .map(bytes -> put(path, bytes, Optional.of(action.expected()), Over.DAMAGE))
        .orElseGet(() -> unrecoverable(path, "its inner code no longer repairs it"));
  }

  private RepairResult copy(RepairAction.Copy action) {
    String path = action.expected().path();
    return objects.at(action.from(), action.expected(), Optional.of(action.sha256()))
        .map(bytes -> put(path, bytes, Optional.of(action.expected()), action.over()))
        .orElseGet(() -> unrecoverable(path, action.from() + " no longer has it"));
  }

  private static RepairResult unrecoverable(String path, String reason) {
    return new RepairResult(path, Kind.UNRECOVERABLE, reason);
  }

  private List<RepairResult> recreate(RepairAction.Recreate action) {
    GroupPlan group = action.group();
    Map<Integer, ByteSlice> recreated = GroupRebuild.rebuild(group, action.erased(),
        place -> objects.of(group, place));
    Function<Integer, Optional<ByteSlice>> object =
        recreated.keySet().containsAll(action.wanted())
            ? place -> Optional.ofNullable(recreated.get(place))
            : GroupCells.solve(group, objects.damaged(group))::object;
    var results = new ArrayList<RepairResult>();
    for (int place : action.wanted()) {
      String path = group.path(place);
      results.add(object.apply(place)
          .map(bytes -> put(path, bytes, Optional.of(objects.expected(group, place)),
              action.over()))
          .orElseGet(
              () -> unrecoverable(path, "too little of group " + group.number() + " is left")));
    }
    return results;
  }

  private void discard(RepairAction.Discard action) {
    String path = action.expected().path();
    try {
      Optional<StoredBytes> stored = store.read(path);
      boolean whole = stored.isPresent() && stored.get().unreadable().isEmpty()
          && Sha256.of(stored.get().bytes()).equals(action.sha256());
      if (whole) {
        store.delete(action.aside());
      }
    } catch (IOException _) {
      // It stays, and harms nobody.
      return;
    }
  }

  private RepairResult sums(RepairAction.WriteSums action) {
    String path = action.paths().getFirst();
    var text = new StringBuilder();
    for (SumsLine line : action.lines()) {
      var expected = new Expectation(line.object().path(), archiveId,
          Optional.of(line.object()));
      Optional<ByteSlice> sha256 = line.sha256()
          .or(() -> objects.at(expected.path(), expected, Optional.empty()).map(Sha256::of));
      if (sha256.isEmpty()) {
        return unrecoverable(path, "the SHA-256 of " + line.object() + " is not known");
      }
      text.append(new Sums.Line(line.object(), sha256.get()).render(action.band()));
    }
    ByteSlice bytes = ByteSlice.utf8(text.toString());
    return Sha256.of(bytes).equals(action.sha256())
        ? put(path, bytes, Optional.empty(), Over.ANYTHING)
        : unrecoverable(path, "what is left does not give the file that the tail names");
  }

  /// Puts `bytes` in their place, or below `repair/` where the place cannot replace.
  private RepairResult put(String path, ByteSlice bytes, Optional<Expectation> expected,
      Over over) {
    try {
      Optional<StoredBytes> current = current(path);
      if (current.isPresent() && isSame(current.get(), bytes)) {
        return new RepairResult(path, Kind.DONE, "");
      }
      if (current.isPresent() && over == Over.DAMAGE && expected.isPresent()
          && WholeObjects.isWhole(
              ObjectChecker.check(expected.get().at(path), current.get()), current.get())) {
        return new RepairResult(path, Kind.KEPT, "a whole object stands there");
      }
      if (current.isEmpty() && store.putIfAbsent(path, bytes) == Store.Put.STORED) {
        return verified(path, path, bytes, Kind.DONE);
      }
      return current.isEmpty() || expected.isEmpty() || store.replacing().isEmpty()
          || isKeptElsewhere(path, current.get())
              ? replaced(path, bytes, expected.filter(_ -> current.isPresent()))
              : new RepairResult(path, Kind.NOT_WRITTEN,
                  "another object stands there, and there is no place to put it aside");
    } catch (IOException e) {
      return new RepairResult(path, Kind.NOT_WRITTEN,
          e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  /// What stands at `path`, unreadable in whole where nothing of it can be read.
  private Optional<StoredBytes> current(String path) throws IOException {
    try {
      return store.read(path);
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException _) {
      // Nothing can be read: an erasure, which may be replaced.
      return Optional.of(new StoredBytes(ByteSlice.EMPTY, List.of(new StoredBytes.Range(0, 1))));
    }
  }

  private static boolean isSame(StoredBytes stored, ByteSlice bytes) {
    return stored.unreadable().isEmpty() && stored.bytes().equals(bytes);
  }

  /// Whether what stands at `path` is nobody's loss. A whole object that belongs to another place is
  /// one, unless it stands there as well, or could be put aside.
  private boolean isKeptElsewhere(String path, StoredBytes current) throws IOException {
    ObjectChecker.Checked checked =
        ObjectChecker.check(Expectation.ofFile(path), current);
    if (!(checked.decoded() instanceof DecodedObject.Good good)) {
      return true;
    }
    ObjectId id = HeadCodec.id(good.found().head());
    boolean foreign = !archiveId.equals(
        Optional.of(ByteSlice.of(good.found().head().getArchiveId())));
    if (foreign || id.paths().contains(path) || path.equals(ASIDE + id.path())) {
      return true;
    }
    ByteSlice bytes = checked.mended().orElse(current.bytes());
    Optional<ByteSlice> sha256 = Optional.of(Sha256.of(bytes));
    String aside = ASIDE + id.path();
    var expected = new Expectation(id.path(), archiveId, Optional.of(id));
    return Stream.concat(id.paths().stream(), Stream.of(aside))
        .anyMatch(other -> objects.at(other, expected, sha256).isPresent())
        || store.putIfAbsent(aside, bytes) == Store.Put.STORED
            && verified(path, aside, bytes, Kind.ASIDE).kind() == Kind.ASIDE;
  }

  /// @param over the object whose remains are written over
  private RepairResult replaced(String path, ByteSlice bytes, Optional<Expectation> over)
      throws IOException {
    Optional<Store.Replacing> replacing = store.replacing();
    String aside = path.startsWith(ASIDE) ? path : ASIDE + path;
    if (replacing.isPresent()) {
      boolean beside =
          over.isPresent() && !replacing.get().inOneStep() && !aside.equals(path);
      if (beside && !isBeside(aside, bytes, over.get(), replacing.get())) {
        return new RepairResult(path, Kind.NOT_WRITTEN, "it cannot be kept at " + aside
            + " for as long as it is written");
      }
      replacing.get().replace(path, bytes);
      RepairResult result = verified(path, path, bytes, Kind.DONE);
      if (beside && result.kind() == Kind.DONE) {
        store.delete(aside);
      }
      return result;
    }
    if (store.putIfAbsent(aside, bytes) == Store.Put.EXISTS) {
      boolean same = store.read(aside).filter(stored -> isSame(stored, bytes)).isPresent();
      return same
          ? new RepairResult(path, Kind.ASIDE, "")
          : new RepairResult(path, Kind.NOT_WRITTEN, aside + " is there already");
    }
    return verified(path, aside, bytes, Kind.ASIDE);
  }

  /// Puts an object beside its place, before a write that may be torn goes over what is left of it
  /// there.
  private boolean isBeside(String aside, ByteSlice bytes, Expectation object,
      Store.Replacing replacing) throws IOException {
    if (objects.at(aside, object, Optional.of(Sha256.of(bytes))).isPresent()) {
      return true;
    }
    Optional<StoredBytes> there = current(aside);
    boolean damaged = there.isPresent() && !WholeObjects.isWhole(
        ObjectChecker.check(object.at(aside), there.get()), there.get());
    if (damaged) {
      // What an interrupted repair left: the place itself has what it was made from.
      replacing.replace(aside, bytes);
    } else if (store.putIfAbsent(aside, bytes) == Store.Put.EXISTS) {
      return false;
    }
    return verified(aside, aside, bytes, Kind.DONE).kind() == Kind.DONE;
  }

  private RepairResult verified(String path, String written, ByteSlice bytes, Kind kind)
      throws IOException {
    boolean same = store.read(written).filter(stored -> isSame(stored, bytes)).isPresent();
    return same
        ? new RepairResult(path, kind, "")
        : new RepairResult(path, Kind.NOT_WRITTEN, "what was written reads back differently");
  }
}
