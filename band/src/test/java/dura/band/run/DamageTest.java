package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.TreeEntry;
import dura.band.source.MemoryTree;
import dura.band.store.MemoryStore;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.codec.pipeline.ObjectEncoder;
import dura.spec.ObjectId;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Restoring from archives that something happened to: what can be had comes back right, what
/// cannot is named.
class DamageTest {
  private final RecordingMonitor monitor = new RecordingMonitor();
  private TestArchive archive;
  private NavigableMap<String, String> tree;

  @BeforeEach
  void makeArchive() throws Exception {
    archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree files = TestTrees.some();
    tree = TestArchive.print(files);
    archive.backup(files);
  }

  private void everythingComesBack(AlarmCode... expected) throws Exception {
    assertEquals(tree, archive.restore(monitor).tree());
    for (AlarmCode code : expected) {
      assertTrue(monitor.codes().contains(code), code + " is not among " + monitor.alarms());
    }
    EnumSet<AlarmCode> others = EnumSet.copyOf(monitor.codes());
    others.removeAll(List.of(expected));
    assertEquals(Set.of(), others);
  }

  private void damage(String path, UnaryOperator<byte[]> change) throws Exception {
    archive.replace(path, change.apply(archive.bytes(path)));
  }

  private static byte[] flipped(byte[] bytes, int at) {
    bytes[at] ^= 4;
    return bytes;
  }

  /// One damage to each object in turn is repaired in memory.
  @Test
  void aBadSectorOrBitInAnyObjectCostsNothing() throws Exception {
    for (String path : archive.paths()) {
      if (!path.endsWith(".tar")) {
        continue;
      }
      byte[] intact = archive.bytes(path);
      int length = intact.length;
      List<UnaryOperator<byte[]>> damages = List.of(bytes -> flipped(bytes, length / 2),
          bytes -> flipped(bytes, 700), bytes -> {
            Arrays.fill(bytes, 4096, 8192, (byte) 0);
            return bytes;
          }, bytes -> Arrays.copyOf(bytes, length - 4096));
      for (UnaryOperator<byte[]> damage : damages) {
        archive.replace(path, damage.apply(intact.clone()));
        assertEquals(tree, archive.restore(new RecordingMonitor()).tree(), path);
      }
      archive.replace(path, intact);
    }
  }

  @Test
  void repairedCellsAreToldOnce() throws Exception {
    String block = archive.objects("d0").getFirst();
    damage(block, bytes -> flipped(bytes, 4096 * 8));
    everythingComesBack(AlarmCode.CELL_DAMAGED);
    assertEquals(1, monitor.alarms().size());
  }

  @Test
  void withoutArchiveHeadersOneFromABandServes() throws Exception {
    for (String path : ObjectId.ARCHIVE.paths()) {
      archive.store.delete(path);
    }
    everythingComesBack(AlarmCode.ARCHIVE_HEADER_LOST, AlarmCode.ARCHIVE_HEADER_MISSING);
  }

  @Test
  void withoutAnySheetsOneFromAParityObjectServes() throws Exception {
    for (String path : archive.paths()) {
      if (!path.matches(".*/[dip]/.*|.*/tail-3.tar|.*SUMS")) {
        archive.store.delete(path);
      }
    }
    everythingComesBack(AlarmCode.ARCHIVE_HEADER_LOST, AlarmCode.ARCHIVE_HEADER_MISSING,
        AlarmCode.TAIL_COPY_MISSING);
    archive.store.delete(archive.objects("tail").getFirst());
    ArchiveReader reader = archive.open(monitor);
    assertEquals(archive.header, reader.header());
    assertEquals(BandInfo.State.PARTIAL, reader.bands().getFirst().state());
  }

  @Test
  void oneCopyOfTheTailIsEnough() throws Exception {
    List<String> tails = archive.objects("tail");
    assertEquals(3, tails.size());
    archive.store.delete(tails.get(0));
    archive.replace(tails.get(2), new byte[100]);
    everythingComesBack(AlarmCode.TAIL_COPY_MISSING, AlarmCode.OBJECT_UNRECOGNIZED);
  }

  @Test
  void withoutATailTheBandIsPartial() throws Exception {
    for (String path : archive.objects("tail")) {
      archive.store.delete(path);
    }
    ArchiveReader reader = archive.open(monitor);
    BandInfo band = reader.bands().getFirst();
    assertEquals(BandInfo.State.PARTIAL, band.state());
    assertTrue(band.head().isPresent());
    assertTrue(reader.index(band).tree().isPresent());
    assertTrue(monitor.alarms().stream().anyMatch(a -> a.code() == AlarmCode.BAND_PARTIAL));
    assertThrows(ArchiveException.class, () -> reader.select("latest"));
  }

  @Test
  void anEmptyPlaceIsNoArchive() {
    var refused = assertThrows(ArchiveException.class, () -> ArchiveReader
        .open(new MemoryStore(), Keys.none(), monitor));
    assertTrue(refused.reason() instanceof ArchiveException.Reason.NotAnArchive);
  }

  private void withoutParity() throws Exception {
    for (String path : archive.objects("p0")) {
      archive.store.delete(path);
    }
  }

  @Test
  void blocksBeyondTheParityCostTheirFilesAndNothingElse() throws Exception {
    archive = TestArchive.plain(RedundancyProfile.STANDARD);
    MemoryTree files = TestTrees.some();
    files.putFile(ArchivePath.of("noise"), TestTrees.noise(9, 4_000_000));
    tree = TestArchive.print(files);
    archive.backup(files);
    List<String> blocks = archive.objects("d0");
    assertTrue(blocks.size() > 3, blocks.toString());
    List<String> lost = List.of(blocks.get(0), blocks.get(1), blocks.getLast());
    for (String block : lost) {
      archive.store.delete(block);
    }
    exactlyLost(Set.copyOf(lost));
  }

  @Test
  void aLostBlockCostsItsFilesAndNothingElse() throws Exception {
    withoutParity();
    for (String block : archive.objects("d0")) {
      byte[] intact = archive.bytes(block);
      archive.store.delete(block);
      exactlyLost(Set.of(block));
      archive.replace(block, intact);
    }
  }

  @Test
  void blocksThatSwappedNamesAreFound() throws Exception {
    withoutParity();
    List<String> blocks = archive.objects("d0");
    byte[] first = archive.bytes(blocks.get(0));
    archive.replace(blocks.get(0), archive.bytes(blocks.get(1)));
    archive.replace(blocks.get(1), first);
    exactlyLost(Set.of());
  }

  private void exactlyLost(Set<String> blocks) throws Exception {
    var told = new RecordingMonitor();
    Map<String, Long> expected = new TreeMap<>();
    Set<Long> links = new HashSet<>();
    EntrySource entries = archive.index(new RecordingMonitor()).entries(Selection.all());
    for (Optional<TreeEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
      TreeEntry at = entry.get();
      for (FileExtent extent : at.extents()) {
        if (blocks.contains(extent.blockId().path())) {
          expected.merge(at.path().toString(), (long) extent.length(), Long::sum);
          links.add(at.link());
        }
      }
    }
    TestArchive.Restored restored = archive.restore(told);
    Map<String, Long> lost = new TreeMap<>();
    for (Alarm alarm : told.of(AlarmCode.EXTENT_LOST)) {
      lost.merge(alarm.where().path(), alarm.where().length(), Long::sum);
    }
    assertEquals(expected, lost);
    assertEquals(expected.size(), restored.report().counts().damaged());
    assertEquals(expected.isEmpty(), restored.report().complete());
    assertEquals(tree.keySet(), restored.tree().keySet());
    tree.forEach((path, line) -> {
      boolean whole = line.equals(restored.tree().get(path));
      boolean linked = line.contains(" same as ") && !links.isEmpty();
      assertTrue(whole || expected.containsKey(path) || linked, path);
      assertFalse(whole && expected.containsKey(path), path);
    });
  }

  /// A payload that is changed and made consistent again inside its object has no alarm but the
  /// extent's: the index knows better.
  @Test
  void aForgedBlockIsNotBelieved() throws Exception {
    String path = archive.objects("d0").getFirst();
    ObjectId id = ObjectId.ofPath(path).orElseThrow();
    var good = (DecodedObject.Good) ObjectDecoder.decode(
        Expectation.of(archive.header.id(), id),
        archive.store.read(path).orElseThrow());
    byte[] payload = good.payload().toByteArray();
    payload[payload.length / 2] ^= 1;
    archive.replace(path, ObjectEncoder.encode(good.found().head(),
        ByteSlice.of(payload), RedundancyProfile.STANDARD)
        .bytes()
        .toByteArray());
    TestArchive.Restored restored = archive.restore(monitor);
    assertFalse(restored.report().complete());
    assertTrue(monitor.codes().contains(AlarmCode.EXTENT_MISMATCH)
        || monitor.codes().contains(AlarmCode.DECOMPRESS_FAILED));
    assertTrue(monitor.codes().contains(AlarmCode.EXTENT_LOST));
  }

  @Test
  void aLostIndexObjectIsSaid() throws Exception {
    withoutParity();
    for (String path : archive.objects("i")) {
      archive.store.delete(path);
    }
    ArchiveReader reader = archive.open(monitor);
    BandInfo band = reader.select("latest");
    var refused = assertThrows(ArchiveException.class, () -> reader.index(band));
    assertTrue(refused.reason() instanceof ArchiveException.Reason.IndexUnreadable);
    assertTrue(monitor.codes().contains(AlarmCode.INDEX_LOST));
    assertTrue(monitor.codes().contains(AlarmCode.OBJECT_MISSING));
  }

  @Test
  void aRepairedObjectBesideTheOriginalIsUsed() throws Exception {
    String block = archive.objects("d0").getFirst();
    archive.replace("repair/" + block, archive.bytes(block));
    archive.store.delete(block);
    everythingComesBack(AlarmCode.OBJECT_MISSING);
  }

  @Test
  void anAlarmCanEndTheWork() throws Exception {
    withoutParity();
    archive.store.delete(archive.objects("d0").getFirst());
    assertThrows(AbortedException.class,
        () -> archive.restore(monitor.abortingAt(AlarmCode.EXTENT_LOST)));
  }

  @Test
  void aChangedTailIsNotPreferred() throws Exception {
    String tail = archive.objects("tail.").getFirst();
    ObjectId id = ObjectId.ofPath(tail).orElseThrow();
    var good = (DecodedObject.Good) ObjectDecoder.decode(
        Expectation.of(archive.header.id(), id),
        archive.store.read(tail).orElseThrow());
    String text = good.payload().toUtf8().replaceFirst("stored: [0-9]+", "stored: 7");
    archive.replace(tail, ObjectEncoder.encode(good.found().head(),
        ByteSlice.utf8(text), RedundancyProfile.STANDARD)
        .bytes()
        .toByteArray());
    everythingComesBack(AlarmCode.SIGNATURE_BAD, AlarmCode.TAIL_COPIES_DIFFER);
    BandInfo band = archive.open(monitor).bands().getFirst();
    assertEquals(BandInfo.Signature.GOOD, band.signature());
  }
}
