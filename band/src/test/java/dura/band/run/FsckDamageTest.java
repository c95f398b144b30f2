package dura.band.run;

import static dura.spec.alarm.AlarmCode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dura.band.machine.CheckDepth;
import dura.band.machine.Finding.Outcome;
import dura.band.store.MemoryStore;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder;
import dura.spec.RedundancyProfile;
import dura.spec.RootFile;
import dura.spec.alarm.AlarmCode;
import dura.testdata.Damage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of file of an archive × every kind of damage: the alarms it raises, repaired to the byte,
/// and clean afterwards.
class FsckDamageTest {
  private static FsckArchive archive;

  @BeforeAll
  static void makeArchive() throws Exception {
    archive = FsckArchive.sample();
  }

  /// Kinds of files, each with one of them.
  enum Kind {
    HEADER("archive.tar", ARCHIVE_HEADER_MISSING), HEADER_COPY("archive-2.tar",
        ARCHIVE_HEADER_MISSING),
    HEAD("head", BAND_HEAD_MISSING), BLOCK("d0000002",
        OBJECT_MISSING),
    INDEX("i0", OBJECT_MISSING), PARITY("p0000000-1",
        OBJECT_MISSING),
    TAIL("tail.tar", TAIL_COPY_MISSING), TAIL_COPY("tail-3.tar",
        TAIL_COPY_MISSING),
    SUMS("SHA256SUMS",
        SUMS_MISSING),
    FILE(RootFile.RECOVER.fileName(), ROOT_FILE_MISSING), KEY(
        RootFile.KEY, ROOT_FILE_MISSING);

    private final String prefix;
    private final AlarmCode missing;

    Kind(String prefix, AlarmCode missing) {
      this.prefix = prefix;
      this.missing = missing;
    }

    boolean isObject() {
      return this != SUMS && this != FILE && this != KEY;
    }

    AlarmCode altered() {
      return this == SUMS ? SUMS_MISMATCH : ROOT_FILE_ALTERED;
    }
  }

  /// A way to damage a file.
  ///
  /// @param certain alarm that an object so damaged raises among others
  record Way(String name, Damage damage, AlarmCode certain) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Way> ways(FsckArchive sample, String path) {
    byte[] bytes = sample.bytes(path);
    int length = bytes.length;
    int payload = HeadFinder.find(ByteSlice.of(bytes))
        .map(found -> found.layout().payloadOffset())
        .orElse(0);
    return List.of(new Way("a bit of the first head", new Damage.FlipAt(600, 4), HEAD_DAMAGED),
        new Way("a byte of the first tar header", new Damage.FlipAt(110, 255), ENVELOPE_ALTERED),
        new Way("a bit in the middle", new Damage.FlipAt(payload + 3, 1), CELL_DAMAGED),
        new Way("a zeroed sector", new Damage.Zero(payload, 4096), CELL_DAMAGED),
        new Way("a burst", new Damage.Burst(1, Math.max(0, payload - 90), 700), CELL_DAMAGED),
        new Way("the last byte", new Damage.FlipAt(length - 1, 1), ENVELOPE_ALTERED),
        new Way("cut a little", new Damage.Truncate(Math.max(1, length - 700)), OBJECT_TRUNCATED),
        new Way("cut to the half", new Damage.Truncate(length / 2), OBJECT_TRUNCATED),
        new Way("cut to nothing", new Damage.Truncate(0), OBJECT_UNRECOGNIZED),
        new Way("extended", new Damage.Extend(2, 5000), OBJECT_EXTENDED),
        new Way("garbage", new Damage.Garbage(3), OBJECT_UNRECOGNIZED),
        new Way("zeros", new Damage.Zero(0, length), OBJECT_UNRECOGNIZED));
  }

  record Case(Kind kind, Way way) {
    @Override
    public String toString() {
      return kind + ": " + way;
    }
  }

  static Stream<Case> cases() throws Exception {
    var cases = new ArrayList<Case>();
    FsckArchive sample = FsckArchive.sample();
    for (Kind kind : Kind.values()) {
      ways(sample, sample.first(kind.prefix))
          .forEach(way -> cases.add(new Case(kind, way)));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isSeenAndRepaired(Case one) throws Exception {
    String path = archive.first(one.kind().prefix);
    byte[] damaged = one.way().damage().of(archive.bytes(path));
    if (Arrays.equals(damaged, archive.bytes(path))) {
      // A file too short for this damage.
      return;
    }
    AlarmCode certain = one.kind().isObject() ? one.way().certain() : one.kind().altered();
    assertRepaired(archive.with(path, damaged), path, certain);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void deletedIsSeenAndRepaired(Kind kind) throws Exception {
    String path = archive.first(kind.prefix);
    assertRepaired(archive.without(path), path, kind.missing);
    FsckReport quick = FsckArchive.check(archive.without(path).store(), CheckDepth.QUICK);
    assertEquals(List.of(path), FsckArchive.paths(quick, Outcome.REPAIRABLE));
  }

  static Kind[] kinds() {
    return Kind.values();
  }

  private static void assertRepaired(FsckArchive damaged, String path, AlarmCode certain)
      throws Exception {
    MemoryStore store = damaged.store();
    FsckReport checked = FsckArchive.check(store, CheckDepth.FULL);
    assertTrue(checked.alarmCounts().containsKey(certain), checked::toString);
    assertEquals(List.of(path), FsckArchive.paths(checked, Outcome.REPAIRABLE));
    assertTrue(checked.isDamageLeft());
    assertEquals(damaged, FsckArchive.of(store), "a check writes nothing");
    FsckReport repaired = FsckArchive.repair(store);
    assertEquals(List.of(path), FsckArchive.paths(repaired, Outcome.REPAIRED),
        repaired::toString);
    assertFalse(repaired.isDamageLeft());
    assertEquals(archive, FsckArchive.of(store));
    assertTrue(FsckArchive.check(store, CheckDepth.FULL).isClean());
  }

  @Test
  void undamagedIsClean() throws Exception {
    for (CheckDepth depth : CheckDepth.values()) {
      FsckReport report = FsckArchive.check(archive.store(), depth);
      assertEquals(List.of(), report.findings());
      assertEquals(List.of(), report.plan());
      assertEquals(archive.named("d0").size() + archive.named("i0").size()
          + archive.named("p0").size(), report.objects());
    }
  }

  @Test
  void swappedObjectsAreRepaired() throws Exception {
    String one = archive.named("d0").get(0);
    String other = archive.named("d0").get(1);
    MemoryStore store = archive.swapped(one, other).store();
    FsckReport repaired = FsckArchive.repair(store);
    assertEquals(Set.of(OBJECT_MISPLACED), repaired.alarmCounts().keySet());
    assertEquals(archive, FsckArchive.of(store));
  }

  @Test
  void swappedObjectsOfDifferentKindsAreRepaired() throws Exception {
    for (String other : List.of("head", "tail.tar", "archive.tar", "p0", "i0")) {
      MemoryStore store =
          archive.swapped(archive.first("d0"), archive.first(other)).store();
      FsckReport repaired = FsckArchive.repair(store);
      assertFalse(repaired.isDamageLeft(), other);
      assertEquals(archive, FsckArchive.of(store), other);
    }
  }

  /// With one parity object two swapped ones are more than the group can recreate; they are still
  /// there, only not where they belong.
  @Test
  void swappedObjectsAreFoundWhereTheyAre() throws Exception {
    for (RedundancyProfile profile : List.of(RedundancyProfile.LEAN, RedundancyProfile.NONE)) {
      FsckArchive thin = FsckArchive.plain(profile);
      MemoryStore store = thin.swapped(thin.named("d0").get(0), thin.named("d0").get(1)).store();
      FsckReport repaired = FsckArchive.repair(store);
      assertFalse(repaired.isDamageLeft(), repaired::toString);
      assertEquals(thin, FsckArchive.of(store));
    }
  }

  @Test
  void objectOfAnotherArchiveIsReplaced() throws Exception {
    for (String prefix : List.of("d0", "i0", "p0", "head", "tail.tar", "archive.tar")) {
      String path = archive.first(prefix);
      byte[] foreign = archive.encodedAnew(path,
          head -> head.toBuilder()
              .setArchiveId(ByteString.copyFrom(new byte[16]))
              .build(),
          payload -> prefix.equals("archive.tar")
              ? new String(payload, StandardCharsets.US_ASCII)
                  .replaceFirst("archive: [0-9a-f]{32}", "archive: " + "0".repeat(32))
                  .getBytes(StandardCharsets.US_ASCII)
              : payload);
      assertRepaired(archive.with(path, foreign), path, ARCHIVE_FOREIGN);
    }
  }

  @Test
  void unexpectedFilesAreNamedAndLeft() throws Exception {
    String band = archive.first("head").substring(0, 16);
    var extra = List.of("note.txt", band + "/d/05/x", band + "/e.tar", band + "/d/00/d0009600.tar");
    FsckArchive more = archive;
    for (String path : extra) {
      more = more.with(path, new byte[] {1});
    }
    MemoryStore store = more.store();
    FsckReport report = FsckArchive.repair(store);
    assertTrue(report.isClean());
    assertEquals(Set.copyOf(extra), Set.copyOf(FsckArchive.paths(report, Outcome.NOTICE)));
    assertEquals(EnumSet.of(UNEXPECTED_FILE), report.alarmCounts().keySet());
    assertEquals(more, FsckArchive.of(store));
  }
}
