package dura.band.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A table of chunks against a map.
class ChunkTableProperties {
  private static final ByteSlice SALT = Sha256.of(ByteSlice.utf8("salt"));

  private static ByteSlice hash(int number) {
    return Sha256.of(ByteSlice.utf8("chunk " + number));
  }

  private static ChunkPlace place(Random random) {
    return random.nextBoolean()
        ? ChunkPlace.own(random.nextLong(1L << 51))
        : new ChunkPlace(1 + random.nextInt(ChunkPlace.MAX_BAND), random.nextInt(10_000_000),
            random.nextInt(75_497_472));
  }

  @Property(tries = 30)
  void findsWhatWasAdded(@ForAll @IntRange(max = 3000) int count,
      @ForAll @IntRange(max = 3000) int max, @ForAll long seed) {
    var random = new Random(seed);
    Map<Integer, ChunkPlace> model = new HashMap<>();
    ChunkTable table = ChunkTable.empty(SALT, max);
    for (int i = 0; i < count; i++) {
      ChunkPlace place = place(random);
      if (i < max) {
        model.put(i, place);
      }
      table = table.plus(hash(i), place);
    }
    assertEquals(model.size(), table.size());
    for (int i = 0; i < count + 10; i++) {
      assertEquals(Optional.ofNullable(model.get(i)), table.find(hash(i)));
    }
  }

  @Property(tries = 10)
  void whatIsAddedLaterChangesNoEarlierTable(@ForAll @IntRange(max = 500) int count) {
    ChunkTable before = ChunkTable.empty(SALT, 10_000);
    for (int i = 0; i < count; i++) {
      before = before.plus(hash(i), ChunkPlace.own(i));
    }
    ChunkTable after = before;
    for (int i = count; i < 2 * count; i++) {
      after = after.plus(hash(i), ChunkPlace.own(i));
    }
    for (int i = 0; i < 2 * count; i++) {
      Optional<ChunkPlace> own = Optional.of(ChunkPlace.own(i));
      assertEquals(i < count ? own : Optional.empty(), before.find(hash(i)));
      assertEquals(own, after.find(hash(i)));
    }
  }
}
