package dura.band.run;

import static dura.spec.alarm.AlarmCode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.machine.CheckDepth;
import dura.band.model.ArchivePath;
import dura.band.source.MemoryTree;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.proto.Compression;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The deepest check: clean where all is as it was written, and seeing what no checksum of stored bytes
/// shows.
class DeepCheckTest {
  private static void assertClean(TestArchive archive) throws Exception {
    assertEquals(List.of(), FsckArchive.check(archive.store, CheckDepth.DEEP).findings());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void everyCompressionIsClean(Compression compression) throws Exception {
    TestArchive archive = TestArchive.compressed(compression);
    archive.backup(TestTrees.everything());
    archive.backup(new MemoryTree());
    assertClean(archive);
  }

  @Test
  void severalBandsOfManyFilesAreClean() throws Exception {
    TestArchive archive = TestArchive.encrypted();
    archive.backup(TestTrees.many(900));
    archive.backup(TestTrees.everything());
    assertClean(archive);
  }

  @Test
  void anEncryptedArchiveWantsItsKey() throws Exception {
    Store store = FsckArchive.sample().store();
    try (var driver = new FsckDriver(store, 1, new RecordingMonitor())) {
      assertThrows(ArchiveException.class, () -> driver.check(CheckDepth.DEEP));
    }
  }

  /// A block of a plain archive whose tar was changed and packed again: whole in itself.
  private static Set<AlarmCode> withTar(Consumer<byte[]> change) throws Exception {
    return alarms(change).stream().map(Alarm::code).collect(Collectors.toSet());
  }

  private static List<Alarm> alarms(Consumer<byte[]> change) throws Exception {
    FsckArchive archive = FsckArchive.plain(RedundancyProfile.STANDARD);
    String path = archive.first("d0000000");
    byte[] changed =
        archive.encodedAnew(path, head -> head, payload -> packedAgain(payload, change));
    ArchiveReader reader =
        ArchiveReader.open(archive.store(), TestArchive.keys(), new RecordingMonitor());
    ContentCheck check = ContentCheck.open(reader);
    assertEquals(List.of(), check.findings());
    ObjectId id = ObjectId.ofPath(path).orElseThrow();
    var good = (DecodedObject.Good) ObjectDecoder
        .decode(Expectation.of(reader.header().id(), id), StoredBytes.whole(changed));
    return check.wrong(id, good);
  }

  private static byte[] packedAgain(byte[] payload, Consumer<byte[]> change) {
    FrameCodec zstd = FrameCodec.of(Compression.ZSTD);
    var out = new ByteArrayOutputStream();
    boolean first = true;
    for (FrameRun.Part part : zstd.salvage(payload, Limits.MAX_BLOCK_RAW_BYTES).parts()) {
      byte[] raw = ((FrameRun.Frame) part).raw().clone();
      if (first) {
        change.accept(raw);
      }
      first = false;
      out.writeBytes(zstd.compress(raw, 0, raw.length));
    }
    return out.toByteArray();
  }

  @Test
  void aBlockPackedAgainIsTheSame() throws Exception {
    assertEquals(List.of(), alarms(_ -> {}));
  }

  /// The first member with bytes: a header, then these.
  private static int firstData(byte[] raw) {
    int at = 0;
    while (raw[at + 124 + 10] == '0' && new String(raw, at + 124, 11,
        java.nio.charset.StandardCharsets.US_ASCII).equals("00000000000")) {
      at += 512;
    }
    return at + 512;
  }

  @Test
  void bytesThatAreNotThoseOfTheIndexAreFound() throws Exception {
    List<Alarm> alarms = alarms(raw -> raw[firstData(raw)] ^= 1);
    Alarm mismatch = alarms.stream()
        .filter(alarm -> alarm.code() == EXTENT_MISMATCH)
        .findFirst()
        .orElseThrow();
    assertTrue(mismatch.where().offset() >= 0 && mismatch.where().length() > 0);
  }

  @Test
  void aMemberOfAnotherNameIsFound() throws Exception {
    assertTrue(withTar(raw -> {
      int header = firstData(raw) - 512;
      // The name's last digit and the checksum that covers it.
      int end = header;
      while (raw[end + 1] != 0) {
        end++;
      }
      raw[end]++;
      int sum = 0;
      for (int i = 0; i < 512; i++) {
        sum += i >= 148 && i < 156 ? ' ' : raw[header + i] & 0xFF;
      }
      byte[] digits = String.format(java.util.Locale.ROOT, "%06o", sum)
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, raw, header + 148, 6);
    }).contains(MEMBER_UNLISTED));
  }

  @Test
  void aTarThatBreaksTheProfileIsFound() throws Exception {
    assertTrue(withTar(raw -> raw[firstData(raw) - 512 + 257] ^= 1).contains(TAR_PROFILE));
  }

  @Test
  void aFrameThatCannotBeDecompressedIsFound() throws Exception {
    FsckArchive archive = FsckArchive.plain(RedundancyProfile.STANDARD);
    String path = archive.first("d0000000");
    byte[] changed = archive.encodedAnew(path, head -> head, payload -> {
      byte[] torn = payload.clone();
      torn[0] ^= 0x55;
      return torn;
    });
    ArchiveReader reader =
        ArchiveReader.open(archive.store(), TestArchive.keys(), new RecordingMonitor());
    ObjectId id = ObjectId.ofPath(path).orElseThrow();
    var good = (DecodedObject.Good) ObjectDecoder
        .decode(Expectation.of(reader.header().id(), id), StoredBytes.whole(changed));
    Set<AlarmCode> codes = ContentCheck.open(reader)
        .wrong(id, good)
        .stream()
        .map(Alarm::code)
        .collect(Collectors.toSet());
    assertTrue(codes.containsAll(EnumSet.of(DECOMPRESS_FAILED, EXTENT_MISMATCH)), codes::toString);
  }

  /// A block put in another's place and given its name.
  @Test
  void aBlockOfTheWrongContentIsFound() throws Exception {
    FsckArchive archive = FsckArchive.plain(RedundancyProfile.STANDARD);
    ArchiveReader reader =
        ArchiveReader.open(archive.store(), TestArchive.keys(), new RecordingMonitor());
    ContentCheck check = ContentCheck.open(reader);
    List<String> blocks = archive.named("d0000");
    var found = new ArrayList<AlarmCode>();
    ObjectId one = ObjectId.ofPath(blocks.get(0)).orElseThrow();
    ObjectId other = ObjectId.ofPath(blocks.get(1)).orElseThrow();
    var good =
        (DecodedObject.Good) ObjectDecoder.decode(Expectation.of(reader.header().id(), other),
            StoredBytes.whole(archive.bytes(blocks.get(1))));
    check.wrong(one, good).forEach(alarm -> found.add(alarm.code()));
    assertTrue(found.contains(EXTENT_MISMATCH), found::toString);
  }

  @Test
  void aWindowHasAllOfItsBlocksAndNoOthers() throws Exception {
    FsckArchive archive = FsckArchive.plain(RedundancyProfile.STANDARD);
    String band = archive.first("head").substring(0, 16);
    List<ObjectId> ids = new ArrayList<>();
    for (int number = 0; number < 40; number++) {
      ids.add(ObjectId.of(dura.spec.BandName.parse(band).orElseThrow(),
          dura.spec.ObjectName.block(number)));
    }
    var window = new ExtentWindow(ids.get(5), 60);
    for (int round = 0; round < 10; round++) {
      for (ObjectId id : ids) {
        window.add(id, new PackedExtents.Packed(512 * round, 1, 0,
            ByteSlice.of(new byte[32])));
        // The same again counts once.
        window.add(id, new PackedExtents.Packed(512 * round, 1, 0,
            ByteSlice.of(new byte[32])));
      }
    }
    long whole = ids.stream().filter(window::has).count();
    assertEquals(3, whole);
    for (ObjectId id : ids) {
      if (window.has(id)) {
        assertEquals(10, window.of(id).size());
      }
    }
    assertTrue(window.has(ids.get(5)));
  }

  @Test
  void anEmptyFileMakesNoTrouble() throws Exception {
    TestArchive archive = TestArchive.plain(RedundancyProfile.LEAN);
    var tree = new MemoryTree();
    tree.putFile(ArchivePath.of("empty"), new byte[0]);
    tree.putFile(ArchivePath.of("x"), new byte[] {1});
    archive.backup(tree);
    assertClean(archive);
  }
}
