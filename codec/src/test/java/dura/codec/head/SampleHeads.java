package dura.codec.head;

import dura.codec.bytes.ByteSlice;
import dura.codec.erasure.CellGrid;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.Encryption;
import dura.proto.GroupMember;
import dura.proto.GroupParity;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.RedundancyProfile;
import dura.testdata.SplitMix64;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Heads of every kind, for tests.
public final class SampleHeads {
  /// The archive of all samples.
  public static final ByteSlice ARCHIVE_ID = ByteSlice.hex("00112233445566778899aabbccddeeff");

  /// The band of all samples.
  public static final BandName BAND = new BandName(7, "7kq3w2zd");

  private SampleHeads() {}

  /// A description, identity and layers, of every kind of object in every kind of layers it can have,
  /// by a name for it.
  public static Map<String, ObjectHead> descriptions() {
    var all = new LinkedHashMap<String, ObjectHead>();
    all.put("archive-header", of(ObjectKind.ARCHIVE_HEADER, ObjectName.ARCHIVE, Content.SHEET));
    all.put("band-head", of(ObjectKind.BAND_HEAD, ObjectName.HEAD, Content.SHEET));
    all.putAll(layered("block", of(ObjectKind.BLOCK, ObjectName.block(69), Content.TAR)));
    all.putAll(layered("index", of(ObjectKind.INDEX, ObjectName.index(32), Content.HUNKS)));
    all.put("parity", parity());
    all.put("tail", of(ObjectKind.BAND_TAIL, ObjectName.TAIL, Content.SHEET));
    all.put("tail-signed", of(ObjectKind.BAND_TAIL, ObjectName.TAIL, Content.SIGNED_SHEET));
    all.put("pruned-signed", of(ObjectKind.PRUNED, ObjectName.PRUNED, Content.SIGNED_SHEET));
    all.put("tombstone", of(ObjectKind.TOMBSTONE, ObjectName.TAIL, Content.SHEET));
    return all;
  }

  /// The description with this name.
  public static ObjectHead description(String name) {
    return Optional.ofNullable(descriptions().get(name)).orElseThrow();
  }

  private static Map<String, ObjectHead> layered(String name, ObjectHead plain) {
    var all = new LinkedHashMap<String, ObjectHead>();
    for (Compression compression : Compression.values()) {
      if (compression != Compression.UNRECOGNIZED) {
        ObjectHead compressed = plain.toBuilder().setCompression(compression).build();
        String suffix = Suffix.of(compressed).replace('.', '-');
        all.put(name + suffix, compressed);
        all.put(name + suffix + "-gpg", encrypted(compressed, 2));
      }
    }
    return all;
  }

  /// `head` encrypted to as many certificates, fingerprints of both lengths in turn.
  public static ObjectHead encrypted(ObjectHead head, int recipients) {
    var encrypted = head.toBuilder().setEncryption(Encryption.OPENPGP).clearRecipient();
    for (int i = 0; i < recipients; i++) {
      byte[] fingerprint = new SplitMix64(i).bytes(i % 2 == 0 ? 20 : 32);
      encrypted.addRecipient(ByteSlice.of(fingerprint).toByteString());
    }
    return encrypted.build();
  }

  /// The description of an uncompressed block that is not encrypted.
  public static ObjectHead block(int number) {
    return of(ObjectKind.BLOCK, ObjectName.block(number), Content.TAR);
  }

  /// The description of a parity object of a group of two.
  public static ObjectHead parity() {
    var group = GroupParity.newBuilder()
        .setNumber(43)
        .setIndex(1)
        .setParityObjects(2)
        .setNominalMembers(48);
    for (int i = 0; i < 2; i++) {
      group.addMember(GroupMember.newBuilder()
          .setBand(i == 0 ? new BandName(6, "aaaaaaaa").toString() : "")
          .setObject(ObjectName.block(i).text())
          .setLength(4096L * (10 + i))
          .setSha256(ByteSlice.of(new SplitMix64(i).bytes(32)).toByteString()));
    }
    return of(ObjectKind.PARITY, ObjectName.parity(43, 1), Content.PARITY_BYTES).toBuilder()
        .setGroup(group)
        .setArchiveHeader(ByteSlice.utf8("dura-archive: 1\n").toByteString())
        .build();
  }

  /// A parity object's description that is `bytes` longer than others.
  public static ObjectHead longDescription(int bytes) {
    return parity().toBuilder()
        .setArchiveHeader(ByteSlice.of(new SplitMix64(bytes).bytes(bytes)).toByteString())
        .build();
  }

  private static ObjectHead of(ObjectKind kind, ObjectName name, Content content) {
    boolean inBand = kind != ObjectKind.ARCHIVE_HEADER;
    return ObjectHead.newBuilder()
        .setArchiveId(ARCHIVE_ID.toByteString())
        .setBand(inBand ? BAND.toString() : "")
        .setObject(name.text())
        .setKind(kind)
        .setContent(content)
        .build();
  }

  /// Which object a description is of; the description need not be a legal head yet.
  public static ObjectId id(ObjectHead description) {
    return new ObjectId(Optional.of(description.getBand()).flatMap(BandName::parse),
        new ObjectName(description.getObject()));
  }

  /// A legal head for `description`, as for a payload that nobody has.
  public static ObjectHead complete(ObjectHead description, int payloadLength,
      RedundancyProfile profile) {
    CellGrid grid = CellGrid.of(payloadLength, profile);
    var random = new SplitMix64(payloadLength);
    return description.toBuilder()
        .setFormat(HeadCodec.FORMAT)
        .setPayloadLength(payloadLength)
        .setPayloadSha256(ByteSlice.of(random.bytes(32)).toByteString())
        .setCellSize(grid.cellSize())
        .setDataShards(grid.dataShards())
        .setParityShards(grid.parityShards())
        .setCellCrc(ByteSlice.of(random.bytes(4 * grid.cells())).toByteString())
        .build();
  }

  /// Any description.
  public static Arbitrary<ObjectHead> anyDescription() {
    List<ObjectHead> all = new ArrayList<>(descriptions().values());
    return Arbitraries.oneOf(Arbitraries.of(all),
        Arbitraries.integers().between(1, 40_000).map(SampleHeads::longDescription),
        Combinators.combine(Arbitraries.of(all), Arbitraries.integers().between(0, 16))
            .as((head, n) -> head.getKind() == ObjectKind.BLOCK ? encrypted(head, n) : head));
  }

  /// Any length of a payload: empty, one byte, about every length at which something changes, others.
  public static Arbitrary<Integer> anyPayloadLength(int most) {
    Arbitrary<Integer> near = Combinators.combine(
        Arbitraries.of(0, 512, 8 * 512, 4096, 32_768, 224 * 4096, 2 * 224 * 4096),
        Arbitraries.integers().between(-2, 2)).as(Integer::sum).filter(n -> n >= 0);
    return Arbitraries.oneOf(near, Arbitraries.integers().between(0, 40_000),
        Arbitraries.integers().between(0, most)).filter(n -> n <= most);
  }

  /// Any legal head, its payload at most 16 MiB.
  public static Arbitrary<ObjectHead> anyHead() {
    return Combinators.combine(anyDescription(), anyPayloadLength(1 << 24),
        Arbitraries.of(RedundancyProfile.class)).as(SampleHeads::complete);
  }
}
