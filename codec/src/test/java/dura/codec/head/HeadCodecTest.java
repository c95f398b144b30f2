package dura.codec.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec.IllegalHead;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.Encryption;
import dura.proto.GroupMember;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HeadCodecTest {
  private static final ObjectHead BLOCK =
      SampleHeads.complete(SampleHeads.block(69), 100_000, RedundancyProfile.STANDARD);
  private static final ObjectHead SMALL =
      SampleHeads.complete(SampleHeads.block(69), 5_000, RedundancyProfile.STANDARD);
  private static final ObjectHead EMPTY =
      SampleHeads.complete(SampleHeads.block(69), 0, RedundancyProfile.STANDARD);
  private static final ObjectHead PARITY =
      SampleHeads.complete(SampleHeads.parity(), 100_000, RedundancyProfile.STANDARD);
  private static final ObjectHead TAIL =
      SampleHeads.complete(SampleHeads.description("tail"), 100, RedundancyProfile.STANDARD);
  private static final ObjectHead HEADER = SampleHeads
      .complete(SampleHeads.description("archive-header"), 100, RedundancyProfile.STANDARD);
  private static final ObjectHead ENCRYPTED =
      SampleHeads.complete(SampleHeads.encrypted(SampleHeads.block(69), 16), 100_000,
          RedundancyProfile.STANDARD);

  @Provide
  Arbitrary<ObjectHead> heads() {
    return SampleHeads.anyHead();
  }

  @Property
  void legalHeadsComeBack(@ForAll("heads") ObjectHead head) throws IllegalHead {
    assertEquals(head, decode(head.toByteArray()));
    assertEquals(SampleHeads.id(head), HeadCodec.id(head));
  }

  @Example
  void everyRuleIsChecked() {
    Map<String, ObjectHead.Builder> illegal = new LinkedHashMap<>();
    alter(illegal, "format 0", BLOCK, b -> b.setFormat(0));
    alter(illegal, "format 2", BLOCK, b -> b.setFormat(2));
    alter(illegal, "no archive", BLOCK, b -> b.clearArchiveId());
    alter(illegal, "short archive id", BLOCK, b -> b.setArchiveId(bytes(15)));
    alter(illegal, "long archive id", BLOCK, b -> b.setArchiveId(bytes(17)));
    alter(illegal, "no band", BLOCK, b -> b.setBand(""));
    alter(illegal, "upper case band", BLOCK, b -> b.setBand("b000007-7KQ3W2ZD"));
    alter(illegal, "band with a path", BLOCK, b -> b.setBand("../000007-7kq3w2zd"));
    alter(illegal, "band of the header", HEADER, b -> b.setBand("b000007-7kq3w2zd"));
    alter(illegal, "no object", BLOCK, b -> b.setObject(""));
    alter(illegal, "object of another kind", BLOCK, b -> b.setObject("i0000069"));
    alter(illegal, "object with a path", BLOCK, b -> b.setObject("../d0000069"));
    alter(illegal, "object with a line feed", BLOCK, b -> b.setObject("d0000069\n"));
    alter(illegal, "copy's name", TAIL, b -> b.setObject("tail-2"));
    alter(illegal, "no kind", BLOCK, b -> b.clearKind());
    alter(illegal, "unknown kind", BLOCK, b -> b.setKindValue(9));
    alter(illegal, "other kind", BLOCK, b -> b.setKind(ObjectKind.INDEX));
    alter(illegal, "no content", BLOCK, b -> b.clearContent());
    alter(illegal, "other content", BLOCK, b -> b.setContent(Content.HUNKS));
    alter(illegal, "unknown content", BLOCK, b -> b.setContentValue(6));
    alter(illegal, "unknown compression", BLOCK, b -> b.setCompressionValue(5));
    alter(illegal, "compressed sheet", TAIL, b -> b.setCompression(Compression.ZSTD));
    alter(illegal, "unknown encryption", BLOCK, b -> b.setEncryptionValue(2));
    alter(illegal, "encrypted sheet", TAIL, b -> b.setEncryption(Encryption.OPENPGP));
    alter(illegal, "signed header", HEADER, b -> b.setContent(Content.SIGNED_SHEET));
    alter(illegal, "recipient of a clear block", BLOCK, b -> b.addRecipient(bytes(20)));
    alter(illegal, "17 recipients", ENCRYPTED, b -> b.addRecipient(bytes(20)));
    alter(illegal, "short fingerprint", ENCRYPTED, b -> b.setRecipient(0, bytes(19)));
    alter(illegal, "no fingerprint", ENCRYPTED, b -> b.setRecipient(15, bytes(0)));
    alter(illegal, "huge payload", BLOCK, b -> b.setPayloadLength((1L << 27) + 1));
    alter(illegal, "negative payload", BLOCK, b -> b.setPayloadLength(-1));
    alter(illegal, "payload of 2^32 more", BLOCK, b -> b.setPayloadLength((1L << 32) + 100_000));
    alter(illegal, "longer payload", BLOCK, b -> b.setPayloadLength(200_000));
    alter(illegal, "no SHA-256", BLOCK, b -> b.clearPayloadSha256());
    alter(illegal, "short SHA-256", BLOCK, b -> b.setPayloadSha256(bytes(31)));
    alter(illegal, "no cells", BLOCK, b -> b.setCellSize(0));
    alter(illegal, "cells of 1 byte", BLOCK, b -> b.setCellSize(1));
    alter(illegal, "small cells", BLOCK, b -> b.setCellSize(512));
    alter(illegal, "huge cells", BLOCK, b -> b.setCellSize(-4096));
    alter(illegal, "large cells", SMALL, b -> b.setCellSize(4096));
    alter(illegal, "cells of nothing", EMPTY, b -> b.setCellSize(512));
    alter(illegal, "shards of nothing", EMPTY, b -> b.setDataShards(1));
    alter(illegal, "parity of nothing", EMPTY, b -> b.setParityShards(1));
    alter(illegal, "k = 0", BLOCK, b -> b.setDataShards(0));
    alter(illegal, "k too large", BLOCK, b -> b.setDataShards(26));
    alter(illegal, "k that no R gives", BLOCK, b -> b.setDataShards(24));
    alter(illegal, "k = 2^32 - 1", BLOCK, b -> b.setDataShards(-1));
    alter(illegal, "k + m = 257", BLOCK, b -> b.setParityShards(232));
    alter(illegal, "m = 2^32 - 1", BLOCK, b -> b.setParityShards(-1));
    alter(illegal, "half a sector of parity", SMALL, b -> b.setParityShards(9));
    alter(illegal, "other m", BLOCK, b -> b.setParityShards(BLOCK.getParityShards() + 1));
    alter(illegal, "no CRCs", BLOCK, b -> b.clearCellCrc());
    alter(illegal, "a CRC too few", BLOCK,
        b -> b.setCellCrc(b.getCellCrc().substring(0, b.getCellCrc().size() - 4)));
    alter(illegal, "a byte too many", BLOCK, b -> b.setCellCrc(b.getCellCrc().concat(bytes(1))));
    alter(illegal, "CRCs of nothing", EMPTY, b -> b.setCellCrc(bytes(4)));
    alter(illegal, "group of a block", BLOCK, b -> b.setGroup(PARITY.getGroup()));
    alter(illegal, "archive header in a block", BLOCK, b -> b.setArchiveHeader(bytes(1)));
    alter(illegal, "parity without group", PARITY, b -> b.clearGroup());
    alter(illegal, "number of another group", PARITY, b -> b.getGroupBuilder().setNumber(44));
    alter(illegal, "index of another object", PARITY, b -> b.getGroupBuilder().setIndex(0));
    alter(illegal, "index beyond the group", PARITY,
        b -> b.getGroupBuilder().setParityObjects(1));
    alter(illegal, "huge index", PARITY, b -> b.getGroupBuilder().setIndex(-1));
    alter(illegal, "more members than places", PARITY,
        b -> b.getGroupBuilder().setNominalMembers(1));
    alter(illegal, "k + m = 257", PARITY, b -> b.getGroupBuilder().setNominalMembers(255));
    alter(illegal, "huge k", PARITY, b -> b.getGroupBuilder().setNominalMembers(-1));
    alter(illegal, "256 members", PARITY, b -> {
      for (int i = 2; i < 256; i++) {
        b.getGroupBuilder().addMember(PARITY.getGroup().getMember(0));
      }
    });
    member(illegal, "band of a member", m -> m.setBand("b7"));
    member(illegal, "no name of a member", m -> m.clearObject());
    member(illegal, "parity as a member", m -> m.setObject("p0000042-0"));
    member(illegal, "head as a member", m -> m.setObject("head"));
    member(illegal, "huge member", m -> m.setLength((1L << 27) + 1));
    member(illegal, "negative member", m -> m.setLength(-1));
    member(illegal, "no SHA-256 of a member", m -> m.clearSha256());
    illegal.forEach((what, head) -> assertThrows(IllegalHead.class,
        () -> decode(head.build().toByteArray()), what));
  }

  private static void alter(Map<String, ObjectHead.Builder> all, String what, ObjectHead head,
      Consumer<ObjectHead.Builder> change) {
    ObjectHead.Builder altered = head.toBuilder();
    change.accept(altered);
    all.put(what + " (" + head.getKind() + ")", altered);
  }

  private static void member(Map<String, ObjectHead.Builder> all, String what,
      Consumer<GroupMember.Builder> change) {
    alter(all, what, PARITY, b -> change.accept(b.getGroupBuilder().getMemberBuilder(1)));
  }

  private static ByteString bytes(int length) {
    return ByteString.copyFrom(new byte[length]);
  }

  /// The checks do not refuse everything: what these heads were made from is legal.
  @Example
  void whatWasAlteredWasLegal() throws IllegalHead {
    for (ObjectHead head : new ObjectHead[] {BLOCK, SMALL, EMPTY, PARITY, TAIL, HEADER,
      ENCRYPTED}) {
      assertEquals(head, decode(head.toByteArray()));
    }
  }

  @Property(tries = 1000)
  void randomBytesAreRefusedInOneWay(@ForAll byte[] bytes) {
    assertThrows(IllegalHead.class, () -> decode(bytes));
    assertThrows(IllegalHead.class, () -> HeadCodec.decodeStart(ByteSlice.of(bytes)));
  }

  @Property(tries = 1000)
  void alteredBytesAreALegalHeadOrRefused(@ForAll("heads") ObjectHead head, @ForAll long seed) {
    byte[] bytes = head.toByteArray();
    var random = new SplitMix64(seed);
    // Near the beginning, where the numbers are.
    for (int i = random.between(1, 3); i > 0; i--) {
      bytes[random.below(Math.min(bytes.length, 200))] = (byte) random.next();
    }
    try {
      ObjectHead altered = decode(bytes);
      HeadLayout layout = HeadLayout.of(altered, 128);
      assertTrue(layout.objectLength() > 0);
      assertEquals(4 * HeadCodec.grid(altered).cells(), altered.getCellCrc().size());
      HeadText.render(altered, 1);
    } catch (IllegalHead _) {
      // the other thing that may happen
    }
  }

  @Property
  void beginningOfAMessageIsEnoughForItsGeometry(@ForAll("heads") ObjectHead head)
      throws IllegalHead {
    byte[] bytes = head.toByteArray();
    int start = head.toBuilder()
        .clearCellCrc()
        .clearGroup()
        .clearArchiveHeader()
        .build()
        .getSerializedSize();
    for (int length : new int[] {start, Math.min(start + 1, bytes.length),
      Math.min(start + 9, bytes.length), bytes.length}) {
      ObjectHead read = HeadCodec.decodeStart(ByteSlice.of(bytes, 0, length));
      assertEquals(HeadLayout.of(head, 3), HeadLayout.of(read, 3));
    }
    if (start < bytes.length) {
      assertThrows(IllegalHead.class, () -> decode(ByteSlice.of(bytes, 0, start).toByteArray()));
    }
  }

  /// Fields that a later writer adds are no reason to refuse a head.
  @Example
  void unknownFieldsAreKept() throws IllegalHead {
    byte[] field = {(byte) 0xFA, 0x06, 0x01, 0x2A}; // field 111, one byte
    ObjectHead head = decode(ByteString.copyFrom(BLOCK.toByteArray())
        .concat(ByteString.copyFrom(field))
        .toByteArray());
    assertEquals(BLOCK.getSerializedSize() + field.length, head.getSerializedSize());
  }

  private static ObjectHead decode(byte[] bytes) throws IllegalHead {
    return HeadCodec.decode(ByteSlice.of(bytes));
  }
}
