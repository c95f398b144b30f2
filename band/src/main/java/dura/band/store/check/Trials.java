package dura.band.store.check;

import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// How promises are tried, one after the other in one thread.
final class Trials {
  private static final ByteSlice ONE = ByteSlice.utf8("one");
  private static final ByteSlice OTHER = ByteSlice.utf8("another");
  private static final int SMALL_BYTES = 100_001;
  private static final int LISTED = 12;

  private Trials() {}

  private static ByteSlice bytes(RandomGenerator random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteSlice.of(bytes);
  }

  static void keepsBytes(Bench bench, StorageCheck.Opening opening, RandomGenerator random)
      throws IOException, BrokenPromise {
    ByteSlice small = bytes(random, SMALL_BYTES);
    bench.requireNone("none");
    bench.putNew("empty", ByteSlice.EMPTY);
    bench.putNew("small", small);
    bench.putNew("d/00/deep.tar", ONE);
    bench.requireHeld("empty", ByteSlice.EMPTY);
    bench.requireHeld("small", small);
    bench.requireHeld("d/00/deep.tar", ONE);
    try (Store again = opening.open()) {
      Bench.requireEqual(bench.path("small"), small, again.read(bench.path("small")));
    }
  }

  static void readsRanges(Bench bench, RandomGenerator random) throws IOException, BrokenPromise {
    ByteSlice bytes = bytes(random, SMALL_BYTES);
    bench.putNew("ranges", bytes);
    int[][] ranges = {{0, 1}, {4096, 8192}, {SMALL_BYTES - 1, 1}, {SMALL_BYTES - 10, 4096},
      {SMALL_BYTES, 5}, {SMALL_BYTES + 70_000, 5}, {5, 0}, {0, SMALL_BYTES}};
    for (int[] range : ranges) {
      int from = Math.min(range[0], SMALL_BYTES);
      int to = Math.min(from + range[1], SMALL_BYTES);
      Bench.requireEqual(bench.path("ranges") + " " + range[0] + "+" + range[1],
          bytes.slice(from, to), bench.store().read(bench.path("ranges"), range[0], range[1]));
    }
  }

  static void keepsWhatIsThere(Bench bench) throws IOException, BrokenPromise {
    bench.putNew("taken", ONE);
    Store.Put answer = bench.put("taken", OTHER);
    if (answer != Store.Put.EXISTS) {
      throw new BrokenPromise(bench.path("taken") + ": " + answer);
    }
    bench.requireHeld("taken", ONE);
  }

  /// Directories beside objects of similar names, as in an archive.
  static void lists(Bench bench) throws IOException, BrokenPromise {
    bench.putNew("l/b1/tail.tar", ONE);
    bench.putNew("l/b1/d/00/x.tar", ONE);
    bench.putNew("l/b1-2/head.tar", ONE);
    bench.putNew("l/archive.tar", OTHER);
    requireNames(bench, "l", List.of("archive.tar", "b1/", "b1-2/"));
    requireNames(bench, "l/b1", List.of("d/", "tail.tar"));
    requireNames(bench, "l/b2", List.of());
    for (Store.Listed listed : bench.store().list(bench.path("l"))) {
      boolean told = listed.directory() || !bench.store().traits().tellsLengths()
          || listed.length() == OTHER.length();
      if (!told) {
        throw new BrokenPromise(listed.name() + ": " + listed.length() + " bytes");
      }
    }
  }

  private static void requireNames(Bench bench, String directory, List<String> expected)
      throws IOException, BrokenPromise {
    List<String> names = bench.names(directory);
    if (!names.equals(expected)) {
      throw new BrokenPromise(bench.path(directory) + ": " + names);
    }
  }

  static void deletes(Bench bench) throws IOException, BrokenPromise {
    bench.putNew("gone", ONE);
    boolean first = bench.store().delete(bench.path("gone"));
    boolean second = bench.store().delete(bench.path("gone"));
    if (!first || second) {
      throw new BrokenPromise(bench.path("gone") + ": " + first + ", " + second);
    }
    bench.requireNone("gone");
  }

  static void replaces(Bench bench, Store.Replacing replacing)
      throws IOException, BrokenPromise {
    bench.putNew("replaced", ONE);
    bench.replace(replacing, "replaced", OTHER);
    bench.requireHeld("replaced", OTHER);
    bench.replace(replacing, "made", ONE);
    bench.requireHeld("made", ONE);
  }

  static void listsAtOnce(Bench bench) throws IOException, BrokenPromise {
    var expected = new TreeSet<String>();
    for (int i = 0; i < LISTED; i++) {
      String name = "x" + i;
      bench.putNew("at-once/" + name, ONE);
      expected.add(name);
      requireNames(bench, "at-once", List.copyOf(expected));
    }
    for (String name : List.copyOf(expected)) {
      bench.store().delete(bench.path("at-once/" + name));
      expected.remove(name);
      requireNames(bench, "at-once", List.copyOf(expected));
    }
  }

  static void takesBlocks(Bench bench, RandomGenerator random, int blockBytes)
      throws IOException, BrokenPromise {
    ByteSlice block = bytes(random, blockBytes);
    bench.putNew("block", block);
    bench.requireHeld("block", block);
  }
}
