package dura.band.run;

import static dura.spec.alarm.AlarmCode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dura.band.machine.CheckDepth;
import dura.band.model.ArchivePath;
import dura.band.run.LyingWriter.Lie;
import dura.band.source.MemoryTree;
import dura.codec.tar.PieceName;
import dura.codec.tar.TarHeader;
import dura.codec.tar.TarMember;
import dura.codec.tar.TarPath;
import dura.proto.Counters;
import dura.proto.Extent;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.RedundancyProfile;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Archives of which every byte has its checksum and every tail its signature, and which lie: the default
/// check says nothing, the deep one names each lie (format-spec/85-checking.md, "Deep").
class LyingArchiveTest {
  private static TestArchive honest;
  private static TestArchive sealed;
  private static String firstBand;

  /// A lie, and what the deep check says of it.
  ///
  /// @param alarms all that are raised
  private record Told(String name, Lie lie, Set<AlarmCode> alarms) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void twoBands() throws Exception {
    honest = filled(TestArchive.plain(RedundancyProfile.NONE));
    sealed = filled(TestArchive.encrypted(RedundancyProfile.NONE));
    firstBand = honest.open(new RecordingMonitor()).bands().getFirst().name().toString();
  }

  private static TestArchive filled(TestArchive archive) throws Exception {
    MemoryTree tree = TestTrees.many(150);
    tree.putFile(ArchivePath.of("noise"), TestTrees.noise(7, 1_300_000));
    archive.backup(tree);
    // All in one block of the second band.
    tree.addDirectory(ArchivePath.of("late"));
    for (int i = 0; i < 70; i++) {
      tree.putFile(ArchivePath.of("late/file " + (10 + i)), TestTrees.noise(1000 + i, 100));
    }
    tree.putFile(ArchivePath.of("late/large"), TestTrees.noise(8, 2_500_000));
    archive.backup(tree);
    return archive;
  }

  static Stream<Told> lies() {
    return Stream.of(
        // The root.
        told("counters: files", counters(c -> c.setFiles(c.getFiles() + 1)), INDEX_MALFORMED),
        told("counters: directories", counters(c -> c.setDirectories(0)), INDEX_MALFORMED),
        told("counters: links", counters(c -> c.setLinks(3)), INDEX_MALFORMED),
        told("counters: others", counters(c -> c.setOthers(3)), INDEX_MALFORMED),
        told("counters: bytes of files", counters(c -> c.setFileBytes(c.getFileBytes() - 1)),
            INDEX_MALFORMED),
        told("the tree is left out", root(hunk -> hunk.getRootBuilder().clearEntries()),
            INDEX_MALFORMED, MEMBER_UNLISTED),
        told("the object table is left out", root(hunk -> hunk.getRootBuilder().clearObjects()),
            INDEX_MALFORMED),
        told("the object table is the tree", root(hunk -> hunk.getRootBuilder()
            .setObjects(hunk.getRoot().getEntries())), INDEX_MALFORMED),
        told("the tree is the object table", root(hunk -> hunk.getRootBuilder()
            .setEntries(hunk.getRoot().getObjects())), INDEX_MALFORMED),
        // References.
        told("another frame SHA-256", children(hunk -> flip(hunk.getChildBuilder(0))),
            INDEX_MISMATCH, INDEX_LOST),
        told("another frame SHA-256 of the object table",
            root(hunk -> flip(hunk.getRootBuilder().getObjectsBuilder())), INDEX_MISMATCH,
            INDEX_LOST),
        told("a frame beyond the content",
            children(hunk -> hunk.getChildBuilder(0).setOffset(1 << 26)), INDEX_MISMATCH,
            INDEX_LOST),
        told("an index object that is not there",
            children(hunk -> hunk.getChildBuilder(0).setObject(777)), INDEX_LOST),
        told("another number of entries",
            children(hunk -> hunk.getChildBuilder(0).setEntries(7)), INDEX_MALFORMED),
        told("another number of objects",
            root(hunk -> hunk.getRootBuilder().getObjectsBuilder().setEntries(7)),
            INDEX_MALFORMED),
        told("another level",
            root(hunk -> hunk.getRootBuilder().getEntriesBuilder().setLevel(3)), INDEX_MALFORMED,
            INDEX_LOST),
        told("another first path", children(hunk -> hunk.getChildBuilder(1)
            .setFirstPath(hunk.getChild(0).getFirstPath())), INDEX_MALFORMED),
        told("hunks out of order", children(hunk -> {
          HunkRef first = hunk.getChild(0);
          hunk.setChild(0, hunk.getChild(1)).setChild(1, first);
        }), INDEX_MALFORMED, INDEX_LOST),
        told("a hunk named twice", children(hunk -> hunk.setChild(1, hunk.getChild(0))),
            INDEX_MALFORMED),
        // Entries.
        told("entries out of order", entries(hunk -> {
          IndexEntry first = hunk.getEntry(0);
          hunk.setEntry(0, hunk.getEntry(1)).setEntry(1, first);
        }), INDEX_MALFORMED, INDEX_LOST),
        told("another file SHA-256", file("late/large",
            entry -> entry.setFileSha256(flipped(entry.getFileSha256()))), INDEX_MALFORMED,
            INDEX_LOST),
        told("no file SHA-256", file("late/large", IndexEntry.Builder::clearFileSha256),
            INDEX_MALFORMED),
        told("a file SHA-256 of one extent", file("late/file 20",
            entry -> entry.setFileSha256(flipped(entry.getExtent(0).getSha256()))),
            INDEX_MALFORMED),
        // Extents.
        told("another extent SHA-256", extent(e -> e.setSha256(flipped(e.getSha256()))),
            EXTENT_MISMATCH),
        told("another place in the block", extent(e -> e.setRawOffset(e.getRawOffset() - 1)),
            EXTENT_MISMATCH),
        told("an extent beyond the block's tar", extent(e -> e.setRawOffset(60_000_000)),
            EXTENT_MISMATCH),
        told("a block that is not there", extent(e -> e.setBlock(4000)), OBJECT_MISSING,
            MEMBER_UNLISTED),
        told("a band that is not there", fileIn("late/file 20", (hunk, entry) -> {
          hunk.addBand("b000001-aaaaaaaa");
          entry.getExtentBuilder(0).setBand(hunk.getBandCount());
        }), OBJECT_MISSING, MEMBER_UNLISTED),
        told("beyond the tar of another band's block", fileIn("late/file 20", (hunk, entry) -> {
          hunk.addBand(firstBand);
          entry.getExtentBuilder(0)
              .setBand(hunk.getBandCount())
              .setBlock(0)
              .setRawOffset(60_000_000);
        }), EXTENT_MISMATCH, MEMBER_UNLISTED),
        told("two files with each other's bytes", entries(hunk -> {
          int at = at(hunk, "late/file 20");
          Extent one = hunk.getEntry(at).getExtent(0);
          Extent other = hunk.getEntry(at + 1).getExtent(0);
          hunk.getEntryBuilder(at).setExtent(0, other);
          hunk.getEntryBuilder(at + 1).setExtent(0, one);
        }, "late/file 20"), MEMBER_UNLISTED),
        told("a file that is left out", counted("late/file 20"), INDEX_MALFORMED,
            MEMBER_UNLISTED),
        // Blocks.
        told("a member that no index names", block(LyingArchiveTest::withMember),
            MEMBER_UNLISTED),
        told("a member under another path", member("late/file 20", tar -> tar[8]++),
            MEMBER_UNLISTED),
        told("another byte in a block", member("late/file 20", tar -> tar[512]++),
            EXTENT_MISMATCH),
        told("a tar without an end", block(List::removeLast), TAR_PROFILE),
        // The object table.
        told("stored length of a frame", table(info -> info.setFrame(0, info.getFrame(0) - 1)),
            INDEX_MISMATCH),
        told("raw length of a frame", table(info -> info.setFrame(1, info.getFrame(1) - 1)),
            INDEX_MISMATCH),
        told("no frames", table(ObjectInfo.Builder::clearFrame), INDEX_MISMATCH),
        told("length of a payload",
            table(info -> info.setPayloadLength(info.getPayloadLength() + 1)), INDEX_MISMATCH),
        told("offset of a payload", table(info -> info.setPayloadOffset(512)), INDEX_MISMATCH),
        told("offset of a content",
            table(info -> info.setContentOffset(1)), INDEX_MISMATCH),
        told("group of a block", table(info -> info.setGroup(9)), INDEX_MISMATCH),
        told("a session key of a plain block",
            table(info -> info.setSessionKey(ByteString.copyFrom(new byte[32]))), INDEX_MISMATCH),
        told("a block that the table leaves out", objects(hunk -> hunk.removeObject(0)),
            INDEX_MALFORMED),
        told("a block of the table that is not there", objects(hunk -> hunk.getObjectBuilderList()
            .stream()
            .filter(info -> info.getKind() == ObjectKind.BLOCK)
            .reduce((_, last) -> last)
            .ifPresent(info -> info.setNumber(4000))), INDEX_MALFORMED),
        told("length of an index object", ofTable(ObjectKind.INDEX,
            info -> info.setPayloadLength(info.getPayloadLength() + 1)), INDEX_MISMATCH),
        told("objects out of order", objects(hunk -> {
          ObjectInfo first = hunk.getObject(0);
          hunk.setObject(0, hunk.getObject(1)).setObject(1, first);
        }), INDEX_MALFORMED, INDEX_LOST));
  }

  static Stream<Told> secretLies() {
    return Stream.of(
        told("counters: files", counters(c -> c.setFiles(c.getFiles() + 1)), INDEX_MALFORMED),
        told("another extent SHA-256", extent(e -> e.setSha256(flipped(e.getSha256()))),
            EXTENT_MISMATCH),
        told("a member that no index names", block(LyingArchiveTest::withMember),
            MEMBER_UNLISTED),
        told("another session key", table(info -> info.setSessionKey(
            flipped(info.getSessionKey()))), INDEX_MISMATCH),
        told("another session key of an index object", ofTable(ObjectKind.INDEX,
            info -> info.setSessionKey(flipped(info.getSessionKey()))), INDEX_MISMATCH),
        told("no session key", table(ObjectInfo.Builder::clearSessionKey), INDEX_MISMATCH),
        told("offset of a content",
            table(info -> info.setContentOffset(info.getContentOffset() - 1)), INDEX_MISMATCH),
        told("a block with the message of another", new Lie() {
          @Override
          public boolean inBlock(List<byte[]> frames) {
            return true;
          }

          @Override
          public String messageName(String name) {
            return name.replace("/d", "/d9");
          }
        }, NAME_MISMATCH));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void theDeepCheckNamesIt(Told told) throws Exception {
    isNamed(honest, told);
  }

  @ParameterizedTest
  @MethodSource("secretLies")
  void theDeepCheckNamesItInAnEncryptedArchive(Told told) throws Exception {
    isNamed(sealed, told);
  }

  private static void isNamed(TestArchive archive, Told told) throws Exception {
    FsckArchive lying = LyingWriter.write(archive, told.lie());
    try (var driver = new FsckDriver(lying.store(), 2, new RecordingMonitor())) {
      assertEquals(List.of(), driver.check(CheckDepth.FULL).findings(), "without key");
    }
    FsckReport report = FsckArchive.check(lying.store(), CheckDepth.DEEP);
    Set<AlarmCode> said = report.findings()
        .stream()
        .flatMap(finding -> finding.alarms().stream())
        .map(Alarm::code)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(AlarmCode.class)));
    assertEquals(told.alarms(), said, () -> report.findings().toString());
    // Bytes that nobody would miss are no damage; all else is, and no repair can know better.
    boolean damage = !said.equals(EnumSet.of(MEMBER_UNLISTED));
    assertEquals(damage, report.isDamageLeft());
    assertEquals(List.of(), report.plan());
  }

  @Test
  void anArchiveWrittenAnewWithoutALieIsClean() throws Exception {
    var nothing = new Lie() {
      @Override
      public boolean inBlock(List<byte[]> frames) {
        return true;
      }
    };
    for (TestArchive archive : List.of(honest, sealed)) {
      FsckArchive same = LyingWriter.write(archive, nothing);
      assertEquals(List.of(), FsckArchive.check(same.store(), CheckDepth.DEEP).findings());
    }
  }

  /// What a table says of single blocks, and what blocks say themselves otherwise.
  static Stream<Told> uselessLies() {
    return Stream.of(
        told("stored length of a frame", table(info -> info.setFrame(0, info.getFrame(0) - 1))),
        told("raw length of a frame", table(info -> info.setFrame(1, info.getFrame(1) - 1))),
        told("no frames", table(ObjectInfo.Builder::clearFrame)),
        told("offset of a content", table(info -> info.setContentOffset(1))),
        told("another session key", table(info -> info.setSessionKey(
            flipped(info.getSessionKey()))), INDEX_MISMATCH),
        told("no table", root(hunk -> hunk.getRootBuilder().clearObjects())));
  }

  @ParameterizedTest
  @MethodSource("uselessLies")
  void aWrongTableCostsNothing(Told told) throws Exception {
    FsckArchive lying = LyingWriter.write(sealed, told.lie());
    var monitor = new RecordingMonitor();
    ArchiveReader reader = ArchiveReader.open(lying.store(), TestArchive.keys(), monitor);
    TestArchive.Restored restored =
        TestArchive.restore(reader.index(reader.select("latest")), monitor);
    assertEquals(sealed.restore(new RecordingMonitor()).tree(), restored.tree());
    assertEquals(told.alarms(), Set.copyOf(monitor.codes()));
  }

  private static Told told(String name, Lie lie, AlarmCode... alarms) {
    Set<AlarmCode> set = EnumSet.noneOf(AlarmCode.class);
    set.addAll(Arrays.asList(alarms));
    return new Told(name, lie, set);
  }

  private static Lie where(Predicate<Hunk.Builder> place, Consumer<Hunk.Builder> change) {
    return (Lie.OfHunk) hunk -> {
      boolean here = place.test(hunk);
      if (here) {
        change.accept(hunk);
      }
      return here;
    };
  }

  /// In the root that the tail names: no checkpoint has counters.
  private static Lie root(Consumer<Hunk.Builder> change) {
    return where(hunk -> hunk.hasRoot() && hunk.getRoot().hasCounters(), change);
  }

  private static Lie counters(Consumer<Counters.Builder> change) {
    return root(hunk -> change.accept(hunk.getRootBuilder().getCountersBuilder()));
  }

  /// In the first inner hunk of the tree: references to objects have no path.
  private static Lie children(Consumer<Hunk.Builder> change) {
    return where(hunk -> hunk.getChildCount() > 1 && !hunk.getChild(1).getFirstPath().isEmpty(),
        change);
  }

  private static Lie entries(Consumer<Hunk.Builder> change) {
    return entries(change, "late/file 20");
  }

  private static Lie entries(Consumer<Hunk.Builder> change, String path) {
    return where(hunk -> at(hunk, path) >= 0, change);
  }

  private static int at(Hunk.Builder hunk, String path) {
    for (int at = 0; at < hunk.getEntryCount(); at++) {
      if (hunk.getEntry(at).getPath().equals(ByteString.copyFromUtf8(path))) {
        return at;
      }
    }
    return -1;
  }

  private interface InEntry {
    void change(Hunk.Builder hunk, IndexEntry.Builder entry);
  }

  private static Lie fileIn(String path, InEntry change) {
    return entries(hunk -> change.change(hunk, hunk.getEntryBuilder(at(hunk, path))), path);
  }

  private static Lie file(String path, Consumer<IndexEntry.Builder> change) {
    return fileIn(path, (_, entry) -> change.accept(entry));
  }

  private static Lie extent(Consumer<Extent.Builder> change) {
    return file("late/file 20", entry -> change.accept(entry.getExtentBuilder(0)));
  }

  private static Lie counted(String path) {
    return entries(hunk -> hunk.removeEntry(at(hunk, path)), path);
  }

  private static Lie objects(Consumer<Hunk.Builder> change) {
    return where(hunk -> hunk.getObjectCount() > 1, change);
  }

  private static Lie ofTable(ObjectKind kind, Consumer<ObjectInfo.Builder> change) {
    return objects(hunk -> hunk.getObjectBuilderList()
        .stream()
        .filter(info -> info.getKind() == kind)
        .findFirst()
        .ifPresent(change));
  }

  private static Lie table(Consumer<ObjectInfo.Builder> change) {
    return ofTable(ObjectKind.BLOCK, change);
  }

  private static Lie block(Consumer<List<byte[]>> change) {
    return (Lie.OfBlock) frames -> {
      change.accept(frames);
      return true;
    };
  }

  /// Changes a member, from its header on, which gets its checksum again.
  private static Lie member(String path, Consumer<byte[]> change) {
    byte[] name = (path + "\0").getBytes(StandardCharsets.US_ASCII);
    return (Lie.OfBlock) frames -> {
      for (byte[] frame : frames) {
        for (int at = 0; at < frame.length; at += TarHeader.BLOCK) {
          if (Arrays.equals(frame, at, at + name.length, name, 0, name.length)) {
            byte[] tar = Arrays.copyOfRange(frame, at, frame.length);
            change.accept(tar);
            putChecksum(tar);
            System.arraycopy(tar, 0, frame, at, tar.length);
            return true;
          }
        }
      }
      return false;
    };
  }

  private static void putChecksum(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < TarHeader.BLOCK; i++) {
      sum += header[i] & 0xFF;
    }
    byte[] digits = String.format(Locale.ROOT, "%06o\0", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, header, 148, digits.length);
  }

  private static void flip(HunkRef.Builder reference) {
    reference.setSha256(flipped(reference.getSha256()));
  }

  private static ByteString flipped(ByteString bytes) {
    byte[] other = bytes.toByteArray();
    other[0] ^= 1;
    return ByteString.copyFrom(other);
  }

  private static void withMember(List<byte[]> frames) {
    byte[] contents = TestTrees.noise(99, 512);
    var member = new TarMember(
        PieceName.whole(TarPath.of("late/nobody".getBytes(StandardCharsets.US_ASCII))), 0644, 0, 0,
        contents.length, 0, "", "");
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(TarHeader.render(member));
    frame.writeBytes(contents);
    frames.add(frames.size() - 1, frame.toByteArray());
  }
}
