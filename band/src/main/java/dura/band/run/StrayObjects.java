package dura.band.run;

import dura.band.machine.CheckAnswer;
import dura.band.machine.CheckDepth;
import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.band.machine.Look;
import dura.band.machine.Standing;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Objects that stand under other objects' names, in any band: each says itself which it is. The heads
/// of all objects are read for that, once, and only if somebody asks. Thread-safe.
final class StrayObjects {
  /// So many are remembered; more are the work of somebody who wants memory used up.
  private static final int MAX_STRAYS = 1 << 16;

  private final Store store;
  private final ByteSlice archiveId;
  private final ObjectInspector inspector;
  private @Nullable Map<ObjectId, List<String>> found;

  StrayObjects(Store store, ByteSlice archiveId) {
    this.store = store;
    this.archiveId = archiveId;
    this.inspector = new ObjectInspector(store);
  }

  /// The places where `id` stands that are not its own.
  synchronized List<String> of(ObjectId id) {
    if (found == null) {
      found = search();
    }
    return found.getOrDefault(id, List.of());
  }

  private Map<ObjectId, List<String>> search() {
    var places = new HashMap<ObjectId, List<String>>();
    int count = 0;
    for (ObjectId at : objects()) {
      CheckAnswer answer = inspector.answer(new ObjectAt(
          new Expectation(at.path(), Optional.of(archiveId), Optional.of(at)), Optional.empty(),
          CheckDepth.QUICK, Keep.NOTHING));
      if (count < MAX_STRAYS && answer instanceof Look look
          && look.standing() instanceof Standing.Misplaced stray && stray.sha256().isPresent()) {
        places.computeIfAbsent(stray.found(), _ -> new ArrayList<>()).add(at.path());
        count++;
      }
    }
    return places;
  }

  private List<ObjectId> objects() {
    var objects = new ArrayList<ObjectId>();
    try {
      for (Store.Listed listed : store.list("")) {
        Optional<BandName> band = BandName.parse(listed.name());
        if (listed.directory() && band.isPresent()) {
          for (char kind : new char[] {'d', 'i', 'p'}) {
            objects.addAll(ObjectFolders.list(store, band.get(), kind));
          }
        }
      }
    } catch (IOException _) {
      // What cannot be listed helps nobody here; a check tells why.
      return objects;
    }
    return objects;
  }
}
