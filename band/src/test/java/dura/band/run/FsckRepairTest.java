package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.BandState;
import dura.band.machine.BandSummary;
import dura.band.machine.CheckDepth;
import dura.band.machine.Finding.Outcome;
import dura.band.machine.RepairResult;
import dura.band.posix.Errno;
import dura.band.store.FaultRule;
import dura.band.store.FaultRule.Fault;
import dura.band.store.FaultRule.Occasion;
import dura.band.store.FaultyStore;
import dura.band.store.ForwardingStore;
import dura.band.store.MemoryStore;
import dura.band.store.StoreOperation;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.proto.Content;
import dura.proto.ObjectKind;
import dura.spec.RedundancyProfile;
import dura.spec.RootFile;
import dura.spec.alarm.AlarmCode;
import dura.testdata.Damage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Damage to several files at once, up to what the codes repair and beyond, and places that do not
/// let a repair have its way.
class FsckRepairTest {
  private static FsckArchive archive;

  @BeforeAll
  static void makeArchive() throws Exception {
    archive = FsckArchive.sample();
  }

  private static void assertWhole(FsckArchive damaged) throws Exception {
    MemoryStore store = damaged.store();
    FsckReport repaired = FsckArchive.repair(store);
    assertFalse(repaired.isDamageLeft(), repaired::toString);
    assertFalse(repaired.isClean());
    assertEquals(archive, FsckArchive.of(store));
    assertTrue(FsckArchive.check(store, CheckDepth.FULL).isClean());
  }

  private static FsckArchive garbled(FsckArchive before, String path, long seed) {
    return before.with(path, new Damage.Garbage(seed).of(before.bytes(path)));
  }

  @Test
  void anyTwoObjectsComeBack() throws Exception {
    List<String> objects = new ArrayList<>(archive.named("d0"));
    objects.addAll(archive.named("i0"));
    objects.addAll(archive.named("p0"));
    for (int one = 0; one < objects.size(); one++) {
      for (int other = one + 1; other < objects.size(); other++) {
        MemoryStore store =
            garbled(archive.without(objects.get(one)), objects.get(other), one).store();
        assertFalse(FsckArchive.repair(store).isDamageLeft());
        assertEquals(archive, FsckArchive.of(store));
      }
    }
  }

  @Test
  void allButOneOfWhatIsStoredThreeTimesComesBack() throws Exception {
    for (int kept = 0; kept < 3; kept++) {
      FsckArchive damaged = archive.without(archive.first("head"), RootFile.KEY,
          RootFile.README.fileName(), RootFile.PROTO.fileName(), RootFile.RECOVER.fileName());
      List<String> headers = archive.named("archive");
      List<String> tails = archive.named("tail");
      for (int copy = 0; copy < 3; copy++) {
        damaged = damaged.without(headers.get(copy));
        damaged = copy == kept ? damaged : damaged.without(tails.get(copy));
      }
      assertWhole(damaged);
    }
  }

  @Test
  void metadataComesBackFromTheTailAlone() throws Exception {
    String[] gone = archive.paths()
        .stream()
        .filter(path -> !path.endsWith("tail-2.tar"))
        .filter(path -> !path.contains("/d/") && !path.contains("/p/"))
        .toArray(String[]::new);
    assertWhole(archive.without(gone));
  }

  @Test
  void listsComeBackFromTheOrderOfTheObjects() throws Exception {
    String[] gone = archive.paths()
        .stream()
        .filter(path -> path.contains("/p/") || path.endsWith("SHA256SUMS"))
        .toArray(String[]::new);
    assertWhole(archive.without(gone));
  }

  @Test
  void listsComeBackFromParityHeads() throws Exception {
    FsckArchive damaged =
        archive.without(archive.first("SHA256SUMS"), archive.first("d0"), archive.first("p0"));
    assertWhole(damaged);
    String sums = archive.first("SHA256SUMS");
    for (int at = 5; at < archive.bytes(sums).length; at += 97) {
      assertWhole(archive.without(archive.first("p0"))
          .with(sums, new Damage.FlipAt(at, 1).of(archive.bytes(sums))));
    }
  }

  @Test
  void headerComesBackFromParityAlone() throws Exception {
    FsckArchive damaged = archive;
    for (String prefix : List.of("archive", "head", "tail", "SHA256SUMS")) {
      damaged = damaged.without(damaged.named(prefix).toArray(String[]::new));
    }
    MemoryStore store = damaged.store();
    FsckReport repaired = FsckArchive.repair(store);
    FsckArchive after = FsckArchive.of(store);
    for (String copy : archive.named("archive")) {
      assertEquals(ByteSlice.of(archive.bytes(copy)), ByteSlice.of(after.bytes(copy)));
    }
    assertEquals(List.of(archive.first("head")), FsckArchive.paths(repaired, Outcome.LOST));
    assertEquals(BandState.PARTIAL, repaired.bands().getFirst().state());
  }

  @Test
  void whatIsBeyondTheCodesIsNamedAndTheRestRepaired() throws Exception {
    List<String> lost = archive.named("d0").subList(0, 3);
    FsckArchive damaged = garbled(archive.without(lost.get(0), lost.get(1)), lost.get(2), 5)
        .without(archive.first("i0"), archive.first("head"), RootFile.KEY);
    MemoryStore store = damaged.store();
    FsckReport repaired = FsckArchive.repair(store);
    assertTrue(repaired.isDamageLeft());
    assertEquals(lost, FsckArchive.paths(repaired, Outcome.LOST));
    assertEquals(Set.of(repaired.bands().getFirst().name()), repaired.affectedBands());
    assertEquals(List.of(1), repaired.bands()
        .stream()
        .map(BandSummary::lostGroups)
        .flatMap(List::stream)
        .toList());
    FsckArchive expected = archive.without(lost.get(0), lost.get(1))
        .with(lost.get(2), damaged.bytes(lost.get(2)));
    assertEquals(expected, FsckArchive.of(store));
    assertEquals(repaired.count(Outcome.LOST),
        FsckArchive.check(store, CheckDepth.FULL).findings().size());
  }

  @Test
  void withoutParityWhatTheInnerCodeCannotMendIsLost() throws Exception {
    FsckArchive thin = FsckArchive.plain(RedundancyProfile.NONE);
    String path = thin.first("d0");
    FsckReport report =
        FsckArchive.repair(thin.with(path, new Damage.FlipAt(5000, 9).of(thin.bytes(path)))
            .store());
    assertEquals(List.of(path), FsckArchive.paths(report, Outcome.LOST));
  }

  @Test
  void aWholeObjectWithAnotherContentIsReplacedOnASignaturesSayOnly() throws Exception {
    String path = archive.first("d0");
    byte[] other = archive.encodedAnew(path, head -> head, payload -> {
      payload[100] ^= 1;
      return payload;
    });
    MemoryStore signed = archive.with(path, other).store();
    FsckReport report = FsckArchive.repair(signed);
    assertEquals(Set.of(AlarmCode.OBJECT_MISMATCH), report.alarmCounts().keySet());
    assertEquals(archive, FsckArchive.of(signed));

    // A tail that nobody signed says the same, and does not count as much.
    FsckArchive unsigned = archive;
    for (String tail : archive.named("tail")) {
      unsigned = unsigned.with(tail, withoutSignature(tail));
    }
    FsckArchive conflict = unsigned.with(path, other);
    MemoryStore store = conflict.store();
    FsckReport kept = FsckArchive.repair(store);
    assertEquals(List.of(path), FsckArchive.paths(kept, Outcome.CONFLICT));
    assertTrue(kept.isDamageLeft());
    assertEquals(conflict, FsckArchive.of(store));
  }

  private static byte[] withoutSignature(String tail) {
    return archive.encodedAnew(tail,
        head -> head.toBuilder().setContent(Content.SHEET).build(), payload -> {
          String text = new String(payload, StandardCharsets.US_ASCII);
          return text
              .substring(text.indexOf("dura-tail: 1"), text.indexOf("-----BEGIN PGP SIGNATURE"))
              .replace("\n- -----", "\n-----")
              .getBytes(StandardCharsets.US_ASCII);
        });
  }

  @Test
  void aSignatureThatIsNotGoodIsToldAndNothingIsReplacedOnItsSay() throws Exception {
    FsckArchive forged = archive;
    for (String tail : archive.named("tail")) {
      forged = forged.with(tail, archive.encodedAnew(tail, head -> head, payload -> {
        String text = new String(payload, StandardCharsets.US_ASCII);
        return text.replaceFirst("stored: [0-9]", "stored: 9")
            .getBytes(StandardCharsets.US_ASCII);
      }));
    }
    MemoryStore store = forged.store();
    FsckReport report = FsckArchive.repair(store);
    assertEquals(Set.of(AlarmCode.SIGNATURE_BAD), report.alarmCounts().keySet());
    assertTrue(report.isDamageLeft());
    assertEquals(forged, FsckArchive.of(store));
  }

  @Test
  void tailsThatDisagreeAreKept() throws Exception {
    String tail = archive.first("tail-2");
    FsckArchive differing = archive.with(tail, withoutSignature(tail));
    MemoryStore store = differing.store();
    FsckReport report = FsckArchive.repair(store);
    assertEquals(List.of(tail), FsckArchive.paths(report, Outcome.CONFLICT));
    assertTrue(report.alarmCounts().containsKey(AlarmCode.TAIL_COPIES_DIFFER));
    assertEquals(differing, FsckArchive.of(store));
  }

  @Test
  void anInterruptedBandIsNoDamage() throws Exception {
    FsckArchive partial = archive.without(archive.named("tail").toArray(String[]::new))
        .without(archive.first("SHA256SUMS"));
    FsckReport report = FsckArchive.check(partial.store(), CheckDepth.FULL);
    assertTrue(report.isClean(), report::toString);
    assertEquals(Set.of(AlarmCode.BAND_PARTIAL), report.alarmCounts().keySet());
    // Its last group is still open: parity is not there yet, and an empty file is a killed writer's.
    FsckArchive open =
        partial.without(partial.named("p0").toArray(String[]::new))
            .with(partial.named("d0").getLast(), new byte[0]);
    assertTrue(FsckArchive.check(open.store(), CheckDepth.FULL).isClean());
  }

  @Test
  void aBandThatWasGivenUpIsNoDamage() throws Exception {
    assertEndedBy(ObjectKind.TOMBSTONE, "tail", BandState.ABANDONED);
  }

  private static void assertEndedBy(ObjectKind kind, String name, BandState state)
      throws Exception {
    List<String> tails = archive.named("tail");
    byte[] last = archive.encodedAnew(tails.getFirst(),
        head -> head.toBuilder()
            .setKind(kind)
            .setObject(name)
            .setContent(Content.SHEET)
            .build(),
        _ -> ("dura-" + name + ": 1\n").getBytes(StandardCharsets.US_ASCII));
    FsckArchive ended = archive.without(tails.toArray(String[]::new))
        .without(archive.first("SHA256SUMS"), archive.first("d0"))
        .without(archive.named("p0").toArray(String[]::new));
    for (String tail : tails) {
      ended = ended.with(tail.replace("/tail", "/" + name), last);
    }
    FsckReport report = FsckArchive.check(ended.store(), CheckDepth.FULL);
    assertTrue(report.isClean(), report::toString);
    assertEquals(state, report.bands().getFirst().state());
    String copy = tails.getLast().replace("/tail", "/" + name);
    for (FsckArchive damaged : List.of(ended.without(copy),
        ended.with(copy, new Damage.Zero(0, 6000).of(last)))) {
      MemoryStore store = damaged.store();
      assertEquals(List.of(copy),
          FsckArchive.paths(FsckArchive.repair(store), Outcome.REPAIRED));
      assertEquals(ended, FsckArchive.of(store));
    }
  }

  @Test
  void objectsOfAnInterruptedBandAreRepaired() throws Exception {
    FsckArchive partial = archive.without(archive.named("tail").toArray(String[]::new))
        .without(archive.first("SHA256SUMS"));
    List<String> data = partial.named("d0");
    String mendable = data.get(2);
    MemoryStore store = garbled(partial.without(data.get(0)), data.get(1), 4)
        .with(mendable, new Damage.FlipAt(9000, 3).of(partial.bytes(mendable)))
        .store();
    FsckReport report = FsckArchive.repair(store);
    assertFalse(report.isDamageLeft(), report::toString);
    assertEquals(partial, FsckArchive.of(store));
  }

  @Test
  void unreadableSectorsAreErasures() throws Exception {
    String one = archive.named("d0").get(1);
    String other = archive.first("tail.tar");
    var store = new BadSectorStore(archive.store(), List.of(one, other));
    FsckReport repaired = FsckArchive.repair(store);
    assertEquals(List.of(other, one), FsckArchive.paths(repaired, Outcome.REPAIRED));
    assertTrue(repaired.alarmCounts().containsKey(AlarmCode.OBJECT_IOERROR));
    assertEquals(archive, FsckArchive.of(store));
    assertTrue(FsckArchive.check(store, CheckDepth.FULL).isClean());
  }

  /// Files that cannot be read in places until they are written anew.
  private static final class BadSectorStore extends ForwardingStore {
    private final MemoryStore memory;
    private final List<String> bad;

    BadSectorStore(MemoryStore memory, List<String> bad) {
      super(memory);
      this.memory = memory;
      this.bad = new ArrayList<>(bad);
    }

    @Override
    public synchronized Optional<StoredBytes> read(String path) {
      return memory.read(path).map(stored -> bad.contains(path) ? unreadable(stored) : stored);
    }

    private static StoredBytes unreadable(StoredBytes stored) {
      byte[] bytes = new Damage.Zero(4096, 4096).of(stored.bytes().toByteArray());
      return new StoredBytes(ByteSlice.of(bytes), List.of(new StoredBytes.Range(4096, 8192)));
    }

    @Override
    public synchronized Optional<Replacing> replacing() {
      return memory.replacing().map(replacing -> (path, bytes) -> {
        replacing.replace(path, bytes);
        bad.remove(path);
      });
    }
  }

  @Test
  void whatCannotBeReadAtAllIsRecreated() throws Exception {
    String path = archive.first("d0");
    var store = new FaultyStore(archive.store(),
        FaultRule.on(StoreOperation.READ, path, new Occasion.Nth(1),
            new Fault.FailBefore(Errno.EIO)));
    FsckReport report = FsckArchive.check(store, CheckDepth.FULL);
    assertEquals(Set.of(AlarmCode.OBJECT_IOERROR), report.alarmCounts().keySet());
    assertEquals(List.of(path), FsckArchive.paths(report, Outcome.REPAIRABLE));
  }

  @Test
  void aFullPlaceLeavesEverythingAsItWas() throws Exception {
    FsckArchive damaged = manifold();
    MemoryStore inner = damaged.store();
    var full = new FaultyStore(inner,
        new FaultRule(Set.of(StoreOperation.PUT, StoreOperation.REPLACE),
            Pattern.compile(""), new Occasion.Always(), Fault.NO_SPACE));
    FsckReport report = FsckArchive.repair(full);
    assertTrue(full.faults() > 0);
    assertTrue(report.isDamageLeft());
    assertEquals(0, report.count(Outcome.REPAIRED));
    assertTrue(report.results()
        .stream()
        .allMatch(result -> result.kind() == RepairResult.Kind.NOT_WRITTEN));
    assertEquals(damaged, FsckArchive.of(inner));
    FsckReport second = FsckArchive.repair(inner);
    assertFalse(second.isDamageLeft());
    assertEquals(archive, FsckArchive.of(inner));
  }

  /// Something of everything, within the codes.
  private static FsckArchive manifold() {
    FsckArchive damaged = archive.without(archive.first("head"), archive.first("tail-2"),
        archive.first("i0"), archive.first("SHA256SUMS"), RootFile.KEY, "archive.tar");
    for (String path : List.of(archive.named("d0").get(3), archive.first("tail-3"),
        "archive-2.tar")) {
      damaged = damaged.with(path, new Damage.FlipAt(6000, 7).of(archive.bytes(path)));
    }
    return garbled(damaged, archive.first("d0"), 3);
  }

  @Test
  void whereNothingCanBeReplacedRepairedObjectsStandBeside() throws Exception {
    FsckArchive damaged = manifold();
    MemoryStore inner = damaged.store();
    var once = new WriteOnceStore(inner);
    FsckReport report = FsckArchive.repair(once);
    assertFalse(report.isDamageLeft(), report::toString);
    for (String path : damaged.paths()) {
      assertEquals(Optional.of(ByteSlice.of(damaged.bytes(path))),
          inner.read(path).map(StoredBytes::bytes), path);
    }
    String mended = archive.named("d0").get(3);
    assertEquals(Optional.of(ByteSlice.of(archive.bytes(mended))),
        inner.read("repair/" + mended).map(StoredBytes::bytes));
    FsckReport second = FsckArchive.check(once, CheckDepth.FULL);
    assertEquals(List.of(archive.first("d0"), mended),
        FsckArchive.paths(second, Outcome.COVERED));
    // Moved to a place that can replace, everything goes where it belongs.
    FsckReport third = FsckArchive.repair(inner);
    assertFalse(third.isDamageLeft(), third::toString);
    assertTrue(FsckArchive.check(inner, CheckDepth.FULL).isClean());
    for (String path : archive.paths()) {
      assertEquals(Optional.of(ByteSlice.of(archive.bytes(path))),
          inner.read(path).map(StoredBytes::bytes), path);
    }
  }

  @Test
  void findingsDoNotDependOnTiming() throws Exception {
    FsckArchive damaged = manifold();
    FsckReport one = FsckArchive.check(damaged.store(), CheckDepth.FULL, 1);
    FsckReport many = FsckArchive.check(damaged.store(), CheckDepth.FULL, 8);
    assertEquals(one, many);
  }

  @Test
  void anEmptyPlaceIsNoArchive() throws Exception {
    var store = new MemoryStore();
    assertFalse(FsckArchive.check(store, CheckDepth.FULL).isArchive());
    store.putIfAbsent("letter.txt", ByteSlice.utf8("hello"));
    assertFalse(FsckArchive.check(store, CheckDepth.FULL).isArchive());
  }
}
