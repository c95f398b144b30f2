package dura.codec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.erasure.CellGrid;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import dura.codec.head.SampleHeads;
import dura.codec.pipeline.ObjectChecker.Checked;
import dura.codec.pipeline.SampleObjects.Recipe;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Damage of every kind to objects of every kind: what the codes promise comes back byte by byte,
/// what they cannot give is named exactly, and wrong bytes never pass for right ones.
class ObjectDamageProperties {
  @Provide
  Arbitrary<Recipe> objects() {
    return mostlySmall(RedundancyProfile.values());
  }

  @Provide
  Arbitrary<Recipe> protectedObjects() {
    return mostlySmall(RedundancyProfile.LEAN, RedundancyProfile.STANDARD,
        RedundancyProfile.STRONG);
  }

  /// Objects of one row, and some of several.
  private static Arbitrary<Recipe> mostlySmall(RedundancyProfile... profiles) {
    return Arbitraries.frequencyOf(Tuple.of(9, SampleObjects.any(60_000, profiles)),
        Tuple.of(1, SampleObjects.any(1_200_000, profiles)));
  }

  /// Damage that leaves what it does not hit in its place.
  private static Damage inPlace(SplitMix64 random, int length) {
    int at = random.below(length);
    int most = random.oneIn(3) ? length / 20 : 6000;
    int count = random.between(1, Math.max(1, most));
    return switch (random.below(9)) {
      case 0 -> new Damage.Flip(random.next(), random.between(1, 3));
      case 1 -> new Damage.Flip(random.next(), random.between(4, 200));
      case 2 -> new Damage.Zero(at, count);
      case 3 -> new Damage.Burst(random.next(), at, count);
      case 4 -> new Damage.Zero(at / 4096 * 4096, 4096);
      case 5 -> new Damage.Sectors(random.next(), random.between(2, 100));
      case 6 -> new Damage.Truncate(length - count);
      case 7 -> new Damage.Extend(random.next(), random.between(1, 5000));
      default -> inPlace(random, length).then(inPlace(random, length));
    };
  }

  @Property(tries = 400)
  void outcomeIsWhatThePagesPromise(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    EncodedObject object = recipe.encode();
    Damage damage = inPlace(new SplitMix64(seed), object.bytes().length());
    judge(recipe, object, StoredBytes.whole(damage.of(object.bytes().toByteArray())),
        recipe.expectation(), damage.toString());
  }

  @Property(tries = 100)
  void unreadableRangesAreErasures(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    EncodedObject object = recipe.encode();
    var random = new SplitMix64(seed);
    byte[] bytes = object.bytes().toByteArray();
    var ranges = new ArrayList<Range>();
    int sectors = bytes.length / 4096;
    int every = random.between(1, 60);
    for (int sector = 0; sector < sectors; sector++) {
      if (random.oneIn(every)) {
        ranges.add(new Range(4096L * sector, 4096L * (sector + 1)));
      }
    }
    for (Range range : ranges) {
      bytes = new Damage.Zero((int) range.start(), 4096).of(bytes);
    }
    judge(recipe, object, new StoredBytes(ByteSlice.of(bytes), ranges), recipe.expectation(),
        ranges.toString());
  }

  /// Compares what is made of `stored` with the model, and checks all that must always hold.
  private static void judge(Recipe recipe, EncodedObject object, StoredBytes stored,
      Expectation expected, String what) {
    var model = new DamageModel(recipe, object, stored);
    Checked checked = check(recipe, object, stored, expected, what);
    switch (model.outcome()) {
      case DamageModel.Mended _ -> assertInstanceOf(DecodedObject.Good.class, checked.decoded(),
          what);
      case DamageModel.Lost lost -> assertEquals(lost.ranges(),
          assertInstanceOf(DecodedObject.Lost.class, checked.decoded(), what).lost(), what);
      case DamageModel.Absent _ -> assertInstanceOf(DecodedObject.Absent.class,
          checked.decoded(), what);
    }
  }

  /// What holds for any damage whatever.
  private static Checked check(Recipe recipe, EncodedObject object, StoredBytes stored,
      Expectation expected, String what) {
    var model = new DamageModel(recipe, object, stored);
    Checked checked = ObjectChecker.check(expected, stored);
    boolean same = stored.bytes().equals(object.bytes()) && stored.unreadable().isEmpty();
    assertEquals(same, checked.intact(), what);
    assertEquals(same, checked.alarms().isEmpty(), what);
    switch (checked.decoded()) {
      case DecodedObject.Good good -> {
        assertEquals(recipe.payload(), good.payload(), what);
        assertEquals(same ? Optional.empty() : Optional.of(object.bytes()), checked.mended(),
            what);
      }
      case DecodedObject.Lost lost -> {
        assertTrue(model.rightBut(lost.payload(), lost.lost()), what);
        assertFalse(lost.lost().isEmpty(), what);
        assertEquals(recipe.payloadLength(), lost.payload().length(), what);
        assertEquals(Optional.empty(), checked.mended(), what);
        assertTrue(codes(checked).contains(AlarmCode.PAYLOAD_LOST), what);
      }
      case DecodedObject.Absent _ -> assertEquals(Optional.empty(), checked.mended(), what);
    }
    for (Alarm alarm : checked.alarms()) {
      assertEquals(expected.path(), alarm.where().path(), what);
      if (alarm.where().offset() >= 0) {
        assertTrue(alarm.where().length() >= 0, alarm.toString());
        long end = alarm.where().offset() + alarm.where().length();
        int seen = stored.seenFrom(origin(checked.decoded())).length();
        assertTrue(end <= Math.max(object.bytes().length(), Math.max(seen, stored.length())),
            alarm.toString());
      }
    }
    return checked;
  }

  /// Where the object begins in the file; alarms count from there.
  private static int origin(DecodedObject decoded) {
    return switch (decoded) {
      case DecodedObject.Good good -> good.found().origin();
      case DecodedObject.Lost lost -> lost.found().origin();
      case DecodedObject.Absent _ -> 0;
    };
  }

  private static Set<AlarmCode> codes(Checked checked) {
    return checked.alarms().stream().map(Alarm::code).collect(Collectors.toSet());
  }

  private static HeadLayout layout(EncodedObject object) {
    int image = Integer.parseInt(object.bytes().slice(124, 135).toUtf8(), 8);
    return HeadLayout.of(object.head(), (image + 1024) / 4096);
  }

  private static Checked mended(Recipe recipe, Damage damage) {
    EncodedObject object = recipe.encode();
    StoredBytes stored = StoredBytes.whole(damage.of(object.bytes().toByteArray()));
    Checked checked =
        check(recipe, object, stored, recipe.expectation(), recipe + " " + damage);
    assertInstanceOf(DecodedObject.Good.class, checked.decoded(), recipe + " " + damage);
    return checked;
  }

  @Property
  void anyOneBitIsMended(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    mended(recipe, new Damage.Flip(seed, 1));
  }

  @Property
  void anyOneSectorIsMended(@ForAll("protectedObjects") Recipe recipe, @ForAll long seed) {
    var random = new SplitMix64(seed);
    int sector = random.below(recipe.encode().bytes().length() / 4096);
    mended(recipe, new Damage.Zero(4096 * sector, 4096));
    mended(recipe, new Damage.Burst(seed, 4096 * sector, 4096));
  }

  /// A run of b bytes costs a row ceil(b / (R cell)) + 1 cells of the payload at most.
  @Property
  void burstUpToTheShareOfTheCodeIsMended(@ForAll("protectedObjects") Recipe recipe,
      @ForAll long seed) {
    EncodedObject object = recipe.encode();
    CellGrid grid = HeadCodec.grid(object.head());
    var random = new SplitMix64(seed);
    int most = Math.max(1, (grid.parityShards() - 1) * grid.shardLength());
    int length = Math.min(random.between(1, most), recipe.payloadLength());
    int from = layout(object).payloadOffset()
        + random.below(Math.max(1, recipe.payloadLength() - length));
    mended(recipe, new Damage.Burst(seed, from, length));
  }

  /// As many bad cells in every row as the code has parity, wherever they are.
  @Property
  void fullRowsAreMendedAndOneCellMoreIsLost(@ForAll("protectedObjects") Recipe recipe,
      @ForAll long seed) {
    EncodedObject object = recipe.encode();
    HeadLayout layout = layout(object);
    CellGrid grid = HeadCodec.grid(object.head());
    var random = new SplitMix64(seed);
    byte[] bytes = object.bytes().toByteArray();
    for (int row = 0; row < grid.rows(); row++) {
      for (int shard : choose(random, grid, row, grid.parityShards())) {
        bytes = burst(layout, grid, grid.cell(shard, row), seed).of(bytes);
      }
    }
    judge(recipe, object, StoredBytes.whole(bytes), recipe.expectation(), "full rows");
    assertEquals(new DamageModel.Mended(),
        new DamageModel(recipe, object, StoredBytes.whole(bytes)).outcome());
    if (grid.rows() > 0) {
      int row = random.below(grid.rows());
      for (int shard = 0; shard < grid.dataShards(); shard++) {
        if (grid.isStored(shard, row)) {
          byte[] more = burst(layout, grid, grid.cell(shard, row), seed + 1).of(bytes);
          judge(recipe, object, StoredBytes.whole(more), recipe.expectation(), "one cell more");
        }
      }
    }
  }

  private static Damage burst(HeadLayout layout, CellGrid grid, int cell, long seed) {
    int index = cell - grid.dataCells();
    int size = grid.cellSize();
    return index >= 0
        ? new Damage.Burst(seed, layout.parityOffset() + index * size, size)
        : new Damage.Burst(seed, layout.payloadOffset() + cell * size,
            Math.min(size, layout.payloadLength() - cell * size));
  }

  private static List<Integer> choose(SplitMix64 random, CellGrid grid, int row, int count) {
    var stored = new ArrayList<Integer>();
    for (int shard = 0; shard < grid.shards(); shard++) {
      if (grid.isStored(shard, row)) {
        stored.add(shard);
      }
    }
    while (stored.size() > count) {
      stored.remove(/* index */ random.below(stored.size()));
    }
    return stored;
  }

  /// The end of a file, third head included, up to the share of the code: m shards less what the cut
  /// takes of the parity.
  @Property
  void cutEndIsMended(@ForAll("protectedObjects") Recipe recipe, @ForAll long seed) {
    EncodedObject object = recipe.encode();
    HeadLayout layout = layout(object);
    var random = new SplitMix64(seed);
    int end = random.between(layout.payloadOffset() + layout.payloadLength(),
        object.bytes().length() - 1);
    Checked checked = mended(recipe, new Damage.Truncate(end));
    assertTrue(codes(checked).contains(AlarmCode.OBJECT_TRUNCATED));
    mended(recipe, new Damage.Truncate(layout.payloadOffset() + layout.payloadLength()));
  }

  @Property
  void appendedBytesAreTakenAway(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    Checked checked = mended(recipe, new Damage.Extend(seed, 1 + (int) (seed & 0x1FFF)));
    assertEquals(Set.of(AlarmCode.OBJECT_EXTENDED), codes(checked));
  }

  @Property
  void fileThatGainedSectorsInFrontIsMended(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    int count = 512 * (1 + (int) (seed & 15));
    Checked checked = mended(recipe, new Damage.Shift(seed, 0, count));
    assertTrue(codes(checked).contains(AlarmCode.OBJECT_EXTENDED));
  }

  /// What is left of an object whose first copy of the head is gone, beginning included.
  @Property
  void fileThatLostItsBeginningIsMended(@ForAll("objects") Recipe recipe) {
    int head = layout(recipe.encode()).payloadOffset();
    Checked checked = mended(recipe, new Damage.Drop(0, head));
    assertTrue(codes(checked).contains(AlarmCode.OBJECT_TRUNCATED));
  }

  /// Bytes that came in or got lost elsewhere: nothing is promised but that nothing wrong passes.
  @Property
  void movedBytesNeverPassForRightOnes(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    EncodedObject object = recipe.encode();
    var random = new SplitMix64(seed);
    int at = random.below(object.bytes().length());
    int count = random.oneIn(2) ? 512 * random.between(1, 20) : random.between(1, 5000);
    for (Damage damage : List.of(new Damage.Drop(at, count),
        new Damage.Shift(seed, at, count))) {
      check(recipe, object, StoredBytes.whole(damage.of(object.bytes().toByteArray())),
          recipe.expectation(), recipe + " " + damage);
    }
  }

  @Property
  void anyOneHeadIsEnough(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    EncodedObject object = recipe.encode();
    HeadLayout layout = layout(object);
    for (int left = 0; left < 3; left++) {
      Damage damage = new Damage.Nothing();
      for (int copy = 0; copy < 3; copy++) {
        if (copy != left) {
          damage = damage.then(
              new Damage.Burst(seed, layout.imageOffset(copy), layout.imageLength()));
        }
      }
      Checked checked = mended(recipe, damage);
      assertEquals(Set.of(AlarmCode.HEAD_DAMAGED), codes(checked));
      assertEquals(2 * layout.sections(), checked.alarms().size());
      StoredBytes stored = StoredBytes.whole(damage.of(object.bytes().toByteArray()));
      assertEquals(Optional.of(object.bytes()),
          ObjectChecker.check(Expectation.ofFile("f.tar"), stored).mended());
    }
    Damage all = new Damage.Nothing();
    for (int copy = 0; copy < 3; copy++) {
      all = all.then(new Damage.Burst(seed, layout.imageOffset(copy), layout.imageLength()));
    }
    assertAbsent(AlarmCode.OBJECT_UNRECOGNIZED, recipe, all.of(object.bytes().toByteArray()));
  }

  /// One section of each of two copies, any of them; and one section of every copy, all different.
  @Property
  void headIsPutTogetherFromItsCopies(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    EncodedObject object = recipe.encode();
    HeadLayout layout = layout(object);
    var random = new SplitMix64(seed);
    int sections = layout.sections();
    int intact = random.below(3);
    Damage two = new Damage.Nothing();
    Damage every = new Damage.Nothing();
    int number = random.below(sections);
    for (int copy = 0; copy < 3; copy++) {
      if (copy != intact) {
        two = two.then(section(layout, copy, random.below(sections), seed));
      }
      if (copy < sections) {
        every = every.then(section(layout, copy, (number + copy) % sections, seed));
      }
    }
    mended(recipe, two);
    mended(recipe, sections == 2 ? two : every);
  }

  private static Damage section(HeadLayout layout, int copy, int number, long seed) {
    int start = HeadImage.sectionStart(number);
    return new Damage.Burst(seed, layout.imageOffset(copy) + start,
        HeadImage.sectionEnd(number, layout.sections()) - start);
  }

  private static void assertAbsent(AlarmCode code, Recipe recipe, byte[] bytes) {
    Checked checked = ObjectChecker.check(recipe.expectation(), StoredBytes.whole(bytes));
    assertInstanceOf(DecodedObject.Absent.class, checked.decoded());
    assertEquals(Set.of(code), codes(checked));
    assertEquals(Optional.empty(), checked.mended());
    assertFalse(checked.intact());
  }

  @Property
  void garbageAndNothingAreNoObject(@ForAll("objects") Recipe recipe, @ForAll long seed) {
    byte[] bytes = recipe.encode().bytes().toByteArray();
    assertAbsent(AlarmCode.OBJECT_UNRECOGNIZED, recipe, new Damage.Garbage(seed).of(bytes));
    assertAbsent(AlarmCode.OBJECT_UNRECOGNIZED, recipe, new Damage.Truncate(0).of(bytes));
    assertAbsent(AlarmCode.OBJECT_UNRECOGNIZED, recipe,
        new Damage.Zero(0, bytes.length).of(bytes));
    assertAbsent(AlarmCode.OBJECT_UNRECOGNIZED, recipe, new Damage.Truncate(
        new SplitMix64(seed).below(3584)).of(bytes));
  }

  @Example
  void anotherObjectInItsPlaceIsMisplacedOrForeign() {
    Recipe recipe = SampleObjects.block(50_000, RedundancyProfile.STANDARD);
    Recipe other = new Recipe(SampleHeads.block(70), 50_000, 1, RedundancyProfile.STANDARD);
    assertAbsent(AlarmCode.OBJECT_MISPLACED, recipe, other.encode().bytes().toByteArray());
    var foreign = recipe.description()
        .toBuilder()
        .setArchiveId(ByteSlice.of(new SplitMix64(1).bytes(16)).toByteString())
        .build();
    byte[] bytes = new Recipe(foreign, 50_000, 1, RedundancyProfile.STANDARD).encode()
        .bytes()
        .toByteArray();
    assertAbsent(AlarmCode.ARCHIVE_FOREIGN, recipe, bytes);
    var otherBand = recipe.description().toBuilder().setBand("b000008-7kq3w2zd").build();
    assertAbsent(AlarmCode.OBJECT_MISPLACED, recipe,
        new Recipe(otherBand, 50_000, 1, RedundancyProfile.STANDARD).encode()
            .bytes()
            .toByteArray());
  }

  @Example
  void alarmsPointToWhatIsDamaged() {
    Recipe recipe = SampleObjects.block(100_000, RedundancyProfile.STANDARD);
    HeadLayout layout = layout(recipe.encode());
    int[][] places = {{0, 0}, {1000, 512}, {layout.payloadOffset() - 500, -1},
      {layout.payloadOffset() + 5000, layout.payloadOffset() + 4096},
      {layout.payloadOffset() + 99_999, layout.payloadOffset() + 24 * 4096},
      {layout.payloadOffset() + 100_001, layout.payloadOffset() + 100_000},
      {layout.parityOffset() + 4096, layout.parityOffset() + 4096},
      {layout.objectLength() - 1, layout.objectLength() - 1024}};
    AlarmCode[] codes = {AlarmCode.ENVELOPE_ALTERED, AlarmCode.HEAD_DAMAGED,
      AlarmCode.ENVELOPE_ALTERED, AlarmCode.CELL_DAMAGED, AlarmCode.CELL_DAMAGED,
      AlarmCode.ENVELOPE_ALTERED, AlarmCode.CELL_DAMAGED, AlarmCode.ENVELOPE_ALTERED};
    for (int i = 0; i < places.length; i++) {
      Checked checked = mended(recipe, new Damage.FlipAt(places[i][0], 0x10));
      assertEquals(1, checked.alarms().size(), checked.alarms().toString());
      Alarm alarm = checked.alarms().getFirst();
      assertEquals(codes[i], alarm.code(), "byte " + places[i][0]);
      assertTrue(alarm.where().offset() <= places[i][0]
          && places[i][0] < alarm.where().offset() + alarm.where().length(), alarm.toString());
      if (places[i][1] >= 0) {
        assertEquals(places[i][1], alarm.where().offset());
      }
    }
  }
}
