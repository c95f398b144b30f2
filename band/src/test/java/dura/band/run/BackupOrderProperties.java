package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.ArchivePath;
import dura.band.model.BandHead;
import dura.band.posix.Errno;
import dura.band.source.Existing;
import dura.band.source.MemoryRestoreTarget;
import dura.band.source.MemorySourceTree;
import dura.band.source.MemoryTree;
import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// A band is a pure function of its source: neither the order in which things get done nor how much is
/// under way at once changes a byte of it.
class BackupOrderProperties {
  private static final BandHead HEAD = new BandHead(ByteSlice.of(new byte[16]),
      BandName.of(1, 0), List.of(), Optional.empty(), List.of(), RedundancyProfile.STANDARD,
      Instant.ofEpochSecond(1_799_999_999L), ByteSlice.utf8("dura-archive: 1\n"));

  @Property(tries = 12)
  void orderChangesNothing(@ForAll long treeSeed, @ForAll long one, @ForAll long other,
      @ForAll @IntRange(min = 1, max = 6) int jobs) throws Exception {
    MemoryTree tree = tree(treeSeed);
    var first = new MemoryStore();
    var second = new MemoryStore();
    ShuffledBackup.Outcome a = ShuffledBackup.run(new MemorySourceTree(tree), first, HEAD, 1,
        new Random(one));
    ShuffledBackup.Outcome b = ShuffledBackup.run(new MemorySourceTree(tree), second, HEAD, jobs,
        new Random(other));
    assertEquals(contents(first), contents(second));
    assertEquals(a.state().counters(), b.state().counters());
    assertEquals(List.of(), a.alarms());
  }

  @Test
  void anUnreadableFirstNameLeavesTheSecondWhole() throws Exception {
    var tree = new MemoryTree();
    tree.addDirectory(ArchivePath.of("s"));
    tree.putFile(ArchivePath.of("s/a"), TestTrees.noise(7, 1000));
    new MemoryRestoreTarget(tree, ArchivePath.TOP).makeHardLink(ArchivePath.of("s/b"),
        ArchivePath.of("s/a"), Existing.KEEP);
    tree.plan(MemoryTree.Call.OPEN, ArchivePath.of("s/a"), Errno.EACCES);
    ShuffledBackup.Outcome outcome = ShuffledBackup.run(new MemorySourceTree(tree),
        new MemoryStore(), HEAD, 2, new Random(1));
    assertEquals(List.of(AlarmCode.SOURCE_DENIED),
        outcome.alarms().stream().map(alarm -> alarm.code()).toList());
    assertEquals(1, outcome.state().counters().getFiles());
    assertEquals(1000, outcome.state().counters().getNewBytes());
  }

  @Test
  void whatIsUnderWayIsBounded() throws Exception {
    var tree = new MemoryTree();
    for (int i = 0; i < 600; i++) {
      tree.putFile(ArchivePath.of("f" + i), TestTrees.noise(i, 20_000));
    }
    ShuffledBackup.Outcome outcome = ShuffledBackup.run(new MemorySourceTree(tree),
        new MemoryStore(), HEAD, 2, new Random(5));
    // 64 files asked for, 8 frames, 3 blocks, some parity, one directory.
    assertTrue(outcome.mostUnderWay() <= 90, "under way at once: " + outcome.mostUnderWay());
  }

  @Test
  void aLargeFileIsReadNoFasterThanItIsStored() throws Exception {
    var tree = new MemoryTree();
    tree.putFile(ArchivePath.of("large"), TestTrees.noise(1, 12_000_000));
    ShuffledBackup.Outcome outcome = ShuffledBackup.run(new MemorySourceTree(tree),
        new MemoryStore(), HEAD, 2, new Random(6));
    // Windows of 256 KiB make a frame each: 8 frames, 3 blocks, a window, a little more.
    assertTrue(outcome.mostUnderWay() <= 16, "under way at once: " + outcome.mostUnderWay());
  }

  /// A random tree with small and large files in a few directories.
  private static MemoryTree tree(long seed) throws IOException {
    var random = new Random(seed);
    var tree = new MemoryTree();
    var directories = new ArrayList<ArchivePath>(List.of(ArchivePath.of("r")));
    tree.addDirectory(directories.getFirst());
    int entries = random.nextInt(120);
    for (int i = 0; i < entries; i++) {
      ArchivePath path = directories.get(random.nextInt(directories.size()))
          .child(Integer.toString(random.nextInt(1 << 20), 36)
              .getBytes(
                  StandardCharsets.US_ASCII));
      switch (random.nextInt(8)) {
        case 0 -> {
          if (!directories.contains(path)) {
            tree.addDirectory(path);
            directories.add(path);
          }
        }
        case 1 -> tree.putFile(path, TestTrees.noise(i, random.nextInt(1_500_000)));
        case 2 -> tree.putFile(path, new byte[0]);
        default -> tree.putFile(path, TestTrees.noise(i, random.nextInt(5_000)));
      }
    }
    return tree;
  }

  private static Map<String, ByteSlice> contents(Store store) throws IOException {
    var all = new TreeMap<String, ByteSlice>();
    gather(store, "", all);
    return all;
  }

  private static void gather(Store store, String directory, Map<String, ByteSlice> all)
      throws IOException {
    for (Store.Listed listed : store.list(directory)) {
      String path = directory.isEmpty() ? listed.name() : directory + "/" + listed.name();
      if (listed.directory()) {
        gather(store, path, all);
      } else {
        all.put(path, store.read(path).orElseThrow().bytes());
      }
    }
  }
}
