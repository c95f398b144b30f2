package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.CheckDepth;
import dura.band.machine.Finding.Outcome;
import dura.band.store.MemoryStore;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.CellGrid;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// More objects of a group damaged beyond the inner code than it has parity objects: what both codes
/// together bring back is what a model of page 50 says, that knows of sets of cells alone.
class GroupCellsProperties {
  private static final int SECTOR = 4096;
  private static final int OUTER_PARITY = 2;

  /// An object of the group: where its cells are.
  ///
  /// @param first sector in column 0
  /// @param columns sectors that are in columns
  private record Shape(HeadLayout layout, CellGrid grid, int first, int columns) {
    static Shape of(FsckArchive archive, String path) {
      var good = (DecodedObject.Good) ObjectDecoder.decode(Expectation.ofFile(path),
          StoredBytes.whole(archive.bytes(path)));
      HeadLayout layout = good.found().layout();
      boolean parity = good.found().head().hasGroup();
      return new Shape(layout, HeadCodec.grid(good.found().head()),
          parity ? layout.payloadOffset() / SECTOR : 0,
          Math.ceilDiv(parity ? layout.payloadLength() : layout.objectLength(), SECTOR));
    }

    int sector(int cell) {
      int index = cell - grid.dataCells();
      int offset = index < 0
          ? layout.payloadOffset() + cell * grid.cellSize()
          : layout.parityOffset() + index * grid.cellSize();
      return offset / SECTOR;
    }

    /// Whether every section of the head is good in one of its copies.
    boolean hasHead(BitSet bad) {
      return IntStream.range(0, layout.sections())
          .allMatch(section -> IntStream.range(0, 3)
              .anyMatch(copy -> !bad.get(
                  (layout.imageOffset(copy) + HeadImage.sectionStart(section)) / SECTOR)));
    }

    /// The inner code: rows with at most m bad cells are good again, and with a head all that is
    /// neither payload nor parity.
    boolean mend(BitSet bad) {
      if (!hasHead(bad)) {
        return false;
      }
      var cellsAt = new BitSet();
      IntStream.range(0, grid.cells()).map(this::sector).forEach(cellsAt::set);
      int before = bad.cardinality();
      bad.and(cellsAt);
      boolean changed = bad.cardinality() < before;
      for (int row = 0; row < grid.rows(); row++) {
        int here = row;
        List<Integer> cells = IntStream.range(0, grid.cells())
            .filter(cell -> grid.rowOf(cell) == here && bad.get(sector(cell)))
            .boxed()
            .toList();
        if (!cells.isEmpty() && cells.size() <= grid.parityShards()) {
          cells.forEach(cell -> bad.clear(sector(cell)));
          changed = true;
        }
      }
      return changed;
    }
  }

  /// The outer code: columns with at most as many bad sectors as there are parity objects.
  private static boolean solve(Map<String, Shape> shapes, Map<String, BitSet> bad) {
    boolean changed = false;
    int columns = shapes.values().stream().mapToInt(Shape::columns).max().orElseThrow();
    for (int column = 0; column < columns; column++) {
      var unknown = new ArrayList<String>();
      for (Map.Entry<String, BitSet> object : bad.entrySet()) {
        Shape shape = Objects.requireNonNull(shapes.get(object.getKey()));
        if (column < shape.columns() && object.getValue().get(shape.first() + column)) {
          unknown.add(object.getKey());
        }
      }
      if (!unknown.isEmpty() && unknown.size() <= OUTER_PARITY) {
        for (String path : unknown) {
          Objects.requireNonNull(bad.get(path))
              .clear(Objects.requireNonNull(shapes.get(path)).first() + column);
        }
        changed = true;
      }
    }
    return changed;
  }

  /// A parity object follows from its payload, whatever else of it is gone.
  private static void render(Map<String, Shape> shapes, Map<String, BitSet> bad) {
    bad.forEach((path, sectors) -> {
      Shape shape = Objects.requireNonNull(shapes.get(path));
      int next = sectors.nextSetBit(shape.first());
      if (shape.first() > 0 && (next < 0 || next >= shape.first() + shape.columns())) {
        sectors.clear();
      }
    });
  }

  private static void model(Map<String, Shape> shapes, Map<String, BitSet> bad) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<String, BitSet> object : bad.entrySet()) {
        changed |= Objects.requireNonNull(shapes.get(object.getKey())).mend(object.getValue());
      }
      changed |= solve(shapes, bad);
    }
    render(shapes, bad);
  }

  private static List<String> group(FsckArchive archive) {
    var paths = new ArrayList<>(archive.named("d0"));
    paths.addAll(archive.named("p")
        .stream()
        .filter(path -> Shape.of(archive, path).layout().payloadLength() > 100_000)
        .toList());
    assertTrue(paths.size() >= 6, paths::toString);
    return paths;
  }

  /// Damages `count` objects: some cells each, out of a range narrow enough that they meet.
  private static Map<String, BitSet> harm(Map<String, Shape> shapes, int count, int cells,
      SplitMix64 random) {
    var paths = new ArrayList<>(shapes.keySet());
    var bad = new TreeMap<String, BitSet>();
    for (int object = 0; object < count && !paths.isEmpty(); object++) {
      String path = paths.remove(random.below(paths.size()));
      Shape shape = Objects.requireNonNull(shapes.get(path));
      var sectors = new BitSet();
      if (random.oneIn(6)) {
        sectors.set(0, Math.ceilDiv(shape.layout().objectLength(), SECTOR));
      } else {
        for (int cell = 0; cell < cells; cell++) {
          sectors.set(shape.sector(random.below(shape.grid().cells())));
        }
      }
      bad.put(path, sectors);
    }
    return bad;
  }

  private static FsckArchive damaged(FsckArchive archive, Map<String, BitSet> bad, long seed) {
    FsckArchive damaged = archive;
    for (Map.Entry<String, BitSet> object : bad.entrySet()) {
      byte[] bytes = archive.bytes(object.getKey());
      for (int sector : object.getValue().stream().toArray()) {
        bytes = new Damage.Burst(seed + sector, sector * SECTOR, SECTOR).of(bytes);
      }
      damaged = damaged.with(object.getKey(), bytes);
    }
    return damaged;
  }

  private static Map<String, BitSet> copy(Map<String, BitSet> sets) {
    var copy = new TreeMap<String, BitSet>();
    sets.forEach((path, set) -> copy.put(path, (BitSet) set.clone()));
    return copy;
  }

  @Property(tries = 20)
  void bothCodesTogetherBringBackWhatTheModelSays(@ForAll long seed,
      @ForAll @IntRange(min = 3, max = 8) int objects,
      @ForAll @IntRange(min = 6, max = 24) int cells) throws Exception {
    FsckArchive archive = FsckArchive.sample();
    var shapes = new TreeMap<String, Shape>();
    group(archive).forEach(path -> shapes.put(path, Shape.of(archive, path)));
    Map<String, BitSet> bad = harm(shapes, objects, cells, new SplitMix64(seed));
    FsckArchive before = damaged(archive, bad, seed);
    Map<String, BitSet> left = copy(bad);
    model(shapes, left);

    FsckArchive expected = archive;
    var lost = new ArrayList<String>();
    for (String path : bad.keySet()) {
      if (!Objects.requireNonNull(left.get(path)).isEmpty()) {
        expected = expected.with(path, before.bytes(path));
        lost.add(path);
      }
    }
    MemoryStore store = before.store();
    FsckReport planned = FsckArchive.check(store, CheckDepth.FULL);
    assertEquals(lost, FsckArchive.paths(planned, Outcome.LOST).stream().sorted().toList());
    FsckReport repaired = FsckArchive.repair(store);
    assertEquals(expected, FsckArchive.of(store));
    assertEquals(lost, FsckArchive.paths(repaired, Outcome.LOST).stream().sorted().toList());
    assertEquals(lost.isEmpty(), FsckArchive.check(store, CheckDepth.FULL).isClean());
  }

  /// Every object of the group has lost more than its inner code repairs, elsewhere each.
  @Example
  void everyObjectBeyondItsOwnCode() throws Exception {
    FsckArchive archive = FsckArchive.sample();
    var bad = new TreeMap<String, BitSet>();
    int from = 0;
    for (String path : group(archive)) {
      Shape shape = Shape.of(archive, path);
      var sectors = new BitSet();
      int begin = shape.first() + from;
      if (from + shape.grid().parityShards() + 2 > shape.columns()) {
        continue;
      }
      sectors.set(begin, begin + shape.grid().parityShards() + 2);
      from += shape.grid().parityShards() - 2;
      bad.put(path, sectors);
    }
    MemoryStore store = damaged(archive, bad, 1).store();
    FsckReport planned = FsckArchive.check(store, CheckDepth.FULL);
    assertEquals(List.copyOf(bad.keySet()),
        FsckArchive.paths(planned, Outcome.REPAIRABLE).stream().sorted().toList());
    assertFalse(FsckArchive.repair(store).isDamageLeft());
    assertEquals(archive, FsckArchive.of(store));
  }

  /// Heads count as well: where all three copies are gone the outer code gives one back.
  @Example
  void headsComeBackFromTheirColumns() throws Exception {
    FsckArchive archive = FsckArchive.sample();
    var bad = new TreeMap<String, BitSet>();
    int number = 0;
    for (String path : archive.named("d0").subList(0, 4)) {
      HeadLayout layout = Shape.of(archive, path).layout();
      var sectors = new BitSet();
      if (number++ < 2) {
        for (int copy = 0; copy < 3; copy++) {
          int at = layout.imageOffset(copy);
          sectors.set(at / SECTOR, (at + layout.imageLength()) / SECTOR + 1);
        }
      } else {
        sectors.set(20 + 10 * number, 30 + 10 * number);
      }
      bad.put(path, sectors);
    }
    MemoryStore store = damaged(archive, bad, 2).store();
    assertFalse(FsckArchive.repair(store).isDamageLeft());
    assertEquals(archive, FsckArchive.of(store));
  }
}
