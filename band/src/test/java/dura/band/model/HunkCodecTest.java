package dura.band.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dura.band.model.HunkCodec.Fault;
import dura.band.model.HunkCodec.IllegalHunk;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.FrameCodec;
import dura.proto.Attribute;
import dura.proto.Compression;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.proto.IndexRoot;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is a hunk and what is none.
class HunkCodecTest {
  private static final BandName BAND = BandName.of(7, 1);
  private static final ByteString HASH = ByteString.copyFrom(new byte[32]);

  private static ByteString bytes(String text) {
    return ByteString.copyFrom(text, StandardCharsets.ISO_8859_1);
  }

  private static IndexEntry.Builder file(String path) {
    return IndexEntry.newBuilder().setPath(bytes(path)).setKind(EntryKind.FILE).setMode(0644);
  }

  private static Extent.Builder extent(long offset, long length) {
    return Extent.newBuilder().setOffset(offset).setLength(length).setSha256(HASH);
  }

  private static Hunk leaf(IndexEntry.Builder... entries) {
    var hunk = Hunk.newBuilder();
    for (IndexEntry.Builder entry : entries) {
      hunk.addEntry(entry);
    }
    return hunk.build();
  }

  private static HunkRef.Builder ref(String first) {
    return HunkRef.newBuilder()
        .setFirstPath(bytes(first))
        .setLength(1)
        .setSha256(HASH)
        .setEntries(1);
  }

  private static IndexHunk check(Hunk hunk) throws IllegalHunk {
    return HunkCodec.check(BAND, ByteSlice.of(hunk.toByteArray()));
  }

  @Test
  void aLeafIsReadWithItsBandsResolved() throws Exception {
    BandName other = BandName.of(3, 9);
    Hunk hunk = leaf(file("a").setSize(10)
        .addExtent(extent(0, 4))
        .addExtent(
            extent(5, 5).setBand(1).setBlock(8).setRawOffset(512)))
        .toBuilder()
        .addBand(other.toString())
        .build();
    var leaf = (IndexHunk.Leaf) check(hunk);
    TreeEntry entry = leaf.entries().getFirst();
    assertEquals(BAND, entry.extent(0).band());
    assertEquals(other, entry.extent(1).band());
    assertEquals(other + "/d/08/d0000008.tar", entry.extent(1).blockId().path());
    assertEquals(10, entry.extentsEnd());
  }

  static List<Hunk> illegal() {
    var many = Hunk.newBuilder();
    IntStream.range(0, 257).forEach(i -> many.addEntry(file("a%04d".formatted(i))));
    var extents = file("a").setSize(1 << 20);
    IntStream.range(0, 4097).forEach(i -> extents.addExtent(extent(i, 1)));
    return List.of(
        leaf(file("/a")), leaf(file("a/")), leaf(file("a//b")), leaf(file("..")),
        leaf(file("a/../b")), leaf(file("./a")), leaf(file("a\0b")), leaf(file("")),
        leaf(file("x".repeat(4096))), leaf(file("x/".repeat(32_768) + "x")),
        leaf(file("b"), file("a")), leaf(file("a"), file("a")),
        leaf(file("a/x"), file("b")),
        leaf(file("a").setKind(EntryKind.ENTRY_KIND_UNSPECIFIED)),
        leaf(file("a").setKindValue(99)),
        leaf(file("a").setMode(010000)),
        leaf(file("a").setMtimeNanos(1_000_000_000)),
        leaf(file("a").setSize(-1)),
        leaf(file("0"), file("a").setSize(3).addExtent(extent(0, 4))),
        leaf(file("a").setSize(9).addExtent(extent(0, 4)).addExtent(extent(3, 2))),
        leaf(file("a").setSize(9).addExtent(extent(5, 4)).addExtent(extent(0, 2))),
        leaf(file("a").setSize(9).addExtent(extent(0, 0))),
        leaf(file("a").setSize(9).addExtent(extent(-4, 4))),
        leaf(file("a").setSize(Long.MAX_VALUE).addExtent(extent(Long.MAX_VALUE, 1))),
        leaf(file("a").setSize(1L << 40).addExtent(extent(0, 1L << 33))),
        leaf(file("a").setSize(9).addExtent(extent(0, 4).setRawOffset(1 << 27))),
        leaf(file("a").setSize(9).addExtent(extent(0, 4).setBand(1))),
        leaf(file("a").setSize(9).addExtent(extent(0, 4).setBand(-1))),
        leaf(file("a").setSize(9).addExtent(extent(0, 4).setBlock(10_000_000))),
        leaf(file("a").setSize(9).addExtent(extent(0, 4).setSha256(ByteString.EMPTY))),
        leaf(extents), many.build(),
        leaf(file("a").setContinued(true)),
        leaf(file("a").setSize(9).addExtent(extent(0, 4)).setContinued(true), file("b")),
        leaf(file("a").setSize(9).addExtent(extent(0, 4)).setContinued(true),
            file("a").addExtent(extent(3, 1))),
        leaf(file("a").setSize(9)
            .setFileSha256(HASH)
            .addExtent(extent(0, 4))
            .addExtent(extent(4, 5))),
        leaf(file("a").setKind(EntryKind.DIRECTORY).setSize(9).addExtent(extent(0, 4))),
        leaf(file("a").setKind(EntryKind.SYMLINK).setTarget(bytes("x\0"))),
        leaf(file("a").setKind(EntryKind.SYMLINK).setTarget(bytes("x".repeat(65_536)))),
        leaf(file("a").addAttribute(Attribute.newBuilder())),
        leaf(file("a").addAttribute(Attribute.newBuilder().setName(bytes("b")))
            .addAttribute(Attribute.newBuilder().setName(bytes("a")))),
        leaf(file("a").addAttribute(Attribute.newBuilder()
            .setName(bytes("b"))
            .setValue(bytes("v".repeat(65_537))))),
        leaf(file("a")).toBuilder().addChild(ref("a")).build(),
        leaf(file("a")).toBuilder().addBand("b1-x").build(),
        Hunk.newBuilder().addChild(ref("b")).addChild(ref("a")).build(),
        Hunk.newBuilder().addChild(ref("a").setLevel(16)).build(),
        Hunk.newBuilder().addChild(ref("a").setLevel(-1)).build(),
        Hunk.newBuilder().addChild(ref("a").setLevel(1)).addChild(ref("b")).build(),
        Hunk.newBuilder().addChild(ref("a").setLength(0)).build(),
        Hunk.newBuilder().addChild(ref("a").setLength(1L << 40)).build(),
        Hunk.newBuilder().addChild(ref("a").setOffset(-1)).build(),
        Hunk.newBuilder().addChild(ref("a").setBand(1)).build(),
        Hunk.newBuilder().addChild(ref("../x")).build(),
        Hunk.newBuilder().addObject(ObjectInfo.newBuilder().setKind(ObjectKind.PARITY)).build(),
        Hunk.newBuilder().addObject(block(3)).addObject(block(3)).build(),
        Hunk.newBuilder().addObject(block(3).addFrame(1)).build(),
        Hunk.newBuilder().addObject(block(3).addFrame(-1).addFrame(1)).build(),
        Hunk.newBuilder().addObject(block(3).setSessionKey(bytes("short"))).build(),
        Hunk.newBuilder().addObject(block(3).setPayloadLength(1L << 28)).build(),
        Hunk.newBuilder().setRoot(IndexRoot.newBuilder().setChunkerSeed(bytes("x"))).build(),
        Hunk.newBuilder()
            .setRoot(IndexRoot.newBuilder()
                .addSource(dura.proto.Source.newBuilder().setName(bytes("../x"))))
            .build());
  }

  private static ObjectInfo.Builder block(int number) {
    return ObjectInfo.newBuilder().setKind(ObjectKind.BLOCK).setNumber(number);
  }

  @ParameterizedTest
  @MethodSource("illegal")
  void whatBreaksARuleIsRefused(Hunk hunk) {
    assertEquals(Fault.MALFORMED, assertThrows(IllegalHunk.class, () -> check(hunk)).fault());
  }

  @Test
  void aFrameMustBeTheOneThatIsNamed() throws Exception {
    byte[] raw = leaf(file("a")).toByteArray();
    var frame =
        ByteSlice.of(FrameCodec.of(Compression.ZSTD).compress(raw, 0, raw.length));
    var place = new HunkPlace(BAND, 0, 0, frame.length(), Sha256.of(frame));
    var reference = new HunkReference(ArchivePath.of("a"), place, 0, 1, List.of());
    assertTrue(
        HunkCodec.decode(reference, Compression.ZSTD, frame) instanceof IndexHunk.Leaf);
    var other = new HunkReference(ArchivePath.of("a"),
        new HunkPlace(BAND, 0, 0, frame.length(), Sha256.of(new byte[0])), 0, 1, List.of());
    assertEquals(Fault.MISMATCH, assertThrows(IllegalHunk.class,
        () -> HunkCodec.decode(other, Compression.ZSTD, frame)).fault());
    var deeper = new HunkReference(ArchivePath.of("a"), place, 1, 1, List.of());
    assertThrows(IllegalHunk.class,
        () -> HunkCodec.decode(deeper, Compression.ZSTD, frame));
  }

  /// A frame that unpacks to more than a hunk may be is refused before it is unpacked.
  @Test
  void aBombIsRefused() {
    byte[] raw = new byte[(1 << 22) + 1];
    var frame =
        ByteSlice.of(FrameCodec.of(Compression.ZSTD).compress(raw, 0, raw.length));
    assertThrows(IllegalHunk.class, () -> HunkCodec.decode(BAND, Compression.ZSTD, frame));
  }

  /// Fields of no content, two or three bytes each, once at every place where many may stand.
  static List<Arguments> floods() {
    int many = 1 << 20;
    return List.of(
        Arguments.of("entries", flood(1, many)),
        Arguments.of("bands", flood(5, many)),
        Arguments.of("unknown fields", flood(30, many / 2)),
        Arguments.of("extents of an entry", message(1, flood(11, many))),
        Arguments.of("attributes of an entry", message(1, flood(16, many))),
        Arguments.of("unknown fields of an entry", message(1, flood(30, many / 2))),
        Arguments.of("unknown fields of an extent", message(1, message(11, flood(30, many / 2)))),
        Arguments.of("groups of a reference", message(2, flood(9, many))),
        Arguments.of("groups of the root's reference", message(4, message(1, flood(9, many)))),
        Arguments.of("sources", message(4, flood(3, many))),
        Arguments.of("tags", message(4, flood(5, many))),
        Arguments.of("a group of fields", ByteString.copyFrom(new byte[] {0x0b, 0x0c})));
  }

  private static ByteString flood(int field, int bytes) {
    var out = ByteString.newOutput();
    var coded = CodedOutputStream.newInstance(out);
    try {
      for (int i = 0; i < bytes; i++) {
        coded.writeByteArray(field, new byte[0]);
      }
      coded.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteString();
  }

  private static ByteString message(int field, ByteString content) {
    var out = ByteString.newOutput();
    var coded = CodedOutputStream.newInstance(out);
    try {
      coded.writeBytes(field, content);
      coded.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteString();
  }

  @ParameterizedTest
  @MethodSource("floods")
  void itemsAreCountedAtEveryDepthBeforeTheyAreParsed(String what, ByteString raw) {
    assertTrue(raw.size() <= 1 << 22, what);
    IllegalHunk refused =
        assertThrows(IllegalHunk.class, () -> HunkCodec.check(BAND, ByteSlice.of(raw)));
    assertEquals("too many items", refused.getMessage());
  }

  /// The bound is beyond what a hunk within the other limits can need.
  @Test
  void theFullestEntryFits() throws Exception {
    var fullest = file("a").setSize(1 << 20);
    IntStream.range(0, 4096).forEach(i -> fullest.addExtent(extent(i, 1)));
    IntStream.range(0, 1024)
        .forEach(i -> fullest.addAttribute(Attribute.newBuilder()
            .setName(bytes("user.%04d".formatted(i)))));
    assertTrue(check(leaf(fullest)) instanceof IndexHunk.Leaf);
    assertThrows(IllegalHunk.class, () -> check(leaf(fullest.addExtent(extent(4096, 1)))));
  }

  @Property(tries = 300)
  void anyBytesAreAHunkOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] raw = leaf(file("a").setSize(10).addExtent(extent(0, 4)), file("b"))
        .toBuilder()
        .addBand(BAND.toString())
        .build()
        .toByteArray();
    Consumer<byte[]> flip = bytes -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    IntStream.rangeClosed(0, random.nextInt(4)).forEach(_ -> flip.accept(raw));
    try {
      IndexHunk hunk = HunkCodec.check(BAND, ByteSlice.of(raw));
      if (hunk instanceof IndexHunk.Leaf leaf) {
        leaf.entries().forEach(entry -> {
          entry.kind();
          entry.extents();
          entry.modified();
        });
      }
    } catch (IllegalHunk refused) {
      assertEquals(Fault.MALFORMED, refused.fault());
    }
  }
}
