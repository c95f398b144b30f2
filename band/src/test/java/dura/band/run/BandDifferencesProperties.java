package dura.band.run;

import static dura.band.run.TestTrees.noise;
import static dura.band.run.TestTrees.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.EntryChange;
import dura.band.machine.TreesWalk;
import dura.band.model.ArchivePath;
import dura.band.run.BandDifferences.Difference;
import dura.band.source.MemoryTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Differences between bands, beside those of the trees they were made of.
class BandDifferencesProperties {
  /// A tree with these files, named with the seeds of their contents. Other contents have another size:
  /// trees that are made anew give the same times and inodes, which would pass for unchanged.
  private static MemoryTree tree(SortedMap<String, Integer> files) throws Exception {
    var tree = new MemoryTree();
    for (int d = 0; d < 6; d++) {
      tree.addDirectory(path("d" + d));
    }
    for (var file : files.entrySet()) {
      tree.putFile(path(file.getKey()), noise(file.getValue(), 1 + file.getValue()));
    }
    return tree;
  }

  private static SortedMap<String, Integer> edited(SortedMap<String, Integer> files,
      Random random) {
    var edited = new TreeMap<>(files);
    for (int i = random.nextInt(12); i > 0; i--) {
      String name = "d" + random.nextInt(6) + "/f" + random.nextInt(200);
      if (random.nextInt(3) == 0) {
        edited.remove(name);
      } else {
        edited.put(name, random.nextInt(10_000));
      }
    }
    return edited;
  }

  private static List<String> differences(ArchiveReader reader, String former, String latter)
      throws Exception {
    var found = new ArrayList<String>();
    var differences = new BandDifferences(reader.index(reader.select(former)),
        reader.index(reader.select(latter)));
    for (Optional<Difference> next = differences.next(); next.isPresent();
        next = differences.next()) {
      // Directories have a new time in the tree of each band.
      if (next.get().change() != EntryChange.METADATA) {
        found.add(next.get().change() + " " + next.get().path());
      }
    }
    return found;
  }

  private static List<String> expected(SortedMap<String, Integer> former,
      SortedMap<String, Integer> latter) {
    var found = new TreeMap<ArchivePath, EntryChange>();
    former.forEach((name, seed) -> {
      if (!latter.containsKey(name)) {
        found.put(path(name), EntryChange.REMOVED);
      } else if (!seed.equals(latter.get(name))) {
        found.put(path(name), EntryChange.CONTENTS);
      }
    });
    latter.keySet()
        .stream()
        .filter(name -> !former.containsKey(name))
        .forEach(name -> found.put(path(name), EntryChange.ADDED));
    return found.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList();
  }

  @Property(tries = 4)
  void differencesAreThoseOfTheTrees(@ForAll Random random) throws Exception {
    SortedMap<String, Integer> first = new TreeMap<>();
    for (int i = random.nextInt(400); i > 0; i--) {
      first.put("d" + random.nextInt(6) + "/f" + random.nextInt(200), random.nextInt(10_000));
    }
    SortedMap<String, Integer> second = edited(first, random);
    SortedMap<String, Integer> third = edited(second, random);
    TestArchive archive = TestArchive.encrypted();
    archive.backup(tree(first));
    archive.backup(tree(second));
    archive.backup(tree(third));
    var monitor = new RecordingMonitor();
    ArchiveReader reader = archive.open(monitor);
    assertEquals(expected(first, second), differences(reader, "latest~2", "latest~1"));
    assertEquals(expected(second, third), differences(reader, "latest~1", "latest"));
    assertEquals(expected(third, first), differences(reader, "latest", "latest~2"));
    versionsAreThoseOfTheTrees(reader, List.of(first, second, third));
    assertEquals(List.of(), monitor.alarms());
  }

  /// Every file of every tree is found in its band, once.
  private static void versionsAreThoseOfTheTrees(ArchiveReader reader,
      List<SortedMap<String, Integer>> trees) throws Exception {
    var indexes = new ArrayList<BandIndex>();
    for (BandInfo band : reader.bands()) {
      indexes.add(reader.index(band));
    }
    var found = new ArrayList<SortedMap<String, Integer>>();
    trees.forEach(_ -> found.add(new TreeMap<>()));
    var search = new FileSearch(indexes);
    for (Optional<FileSearch.Match> next = search.next(); next.isPresent();
        next = search.next()) {
      FileSearch.Match match = next.get();
      for (int band = 0; band < indexes.size(); band++) {
        if (match.bands().contains(indexes.get(band).band().name()) && match.entry().size() > 0) {
          Optional<Integer> before = Optional.ofNullable(found.get(band)
              .put(match.entry().path().toString(), (int) match.entry().size()));
          assertEquals(Optional.empty(), before);
        }
      }
    }
    for (int band = 0; band < trees.size(); band++) {
      var sizes = new TreeMap<String, Integer>();
      trees.get(band).forEach((name, seed) -> sizes.put(name, 1 + seed));
      assertEquals(sizes, found.get(band));
    }
  }

  /// One changed file among many costs the hunks on the way to it.
  @Example
  void equalPartsAreNotRead() throws Exception {
    var tree = new MemoryTree();
    for (int d = 0; d < 100; d++) {
      tree.addDirectory(path("d" + d));
      for (int f = 0; f < 100; f++) {
        tree.putFile(path("d" + d + "/f" + f), noise(100 * d + f, 20));
      }
    }
    TestArchive archive = TestArchive.encrypted();
    archive.backup(tree);
    tree.putFile(path("d50/f50"), noise(7, 21));
    archive.backup(tree);
    var monitor = new RecordingMonitor();
    ArchiveReader reader = archive.open(monitor);
    assertEquals(List.of("CONTENTS d50/f50"), differences(reader, "latest~1", "latest"));
    BandIndex former = reader.index(reader.select("latest~1"));
    BandIndex latter = reader.index(reader.select("latest"));
    int read = hunks(List.of(former, latter), TreesWalk.Scope.DIFFERENCES);
    int all = hunks(List.of(former), TreesWalk.Scope.ALL);
    int both = hunks(List.of(former, latter), TreesWalk.Scope.ALL);
    assertTrue(all > 200, () -> all + " hunks");
    assertTrue(read <= 16, () -> read + " hunks read of " + all);
    assertTrue(both <= all + 8, () -> both + " hunks read of twice " + all);
    assertEquals(0, hunks(List.of(latter, latter), TreesWalk.Scope.DIFFERENCES));
  }

  private static int hunks(List<BandIndex> indexes, TreesWalk.Scope scope) throws Exception {
    var walk = new TreesWalk(indexes.stream().map(BandIndex::tree).toList(), scope);
    int read = 0;
    while (true) {
      switch (walk.next()) {
        case TreesWalk.Next.Wanted(var reference) -> {
          read++;
          assertEquals(Optional.empty(),
              walk.accept(indexes.getFirst().hunks().read(reference).hunk().orElseThrow()));
        }
        case TreesWalk.Next.Found _ -> {}
        case TreesWalk.Next.End _ -> {
          return read;
        }
      }
    }
  }
}
