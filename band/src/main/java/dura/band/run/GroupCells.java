package dura.band.run;

import dura.band.machine.GroupPlan;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.ReedSolomon;
import dura.codec.erasure.Shard;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectSectors;
import dura.spec.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Both codes together, for groups more of whose objects are damaged than they have parity objects
/// (format-spec/50-erasure.md, "Both codes together"). A column is one sector of every member, and
/// of every parity object's payload, at the same offset. The outer code gives back what is unknown
/// of a column, the inner code what is unknown of an object, in turn until nothing improves.
///
/// Memory holds one object, [#WINDOW] columns of all objects, and the sectors that are not stored as
/// they must be: of each column at most as many as there are parity objects, and of each object what
/// its inner code repairs.
final class GroupCells {
  private static final int WINDOW = 64;
  private static final int SECTOR = KnownSectors.SECTOR;

  /// More than any group needs that a writer makes.
  private static final long MAX_MEMORY_BYTES = 256L << 20;

  /// Where objects of the group come from.
  interface Source {
    /// What the object at a place must be.
    Expectation expected(int place);

    /// Where it may stand.
    List<String> paths(int place);

    /// What stands at a path; empty where nothing of it can be read.
    Optional<StoredBytes> whole(String path);

    /// A part of it.
    Optional<StoredBytes> range(String path, long offset, int length);
  }

  /// An object of the group.
  ///
  /// @param first sector of it that is in column 0
  /// @param extent bytes that are in columns
  private record Row(KnownSectors object, int first, int extent) {
    int columns() {
      return Math.ceilDiv(extent, SECTOR);
    }

    boolean isUnknown(int column) {
      return column < columns() && object.unknown().get(first + column);
    }

    int bytesIn(int column) {
      return Math.clamp(extent - (long) column * SECTOR, 0, SECTOR);
    }

    Shard window(int from, int to) {
      int count = Math.min(extent, to * SECTOR) - from * SECTOR;
      return count <= 0 ? Shard.empty() : Shard.of(object.bytes(first + from, count));
    }
  }

  private final GroupPlan plan;
  private final Source source;
  private final Map<Integer, Row> rows = new TreeMap<>();
  private int[] lengths = {};

  private GroupCells(GroupPlan plan, Source source) {
    this.plan = plan;
    this.source = source;
  }

  /// The group, put together as far as that goes.
  static GroupCells solve(GroupPlan plan, Source source) {
    var cells = new GroupCells(plan, source);
    boolean legal = plan.nominal() + plan.parity().size() <= Limits.MAX_SHARDS
        && plan.members().size() <= plan.nominal();
    if (legal && cells.loadParity()) {
      for (int member = 0; member < cells.lengths.length; member++) {
        cells.rows.put(member, cells.member(member));
      }
      cells.solve();
    }
    return cells;
  }

  /// The whole object of a place, with the SHA-256 that it must have; empty where it cannot be had.
  Optional<ByteSlice> object(int place) {
    Row row = rows.get(place);
    if (row == null || !row.object().isComplete()) {
      return Optional.empty();
    }
    Optional<ByteSlice> object = place < plan.nominal() || row.first() > 0
        ? Optional.of(row.object().image())
            .filter(image -> image.unreadable().isEmpty())
            .map(StoredBytes::bytes)
        : ParityObjects.object(plan, place, lengths,
            ByteSlice.of(row.object().bytes(0, row.extent())));
    return object.filter(
        bytes -> plan.sha256(place).map(Sha256.of(bytes)::equals).orElse(true));
  }

  /// The object of a place with all that is known of it; what is not is as it is stored.
  Optional<StoredBytes> rest(int place) {
    return Optional.ofNullable(rows.get(place)).map(row -> row.object().image());
  }

  /// Looks at the parity objects, and takes from them how long the members are.
  ///
  /// @return whether any could be looked at
  private boolean loadParity() {
    List<Integer> parity =
        plan.places().stream().filter(place -> place >= plan.nominal()).toList();
    for (int place : parity) {
      parity(place).ifPresent(row -> rows.put(place, row));
    }
    for (int place : parity) {
      if (!rows.isEmpty() && !rows.containsKey(place)) {
        int longest = ParityObjects.longest(lengths);
        rows.put(place, new Row(KnownSectors.ofNothing(longest), 0, longest));
      }
    }
    return !rows.isEmpty();
  }

  private Optional<Row> parity(int place) {
    Optional<Row> best = Optional.empty();
    for (String path : source.paths(place)) {
      KnownSectors object = at(place, path, 0);
      Optional<int[]> listed = object.look()
          .flatMap(seen -> ParityObjects.lengths(plan, seen.found().head()));
      if (listed.isPresent()) {
        lengths = listed.get();
        best = better(best, new Row(object, object.payloadSector(),
            ParityObjects.longest(lengths)));
      }
    }
    return best;
  }

  private static Optional<Row> better(Optional<Row> one, Row other) {
    return one.filter(row -> row.object().unknown().cardinality() <= other.object()
        .unknown()
        .cardinality()).or(() -> Optional.of(other));
  }

  private Row member(int place) {
    Optional<Row> best = Optional.empty();
    for (String path : source.paths(place)) {
      KnownSectors object = at(place, path, lengths[place]);
      if (!object.isStoredAs(plan.members().get(place).sha256())) {
        object.look();
      }
      best = better(best, new Row(object, 0, lengths[place]));
    }
    return best.orElseThrow();
  }

  private KnownSectors at(int place, String path, int length) {
    var stored = new KnownSectors.Source() {
      @Override
      public Optional<StoredBytes> whole() {
        return source.whole(path);
      }

      @Override
      public Optional<StoredBytes> range(long offset, int count) {
        return source.range(path, offset, count);
      }
    };
    Expectation expected = source.expected(place).at(path);
    return new KnownSectors(stored, length,
        bytes -> ObjectSectors.of(expected, bytes).filter(seen -> isRight(place, seen)));
  }

  /// Whether an object may be the one of the group: one that is whole, and another, helps nobody.
  private boolean isRight(int place, ObjectSectors seen) {
    if (place >= plan.nominal() && ParityObjects.lengths(plan, seen.found().head()).isEmpty()) {
      return false;
    }
    return !seen.unknown().isEmpty()
        || plan.sha256(place).map(Sha256.of(seen.bytes())::equals).orElse(true);
  }

  private void solve() {
    BitSet improved = columns();
    while (!improved.isEmpty() && memoryBytes() <= MAX_MEMORY_BYTES) {
      improved.stream()
          .mapToObj(place -> Objects.requireNonNull(rows.get(place)).object())
          .filter(object -> !object.isComplete())
          .forEach(KnownSectors::look);
      improved = columns();
    }
  }

  /// Bytes that are held in memory.
  long memoryBytes() {
    return rows.values().stream().mapToLong(row -> row.object().memoryBytes()).sum();
  }

  /// Solves every column that can be.
  ///
  /// @return places of which more is known now
  private BitSet columns() {
    int count = Math.ceilDiv(ParityObjects.longest(lengths), SECTOR);
    BitSet improved = new BitSet();
    for (int from = 0; from < count && memoryBytes() <= MAX_MEMORY_BYTES; from += WINDOW) {
      improved.or(window(from, Math.min(from + WINDOW, count)));
    }
    return improved;
  }

  private BitSet unknown(int column) {
    BitSet places = new BitSet();
    rows.forEach((place, row) -> places.set(place, row.isUnknown(column)));
    return places;
  }

  private boolean isSolvable(BitSet unknown) {
    return !unknown.isEmpty() && unknown.cardinality() <= plan.parity().size();
  }

  private BitSet window(int from, int to) {
    List<BitSet> patterns = new ArrayList<>();
    for (int column = from; column < to; column++) {
      patterns.add(unknown(column));
    }
    BitSet improved = new BitSet();
    if (patterns.stream().noneMatch(this::isSolvable)) {
      return improved;
    }
    var shards = new Shard[plan.nominal() + plan.parity().size()];
    Arrays.fill(shards, Shard.empty());
    rows.forEach((place, row) -> shards[place] = row.window(from, to));
    int start = 0;
    while (start < patterns.size()) {
      BitSet pattern = patterns.get(start);
      int end = start + 1;
      while (end < patterns.size() && patterns.get(end).equals(pattern)) {
        end++;
      }
      if (isSolvable(pattern)) {
        solve(shards, from, start, end, pattern);
        improved.or(pattern);
      }
      start = end;
    }
    return improved;
  }

  /// @param shards of the window
  /// @param from first column of the window
  /// @param start first column to solve, counted from there
  /// @param end of the columns to solve
  /// @param missing places that are unknown in all of them
  private void solve(Shard[] shards, int from, int start, int end, BitSet missing) {
    var run = new ArrayList<Shard>();
    for (int place = 0; place < shards.length; place++) {
      run.add(missing.get(place)
          ? Shard.of(new byte[(end - start) * SECTOR])
          : shards[place].slice(start * SECTOR, end * SECTOR));
    }
    ReedSolomon.of(plan.nominal(), plan.parity().size()).reconstruct(run, missing);
    missing.stream().forEach(place -> {
      Row row = Objects.requireNonNull(rows.get(place));
      for (int column = start; column < end; column++) {
        int at = (column - start) * SECTOR;
        row.object()
            .put(row.first() + from + column, Arrays.copyOfRange(run.get(place).array(), at,
                at + row.bytesIn(from + column)));
      }
    });
  }
}
