package dura.band.run;

import dura.spec.ObjectId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What the indexes of an archive say of a run of its blocks: as many as memory allows, from the first
/// that is asked for.
final class ExtentWindow {
  /// Extents kept at a time: about 100 MiB.
  private static final int MAX_EXTENTS = 1_000_000;

  private static final Comparator<ObjectId> ORDER =
      Comparator.comparing((ObjectId id) -> id.band().orElseThrow())
          .thenComparingInt(id -> id.name().number());

  private final ObjectId first;
  private final int maxExtents;
  private final TreeMap<ObjectId, PackedExtents> blocks = new TreeMap<>(ORDER);
  private int extents;

  /// The first block that did not fit; all behind it are not known either.
  private Optional<ObjectId> end = Optional.empty();

  /// @param first block of the window
  ExtentWindow(ObjectId first) {
    this(first, MAX_EXTENTS);
  }

  ExtentWindow(ObjectId first, int maxExtents) {
    this.first = first;
    this.maxExtents = maxExtents;
  }

  void add(ObjectId block, PackedExtents.Packed extent) {
    if (ORDER.compare(block, first) < 0
        || end.filter(limit -> ORDER.compare(block, limit) >= 0).isPresent()) {
      return;
    }
    blocks.computeIfAbsent(block, _ -> new PackedExtents()).add(extent);
    extents++;
    while (extents > maxExtents && blocks.size() > 1) {
      var last = blocks.pollLastEntry();
      extents -= last.getValue().count();
      end = Optional.of(last.getKey());
    }
  }

  /// Whether all is known of `block`.
  boolean has(ObjectId block) {
    return ORDER.compare(block, first) >= 0
        && end.filter(limit -> ORDER.compare(block, limit) >= 0).isEmpty();
  }

  /// The extents of a block that the window has.
  List<PackedExtents.Packed> of(ObjectId block) {
    PackedExtents known = blocks.get(block);
    return known == null ? List.of() : known.inOrder();
  }
}
