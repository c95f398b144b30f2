package dura.tools.dump;

import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.Descriptions;
import dura.band.model.EncryptionMode;
import dura.band.model.GroupKind;
import dura.band.model.GroupLine;
import dura.band.model.IndexRootLine;
import dura.band.model.KeyBlock;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.FrameCodec;
import dura.codec.crypt.Armor;
import dura.codec.crypt.ClearSigner;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.Identity;
import dura.codec.crypt.KeyMaker;
import dura.codec.crypt.LockedIdentity;
import dura.codec.crypt.MessageSealer;
import dura.codec.crypt.Recipient;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.ObjectEncoder;
import dura.codec.tar.PieceName;
import dura.codec.tar.TarEnd;
import dura.codec.tar.TarHeader;
import dura.codec.tar.TarMember;
import dura.codec.tar.TarPath;
import dura.proto.Attribute;
import dura.proto.Compression;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.GroupMember;
import dura.proto.GroupParity;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.proto.IndexRoot;
import dura.proto.ObjectHead;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectName;
import dura.spec.RedundancyProfile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// One object of every kind, always the same bytes.
final class Samples {
  static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");
  static final BandName BAND = BandName.of(7, 0x123456789AL);
  static final ByteSlice ARCHIVE_ID = ByteSlice.hex("00112233445566778899aabbccddeeff");

  /// Signs tails and opens messages.
  static final Identity KEY = key();

  private static final RedundancyProfile PROFILE = RedundancyProfile.LEAN;

  private Samples() {}

  /// All samples by a short name.
  static Map<String, EncodedObject> all() {
    var samples = new LinkedHashMap<String, EncodedObject>();
    samples.put("archive", Descriptions.archiveHeader(header()));
    samples.put("head", Descriptions.bandHead(bandHead()));
    samples.put("tail", tail());
    samples.put("block", block(Compression.ZSTD));
    samples.put("block-plain", block(Compression.COMPRESSION_NONE));
    samples.put("block-encrypted", encryptedBlock());
    samples.put("index", index());
    samples.put("parity", parity());
    samples.put("block-empty", object(GroupKind.DATA, Compression.ZSTD, ByteSlice.EMPTY));
    return samples;
  }

  private static Identity key() {
    try {
      String armored = KeyMaker.clientKey("laptop", TIME.getEpochSecond(), random(1));
      return LockedIdentity.parse(armored.getBytes(StandardCharsets.US_ASCII)).unlock();
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }

  private static SecureRandom random(long seed) {
    var random = new Random(seed);
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
      }
    };
  }

  static ArchiveHeader header() {
    var signer = new KeyBlock(ByteSlice.hex(KEY.fingerprints().getFirst()),
        Armor.encode(KEY.certificates().getFirst()));
    return new ArchiveHeader(ARCHIVE_ID, TIME, 1, List.of(), PROFILE, Compression.ZSTD,
        EncryptionMode.NONE, List.of(), List.of(signer), Optional.empty());
  }

  static BandHead bandHead() {
    return new BandHead(ARCHIVE_ID, BAND, List.of(), Optional.empty(), List.of(), PROFILE, TIME,
        header().render());
  }

  static EncodedObject tail() {
    ByteSlice hash = Sha256.of(new byte[] {1});
    return tail(hash, hash);
  }

  /// A tail of a band with one block.
  static EncodedObject tail(ByteSlice sumsSha256, ByteSlice listSha256) {
    ByteSlice hash = Sha256.of(new byte[] {1});
    var tail = new BandTail(bandHead(), Descriptions.bandHead(bandHead()).sha256(),
        TIME.plusSeconds(60), sumsSha256,
        new IndexRootLine(BAND, ObjectName.index(0), 400, 100, hash),
        new BandTail.ObjectCounts(1, 1, 0), 65_536,
        List.of(new GroupLine(0, GroupKind.DATA, 1, 0, listSha256)), List.of(), List.of());
    try {
      byte[] signed = ClearSigner.sign(tail.render().toUtf8(), KEY, TIME.getEpochSecond());
      return Descriptions.bandTail(bandHead(), ByteSlice.of(signed), true);
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }

  /// Three members in three frames, the last frame being the tar's end.
  static EncodedObject block(Compression compression) {
    return object(GroupKind.DATA, compression, content(compression));
  }

  private static ByteSlice content(Compression compression) {
    byte[] noise = new byte[40_000];
    new Random(3).nextBytes(noise);
    var first = new ByteArrayOutputStream();
    member(first, "letters/hello.txt", "hello, world\n".getBytes(StandardCharsets.US_ASCII));
    member(first, "letters/gr\u00fc\u00dfe-" + "x".repeat(120), new byte[512]);
    var second = new ByteArrayOutputStream();
    member(second, "noise", noise);
    return frames(compression, List.of(first.toByteArray(), second.toByteArray(), TarEnd.bytes()));
  }

  private static void member(ByteArrayOutputStream tar, String path, byte[] contents) {
    var name = PieceName.whole(TarPath.of(path.getBytes(StandardCharsets.UTF_8)));
    var member = new TarMember(name, 0644, 1000, 3_000_000, contents.length,
        TIME.getEpochSecond(), "anna", "users");
    tar.writeBytes(TarHeader.render(member));
    tar.writeBytes(contents);
    tar.writeBytes(new byte[member.fillLength()]);
  }

  private static ByteSlice frames(Compression compression, List<byte[]> raw) {
    var content = new ByteArrayOutputStream();
    for (byte[] frame : raw) {
      content.writeBytes(FrameCodec.of(compression).compress(frame, 0, frame.length));
    }
    return ByteSlice.of(content.toByteArray());
  }

  private static EncodedObject object(GroupKind kind, Compression compression, ByteSlice payload) {
    ObjectHead head = Descriptions.layers(Descriptions.member(ARCHIVE_ID, BAND, kind, 0),
        compression, List.of());
    return ObjectEncoder.encode(head, payload, PROFILE);
  }

  static EncodedObject encryptedBlock() {
    try {
      // The client's own key cannot be encrypted to; an archive's can.
      Recipient recipient = Recipient.parse(archiveKey().certificates().getFirst(),
          TIME.getEpochSecond());
      String name = ARCHIVE_ID.toHex() + "/" + BAND + "/d0000000";
      byte[] message = MessageSealer
          .seal(content(Compression.ZSTD).toByteArray(), name, List.of(recipient), random(5))
          .message();
      ObjectHead head = Descriptions.layers(
          Descriptions.member(ARCHIVE_ID, BAND, GroupKind.DATA, 0), Compression.ZSTD,
          List.of(ByteSlice.of(recipient.fingerprint())));
      return ObjectEncoder.encode(head, ByteSlice.of(message), PROFILE);
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }

  private static final Identity ARCHIVE_KEY = madeArchiveKey();

  /// Opens [#encryptedBlock].
  static Identity archiveKey() {
    return ARCHIVE_KEY;
  }

  private static Identity madeArchiveKey() {
    try {
      char[] passphrase = "correct horse".toCharArray();
      String armored = KeyMaker.archiveKey(ARCHIVE_ID.toHex(), passphrase,
          TIME.getEpochSecond(), random(2));
      return LockedIdentity.parse(armored.getBytes(StandardCharsets.US_ASCII)).unlock(passphrase);
    } catch (CryptException e) {
      throw new AssertionError(e);
    }
  }

  static EncodedObject index() {
    ByteSlice hash = Sha256.of(new byte[] {2});
    IndexEntry file = IndexEntry.newBuilder()
        .setPath(ByteSlice.utf8("letters/hello.txt").toByteString())
        .setKind(EntryKind.FILE)
        .setMode(0644)
        .setUid(1000)
        .setMtimeSeconds(TIME.getEpochSecond())
        .setMtimeNanos(5)
        .setSize(13)
        .addExtent(Extent.newBuilder()
            .setLength(13)
            .setRawOffset(512)
            .setSha256(hash.toByteString()))
        .addAttribute(Attribute.newBuilder()
            .setName(ByteSlice.utf8("user.mood").toByteString())
            .setValue(ByteSlice.of(new byte[] {'o', 'k', 0, 27}).toByteString()))
        .build();
    Hunk leaf = Hunk.newBuilder()
        .addEntry(IndexEntry.newBuilder()
            .setPath(ByteSlice.utf8("letters").toByteString())
            .setKind(EntryKind.DIRECTORY)
            .setMode(0755)
            .setMtimeSeconds(-1))
        .addEntry(file)
        .build();
    Hunk table = Hunk.newBuilder()
        .addObject(ObjectInfo.newBuilder()
            .setKind(ObjectKind.BLOCK)
            .setPayloadLength(40_500)
            .setPayloadOffset(4096)
            .setSessionKey(hash.toByteString())
            .addFrame(440)
            .addFrame(3000))
        .build();
    Hunk root = Hunk.newBuilder()
        .setRoot(IndexRoot.newBuilder()
            .setEntries(HunkRef.newBuilder()
                .setLength(100)
                .setSha256(hash.toByteString())
                .setEntries(2))
            .setHost("laptop")
            .setStarted(TIME.getEpochSecond())
            .setWriter("Dura 1"))
        .build();
    return object(GroupKind.INDEX, Compression.ZSTD, frames(Compression.ZSTD,
        List.of(leaf.toByteArray(), table.toByteArray(), root.toByteArray())));
  }

  static GroupParity group() {
    return GroupParity.newBuilder()
        .setNumber(3)
        .setParityObjects(1)
        .setNominalMembers(48)
        .addMember(GroupMember.newBuilder()
            .setObject("d0000000")
            .setLength(5000)
            .setSha256(Sha256.of(new byte[] {4}).toByteString()))
        .build();
  }

  static EncodedObject parity() {
    byte[] parity = new byte[5000];
    Arrays.fill(parity, (byte) 7);
    return Descriptions.parity(bandHead(), group(), ByteSlice.of(parity));
  }
}
