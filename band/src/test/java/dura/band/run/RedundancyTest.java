package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.CheckDepth;
import dura.band.machine.Finding.Outcome;
import dura.band.model.ArchivePath;
import dura.band.model.GroupKind;
import dura.band.source.MemoryTree;
import dura.band.store.MemoryStore;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.CellGrid;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.spec.RedundancyProfile;
import dura.testdata.Damage;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the profiles cost and what they survive.
class RedundancyTest {
  private static final int MIB = 1 << 20;

  /// Bands of 16 MiB stored and more.
  enum Shape {
    ONE_FILE {
      @Override
      void fill(MemoryTree tree) throws Exception {
        tree.putFile(ArchivePath.of("noise"), TestTrees.noise(1, 16 * MIB + 1000));
      }
    },
    JUST_INTO_ANOTHER_GROUP {
      @Override
      void fill(MemoryTree tree) throws Exception {
        tree.putFile(ArchivePath.of("noise"), TestTrees.noise(3, 25 * MIB + 700_000));
      }
    },
    MANY_SMALL_FILES {
      @Override
      void fill(MemoryTree tree) throws Exception {
        for (int file = 0; file < 600; file++) {
          tree.putFile(ArchivePath.of("f" + file), TestTrees.noise(file, 30_000 + file));
        }
      }
    },
    TEXT_AND_NOISE_IN_TURN {
      @Override
      void fill(MemoryTree tree) throws Exception {
        for (int file = 0; file < 40; file++) {
          tree.putFile(ArchivePath.of("n" + file), TestTrees.noise(file, 450_000));
          tree.putFile(ArchivePath.of("t" + file), text(file, MIB / 2));
        }
      }
    };

    abstract void fill(MemoryTree tree) throws Exception;

    /// Lines of digits, no two of them alike: compressed to about a quarter.
    static byte[] text(int seed, int bytes) {
      var text = new StringBuilder(bytes);
      for (int line = seed * 1_000_000; text.length() < bytes; line++) {
        text.append("line ").append(line).append(" of a long report\n");
      }
      return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @EnumSource
  void standardParityOfDataIsAtMostFifteenPercent(Shape shape) throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree tree = new MemoryTree();
    shape.fill(tree);
    archive.backup(tree);
    FsckArchive files = FsckArchive.of(archive);
    long data = 0;
    for (String path : files.named("d0")) {
      data += files.bytes(path).length;
    }
    long parity = 0;
    for (String path : files.named("p")) {
      if (path.contains("/p/") && isOfData(good(files, path))) {
        parity += files.bytes(path).length;
      }
    }
    assertTrue(data >= 16 * MIB, data + " bytes of data objects");
    assertTrue(parity > 0);
    long share = 1000 * parity / data;
    assertTrue(share <= 150, shape + ": " + parity + " bytes of parity for " + data);
  }

  private static DecodedObject.Good good(FsckArchive files, String path) {
    return (DecodedObject.Good) ObjectDecoder.decode(Expectation.ofFile(path),
        StoredBytes.whole(files.bytes(path)));
  }

  private static boolean isOfData(DecodedObject.Good parity) {
    return parity.found().head().getGroup().getMember(0).getObject().startsWith("d");
  }

  /// The members of the groups of a kind, and their parity, as lists of paths.
  private static List<List<String>> groups(FsckArchive archive, GroupKind kind) {
    var groups = new TreeMap<Integer, TreeSet<String>>();
    for (String path : archive.named("p")) {
      if (!path.contains("/p/")) {
        continue;
      }
      DecodedObject.Good good = good(archive, path);
      if (isOfData(good) == (kind == GroupKind.DATA)) {
        var group = good.found().head().getGroup();
        var paths = groups.computeIfAbsent(group.getNumber(), _ -> new TreeSet<>());
        paths.add(path);
        group.getMemberList()
            .forEach(member -> paths.addAll(archive.named(member.getObject() + ".")));
      }
    }
    return groups.values().stream().map(List::copyOf).toList();
  }

  /// As many objects of every group as it has parity objects, deleted: the first, or the last.
  @ParameterizedTest
  @EnumSource(names = {"LEAN", "STANDARD", "STRONG"})
  void asManyObjectsOfAGroupAsItHasParityComeBackAndNoMore(RedundancyProfile profile)
      throws Exception {
    FsckArchive archive = FsckArchive.plain(profile);
    int tooMany = 0;
    for (GroupKind kind : GroupKind.values()) {
      int parity = kind.shape(profile).parityObjects();
      for (List<String> group : groups(archive, kind)) {
        for (List<String> order : List.of(group, group.reversed())) {
          List<String> lost = order.subList(0, parity);
          MemoryStore store = archive.without(lost.toArray(String[]::new)).store();
          assertFalse(FsckArchive.repair(store).isDamageLeft(), () -> profile + " " + lost);
          assertEquals(archive, FsckArchive.of(store));
        }
        // Beside a short object, both codes together may bring back all of the long ones.
        List<String> beyond = group.stream()
            .sorted(Comparator.comparingInt(path -> -archive.bytes(path).length))
            .limit(parity + 1)
            .toList();
        if (archive.bytes(beyond.getLast()).length * 2 >= archive.bytes(beyond.getFirst()).length) {
          FsckArchive damaged = archive.without(beyond.toArray(String[]::new));
          FsckReport report = FsckArchive.check(damaged.store(), CheckDepth.FULL);
          List<String> left = FsckArchive.paths(report, Outcome.LOST);
          assertTrue(left.containsAll(beyond), () -> profile + " " + beyond + " " + left);
          tooMany++;
        }
      }
    }
    assertTrue(tooMany > 0 || profile == RedundancyProfile.NONE, "no group was tried");
  }

  /// As many cells of a row as the inner code has parity come back without any group.
  @ParameterizedTest
  @EnumSource
  void asManyCellsOfARowAsItHasParityComeBackByTheObjectAlone(RedundancyProfile profile)
      throws Exception {
    FsckArchive archive = FsckArchive.plain(profile);
    String path = archive.first("d0");
    FsckArchive alone = archive.without(archive.named("p0").toArray(String[]::new));
    HeadLayout layout = good(archive, path).found().layout();
    CellGrid grid = HeadCodec.grid(good(archive, path).found().head());
    assertEquals(1, grid.rows());
    assertEquals(profile.parityShards(grid.dataShards()), grid.parityShards());
    for (int count : List.of(grid.parityShards(), grid.parityShards() + 1)) {
      byte[] bytes = archive.bytes(path);
      byte[] damaged =
          new Damage.Burst(count, layout.payloadOffset() + 4096, count * 4096).of(bytes);
      FsckReport report = FsckArchive.check(
          alone.with(path, damaged).store(), CheckDepth.FULL);
      boolean within = count <= grid.parityShards();
      assertEquals(count > 0 && within,
          FsckArchive.paths(report, Outcome.REPAIRABLE).contains(path));
      assertEquals(!within, FsckArchive.paths(report, Outcome.LOST).contains(path));
    }
  }

  @Test
  void withoutRedundancyNothingButCopiesComesBack() throws Exception {
    FsckArchive archive = FsckArchive.plain(RedundancyProfile.NONE);
    assertEquals(List.of(), archive.named("p0"));
    String block = archive.first("d0");
    FsckArchive damaged = archive.without(block, archive.first("tail-2"), "archive.tar",
        archive.first("head"));
    MemoryStore store = damaged.store();
    FsckReport report = FsckArchive.repair(store);
    assertEquals(List.of(block), FsckArchive.paths(report, Outcome.LOST));
    assertEquals(archive.without(block), FsckArchive.of(store));
  }
}
