package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.CheckDepth;
import dura.band.machine.Finding.Outcome;
import dura.band.model.ArchivePath;
import dura.band.source.MemoryTree;
import dura.band.store.CrashStore;
import dura.band.store.MemoryStore;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Objects that stand under one another's names, within a band and across bands: each says itself which
/// it is, so nothing is lost, with or without parity.
class StrayObjectsProperties {
  private static final Map<RedundancyProfile, TestArchive> ARCHIVES =
      new EnumMap<>(RedundancyProfile.class);
  private static final Map<RedundancyProfile, MemoryTree> TREES =
      new EnumMap<>(RedundancyProfile.class);

  /// Three bands; the last refers to blocks of the others.
  private static TestArchive archive(RedundancyProfile profile) throws Exception {
    TestArchive archive = ARCHIVES.get(profile);
    if (archive == null) {
      archive = TestArchive.plain(profile);
      MemoryTree tree = TestTrees.many(40);
      for (int band = 0; band < 3; band++) {
        tree.putFile(ArchivePath.of("noise" + band), TestTrees.noise(band, 900_000));
        archive.backup(tree);
      }
      ARCHIVES.put(profile, archive);
      TREES.put(profile, tree);
    }
    return archive;
  }

  private static List<String> objects(FsckArchive archive) {
    var objects = new ArrayList<String>();
    for (String prefix : List.of("d0", "i0", "p0")) {
      objects.addAll(archive.named(prefix));
    }
    return objects;
  }

  /// Some objects, each in the place of the next.
  private static FsckArchive turned(FsckArchive whole, int count, SplitMix64 random) {
    List<String> all = objects(whole);
    var chosen = new ArrayList<String>();
    while (chosen.size() < Math.min(count, all.size())) {
      String path = all.get(random.below(all.size()));
      if (!chosen.contains(path)) {
        chosen.add(path);
      }
    }
    FsckArchive turned = whole;
    for (int at = 0; at < chosen.size(); at++) {
      turned = turned.with(chosen.get(at), whole.bytes(chosen.get((at + 1) % chosen.size())));
    }
    return turned;
  }

  private static TestArchive.Restored restored(FsckArchive damaged, RecordingMonitor monitor)
      throws Exception {
    var contents = ArchiveReader.open(damaged.store(), TestArchive.keys(), monitor);
    return TestArchive.restore(contents.index(contents.select("latest")), monitor);
  }

  @Property(tries = 40)
  void allIsRestoredAndPutBack(@ForAll long seed, @ForAll RedundancyProfile profile,
      @ForAll @IntRange(min = 2, max = 7) int count, @ForAll boolean withoutSums)
      throws Exception {
    FsckArchive whole = FsckArchive.of(archive(profile));
    var random = new SplitMix64(seed);
    FsckArchive damaged = turned(whole, count, random);
    if (withoutSums) {
      damaged = damaged.without(whole.named("SHA256SUMS").get(random.below(3)));
    }
    var monitor = new RecordingMonitor();
    TestArchive.Restored restored = restored(damaged, monitor);
    assertEquals(TestArchive.print(Objects.requireNonNull(TREES.get(profile))),
        restored.tree());
    assertTrue(restored.report().complete());

    MemoryStore store = damaged.store();
    FsckReport repaired = FsckArchive.repair(store);
    assertFalse(repaired.isDamageLeft(), repaired::toString);
    assertEquals(whole, FsckArchive.of(store));
    assertTrue(FsckArchive.check(store, CheckDepth.FULL).isClean());
  }

  /// An object that is only under another's name, in whose place it is the last copy.
  @Property(tries = 15)
  void whatIsOverwrittenIsKeptFirst(@ForAll long seed, @ForAll RedundancyProfile profile)
      throws Exception {
    FsckArchive whole = FsckArchive.of(archive(profile));
    var random = new SplitMix64(seed);
    List<String> all = objects(whole);
    String lost = all.get(random.below(all.size()));
    String over = all.get(random.below(all.size()));
    FsckArchive damaged = whole.with(over, whole.bytes(lost));
    damaged = lost.equals(over) ? damaged : damaged.without(lost);
    MemoryStore store = damaged.store();
    FsckReport repaired = FsckArchive.repair(store);
    FsckArchive after = FsckArchive.of(store);
    assertEquals(ByteSlice.of(whole.bytes(lost)), ByteSlice.of(after.bytes(lost)));
    if (profile == RedundancyProfile.NONE && !lost.equals(over)) {
      assertEquals(List.of(over), FsckArchive.paths(repaired, Outcome.LOST));
    } else {
      assertEquals(whole, after);
    }
    assertEquals(List.of(), FsckArchive.check(store, CheckDepth.FULL).plan());
  }

  /// The power fails while objects are put back: each is still somewhere.
  @Property(tries = 12)
  void powerLostMeanwhileLosesNothing(@ForAll long seed, @ForAll RedundancyProfile profile,
      @ForAll @IntRange(min = 1, max = 16) int change, @ForAll boolean done) throws Exception {
    FsckArchive whole = FsckArchive.of(archive(profile));
    FsckArchive damaged = turned(whole, 4, new SplitMix64(seed));
    MemoryStore inner = damaged.store();
    var store = new CrashStore(inner);
    try (var driver = new FsckDriver(store, 2, new RecordingMonitor())) {
      FsckReport checked = driver.check(CheckDepth.FULL);
      store.crashAt(change, done ? CrashStore.Fate.DONE : CrashStore.Fate.DROPPED);
      driver.repair(checked);
    }
    store.restart();
    FsckArchive.repair(inner);
    assertEquals(whole, FsckArchive.of(inner));
  }

  /// A second copy in another's place: where nothing can be replaced, nothing is removed either.
  @Property(tries = 4)
  void aSecondCopyIsLeftWhereNothingCanBeReplaced(@ForAll RedundancyProfile profile)
      throws Exception {
    FsckArchive whole = FsckArchive.of(archive(profile));
    List<String> all = objects(whole);
    MemoryStore inner = whole.with(all.getFirst(), whole.bytes(all.getLast())).store();
    FsckReport repaired = FsckArchive.repair(new WriteOnceStore(inner));
    assertEquals(profile == RedundancyProfile.NONE, repaired.isDamageLeft());
    FsckArchive after = FsckArchive.of(inner);
    assertEquals(ByteSlice.of(whole.bytes(all.getLast())),
        ByteSlice.of(after.bytes(all.getFirst())));
  }

  /// Where nothing can be replaced, each is put aside and read from there.
  @Property(tries = 8)
  void placesThatCannotReplaceToo(@ForAll long seed, @ForAll RedundancyProfile profile)
      throws Exception {
    FsckArchive whole = FsckArchive.of(archive(profile));
    FsckArchive damaged = turned(whole, 3, new SplitMix64(seed));
    MemoryStore inner = damaged.store();
    FsckReport repaired = FsckArchive.repair(new WriteOnceStore(inner));
    assertFalse(repaired.isDamageLeft(), repaired::toString);
    FsckArchive after = FsckArchive.of(inner);
    for (String path : objects(whole)) {
      Store store = after.store();
      boolean here = store.read(path)
          .map(StoredBytes::bytes)
          .filter(ByteSlice.of(whole.bytes(path))::equals)
          .isPresent();
      assertTrue(here || after.paths().contains("repair/" + path), path);
    }
  }
}
