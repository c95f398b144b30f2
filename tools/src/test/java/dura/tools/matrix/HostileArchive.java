package dura.tools.matrix;

import com.google.protobuf.ByteString;
import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.Descriptions;
import dura.band.model.EncryptionMode;
import dura.band.model.GroupKind;
import dura.band.model.GroupLine;
import dura.band.model.IndexRootLine;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.FrameCodec;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.ObjectEncoder;
import dura.codec.tar.PieceName;
import dura.codec.tar.TarEnd;
import dura.codec.tar.TarHeader;
import dura.codec.tar.TarMember;
import dura.codec.tar.TarPath;
import dura.proto.Compression;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.proto.IndexRoot;
import dura.proto.ObjectHead;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.RedundancyProfile;
import dura.spec.RootFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// An archive of one band with one block and one index object, written by hand: every part of it is
/// right, but those that a test sets to something nobody honest would write.
final class HostileArchive {
  static final String CONTENTS = "good bytes\n";

  private static final ByteSlice ID = ByteSlice.hex("00112233445566778899aabbccddeeff");
  private static final BandName BAND = BandName.of(1, 0x123456789AL);
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");
  private static final RedundancyProfile PROFILE = RedundancyProfile.NONE;
  private static final FrameCodec CODEC = FrameCodec.of(Compression.ZSTD);

  private final ByteArrayOutputStream index = new ByteArrayOutputStream();
  private List<String> headerRequires = List.of();
  private List<String> bandRequires = List.of();
  private byte[] blockContent;
  private HunkRef table;

  HostileArchive() {
    byte[] tar = tar("good", CONTENTS);
    blockContent = concat(frame(tar), frame(TarEnd.bytes()));
    table = hunk(Hunk.newBuilder()
        .addObject(ObjectInfo.newBuilder()
            .setKind(ObjectKind.BLOCK)
            .addFrame(frame(tar).length)
            .addFrame(tar.length)
            .setPayloadLength(blockContent.length)
            .setPayloadOffset(1))
        .build(), 1, "");
  }

  HostileArchive headerRequires(String feature) {
    headerRequires = List.of(feature);
    return this;
  }

  HostileArchive bandRequires(String feature) {
    bandRequires = List.of(feature);
    return this;
  }

  /// What the block holds instead of a tar with the good file.
  HostileArchive block(byte[] content) {
    blockContent = content.clone();
    return this;
  }

  /// What the object table refers to.
  HostileArchive table(HunkRef other) {
    table = other;
    return this;
  }

  static byte[] frame(byte[] raw) {
    return CODEC.compress(raw, 0, raw.length);
  }

  static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /// A member of a block's tar with its contents.
  static byte[] tar(String path, String contents) {
    byte[] bytes = contents.getBytes(StandardCharsets.UTF_8);
    var name = PieceName.whole(TarPath.of(path.getBytes(StandardCharsets.UTF_8)));
    var member = new TarMember(name, 0644, 0, 0, bytes.length, TIME.getEpochSecond(), "", "");
    return concat(TarHeader.render(member), bytes, new byte[member.fillLength()]);
  }

  /// The entry of the file that the block holds.
  static IndexEntry.Builder good(String path) {
    return IndexEntry.newBuilder()
        .setPath(ByteString.copyFromUtf8(path))
        .setKind(EntryKind.FILE)
        .setMode(0644)
        .setSize(CONTENTS.length())
        .addExtent(Extent.newBuilder()
            .setLength(CONTENTS.length())
            .setRawOffset(512)
            .setSha256(Sha256.of(ByteSlice.utf8(CONTENTS)).toByteString()));
  }

  /// Adds a frame to the index object.
  ///
  /// @return a reference to it as a leaf, with its first path still to be set
  HunkRef frame(byte[] raw, int entries) {
    byte[] frame = frame(raw);
    int offset = index.size();
    index.writeBytes(frame);
    return HunkRef.newBuilder()
        .setOffset(offset)
        .setLength(frame.length)
        .setSha256(Sha256.of(frame).toByteString())
        .setEntries(entries)
        .build();
  }

  HunkRef hunk(Hunk hunk, int entries, String first) {
    return frame(hunk.toByteArray(), entries).toBuilder()
        .setFirstPath(ByteString.copyFromUtf8(first))
        .build();
  }

  /// Writes the archive with the tree of entries below `entries`.
  void write(Path folder, HunkRef entries) throws IOException {
    var header = new ArchiveHeader(ID, TIME, 1, headerRequires, PROFILE, Compression.ZSTD,
        EncryptionMode.NONE, List.of(), List.of(), Optional.empty());
    for (RootFile file : RootFile.values()) {
      put(folder, file.fileName(), ByteSlice.of(file.master()));
    }
    for (String path : ObjectId.ARCHIVE.paths()) {
      put(folder, path, Descriptions.archiveHeader(header).bytes());
    }
    var head = new BandHead(ID, BAND, bandRequires, Optional.empty(), List.of(), PROFILE, TIME,
        header.render());
    EncodedObject headObject = Descriptions.bandHead(head);
    put(folder, BAND + "/head.tar", headObject.bytes());
    EncodedObject block = object(GroupKind.DATA, ByteSlice.of(blockContent));
    int rootOffset = index.size();
    HunkRef root = frame(Hunk.newBuilder()
        .setRoot(IndexRoot.newBuilder().setEntries(entries).setObjects(table).setWriter("x"))
        .build()
        .toByteArray(), 0);
    EncodedObject hunks = object(GroupKind.INDEX, ByteSlice.of(index.toByteArray()));
    put(folder, ObjectId.of(BAND, ObjectName.block(0)).path(), block.bytes());
    put(folder, ObjectId.of(BAND, ObjectName.index(0)).path(), hunks.bytes());
    Sums.Line first = Sums.own(BAND, ObjectName.HEAD, headObject.sha256());
    Sums.Line data = Sums.own(BAND, ObjectName.block(0), block.sha256());
    Sums.Line meta = Sums.own(BAND, ObjectName.index(0), hunks.sha256());
    ByteSlice sums = ByteSlice.utf8(first.render(BAND) + data.render(BAND) + meta.render(BAND));
    put(folder, BAND + "/" + Sums.PATH, sums);
    var tail = new BandTail(head, headObject.sha256(), TIME.plusSeconds(60), Sha256.of(sums),
        new IndexRootLine(BAND, ObjectName.index(0), rootOffset, (int) root.getLength(),
            ByteSlice.of(hunks.head().getPayloadSha256())),
        new BandTail.ObjectCounts(1, 1, 0),
        (long) headObject.bytes().length() + block.bytes().length() + hunks.bytes().length(),
        List.of(
            new GroupLine(0, GroupKind.DATA, 1, 0,
                Sha256.of(ByteSlice.utf8(data.render(BAND)))),
            new GroupLine(1, GroupKind.INDEX, 1, 0,
                Sha256.of(ByteSlice.utf8(meta.render(BAND))))),
        List.of(), List.of());
    ByteSlice tailObject = Descriptions.bandTail(head, tail.render(), false).bytes();
    for (String path : ObjectId.of(BAND, ObjectName.TAIL).paths()) {
      put(folder, path, tailObject);
    }
  }

  private static EncodedObject object(GroupKind kind, ByteSlice payload) {
    ObjectHead head = Descriptions.layers(Descriptions.member(ID, BAND, kind, 0),
        Compression.ZSTD, List.of());
    return ObjectEncoder.encode(head, payload, PROFILE);
  }

  private static void put(Path folder, String path, ByteSlice bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes.toByteArray());
  }
}
