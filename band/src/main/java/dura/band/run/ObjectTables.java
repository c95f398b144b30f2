package dura.band.run;

import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.SessionKey;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the indexes say of the objects of their bands: frames and session keys. Nothing depends on
/// it that an object could not say itself, only more slowly; so a table that cannot be read is
/// passed over here. Thread-safe.
final class ObjectTables {
  /// Leaves of tables kept decoded, of all bands.
  private static final int MAX_LEAVES = 64;

  /// Hunks of one table.
  private static final int MAX_TABLE = 100_000;

  /// Which objects a leaf of a table has.
  private record Leaf(HunkReference reference, long first, long last) {}

  private final HunkReader hunks;
  private final Function<BandName, Optional<HunkReference>> roots;
  private final Map<BandName, List<Leaf>> tables = new HashMap<>();
  private final Map<HunkReference, List<ObjectInfo>> decoded = new LinkedHashMap<>();

  /// @param roots where the table of a band begins
  ObjectTables(HunkReader hunks, Function<BandName, Optional<HunkReference>> roots) {
    this.hunks = hunks;
    this.roots = roots;
  }

  /// What is known of an object.
  synchronized Optional<ObjectInfo> info(BandName band, ObjectKind kind, int number) {
    long key = key(kind, number);
    for (Leaf leaf : tables.computeIfAbsent(band, this::read)) {
      if (leaf.first() <= key && key <= leaf.last()) {
        return objects(leaf.reference()).stream()
            .filter(info -> key(info.getKind(), info.getNumber()) == key)
            .findFirst();
      }
    }
    return Optional.empty();
  }

  /// The session key in `info`.
  static Optional<SessionKey> sessionKey(ObjectInfo info) {
    if (info.getSessionKey().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SessionKey.of(info.getSessionKey().toByteArray()));
    } catch (CryptException e) {
      throw new IllegalStateException("a session key of another length was let through", e);
    }
  }

  private static long key(ObjectKind kind, int number) {
    return ((long) kind.getNumber() << Integer.SIZE) + number;
  }

  private List<Leaf> read(BandName band) {
    var leaves = new ArrayList<Leaf>();
    Deque<HunkReference> open = new ArrayDeque<>();
    roots.apply(band).ifPresent(open::push);
    for (int visited = 0; !open.isEmpty() && visited < MAX_TABLE; visited++) {
      HunkReference reference = open.pop();
      Optional<IndexHunk> hunk = hunks.read(reference).hunk();
      if (hunk.isEmpty()) {
        continue;
      }
      switch (hunk.get()) {
        case IndexHunk.Inner inner -> inner.children().reversed().forEach(open::push);
        case IndexHunk.Objects objects when objects.objects().isEmpty() -> {
          // A band that wrote nothing.
        }
        case IndexHunk.Objects objects -> leaves.add(leaf(reference, objects.objects()));
        case IndexHunk.Leaf _,IndexHunk.Root _ -> {
          // No table: what it says is not looked at.
        }
      }
    }
    return leaves;
  }

  private Leaf leaf(HunkReference reference, List<ObjectInfo> objects) {
    keep(reference, objects);
    ObjectInfo first = objects.getFirst();
    ObjectInfo last = objects.getLast();
    return new Leaf(reference, key(first.getKind(), first.getNumber()),
        key(last.getKind(), last.getNumber()));
  }

  private List<ObjectInfo> objects(HunkReference reference) {
    List<ObjectInfo> there = decoded.get(reference);
    if (there != null) {
      return there;
    }
    List<ObjectInfo> read = hunks.read(reference)
        .hunk()
        .map(hunk -> hunk instanceof IndexHunk.Objects objects
            ? objects.objects()
            : List.<ObjectInfo>of())
        .orElse(List.of());
    keep(reference, read);
    return read;
  }

  private void keep(HunkReference reference, List<ObjectInfo> objects) {
    decoded.put(reference, objects);
    if (decoded.size() > MAX_LEAVES) {
      decoded.remove(decoded.keySet().iterator().next());
    }
  }
}
