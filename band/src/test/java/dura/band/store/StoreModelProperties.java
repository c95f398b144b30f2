package dura.band.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Any run of operations does to a store what it does to a plain sorted map.
class StoreModelProperties {
  /// Objects stand beside directories of similar names; none stands where a directory may be.
  private static final List<String> PATHS = List.of(
      "archive.tar", "b1/head.tar", "b1/tail.tar", "b1/d/00/x.tar", "b1/d/01/x.tar", "b1-2/x.tar",
      "b1.x", "b2/d/00/x.tar", "B1/x.tar");
  private static final List<String> DIRECTORIES =
      List.of("", "b1", "b1/d", "b1/d/00", "b1-2", "b2", "b2/d", "b3");

  /// One operation.
  sealed interface Action {
    record Put(String path, ByteSlice bytes) implements Action {}

    record Replace(String path, ByteSlice bytes) implements Action {}

    record Delete(String path) implements Action {}

    record ReadRange(String path, long offset, int length) implements Action {}
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void memoryStore(@ForAll("actions") List<Action> actions) throws IOException {
    checkAgainstModel(new MemoryStore(), actions);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void fileStore(@ForAll("actions") List<Action> actions) throws IOException {
    Path folder = Files.createTempDirectory("store");
    try {
      var calls = new WatchedFileCalls();
      calls.leaveOutSyncs();
      try (
          FileStore store =
              FileStore.create(folder.resolve("archive"), calls, InstantSource.system())) {
        checkAgainstModel(store, actions);
        assertEquals(List.of("."), calls.open());
      }
    } finally {
      removeAll(folder);
    }
  }

  private static void removeAll(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).forEach(paths::add);
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  private static void checkAgainstModel(Store store, List<Action> actions) throws IOException {
    var model = new TreeMap<String, ByteSlice>();
    for (Action action : actions) {
      step(store, model, action);
    }
    for (String path : PATHS) {
      assertEquals(
          Optional.ofNullable(model.get(path)).map(bytes -> new StoredBytes(bytes, List.of())),
          store.read(path));
    }
    for (String directory : DIRECTORIES) {
      assertEquals(listing(model, directory), store.list(directory), directory);
    }
  }

  private static void step(Store store, Map<String, ByteSlice> model, Action action)
      throws IOException {
    switch (action) {
      case Action.Put(String path, ByteSlice bytes) -> assertEquals(
          model.putIfAbsent(path, bytes) == null ? Store.Put.STORED : Store.Put.EXISTS,
          store.putIfAbsent(path, bytes));
      case Action.Replace(String path, ByteSlice bytes) -> {
        model.put(path, bytes);
        store.replacing().orElseThrow().replace(path, bytes);
      }
      case Action.Delete(String path) ->
          assertEquals(model.remove(path) != null, store.delete(path));
      case Action.ReadRange(String path, long offset, int length) -> {
        Optional<StoredBytes> expected = Optional.ofNullable(model.get(path))
            .map(bytes -> {
              int from = (int) Math.min(offset, bytes.length());
              return bytes.slice(from, Math.min(from + length, bytes.length()));
            })
            .map(bytes -> new StoredBytes(bytes, List.of()));
        assertEquals(expected, store.read(path, offset, length));
      }
    }
  }

  private static List<Store.Listed> listing(Map<String, ByteSlice> model, String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return model.entrySet()
        .stream()
        .filter(object -> object.getKey().startsWith(prefix))
        .map(object -> {
          String below = object.getKey().substring(prefix.length());
          String name = below.replaceFirst("/.*", "");
          return name.equals(below)
              ? new Store.Listed(name, false, object.getValue().length())
              : new Store.Listed(name, true, 0);
        })
        .distinct()
        .sorted(Comparator.comparing(Store.Listed::name))
        .toList();
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<String> paths = Arbitraries.of(PATHS);
    Arbitrary<ByteSlice> bytes =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(ByteSlice::of);
    Arbitrary<Action> puts = Combinators.combine(paths, bytes).as(Action.Put::new);
    Arbitrary<Action> replacements = Combinators.combine(paths, bytes).as(Action.Replace::new);
    Arbitrary<Action> deletions = paths.map(Action.Delete::new);
    Arbitrary<Action> reads = Combinators
        .combine(paths, Arbitraries.longs().between(0, 25), Arbitraries.integers().between(0, 25))
        .as(Action.ReadRange::new);
    return Arbitraries.oneOf(puts, puts, replacements, deletions, reads).list().ofMaxSize(30);
  }
}
