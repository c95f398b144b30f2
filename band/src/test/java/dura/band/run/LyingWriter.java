package dura.band.run;

import com.google.protobuf.ByteString;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.Descriptions;
import dura.band.model.GroupLine;
import dura.band.model.IndexRootLine;
import dura.band.model.KeyBlock;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.codec.crypt.ClearSigner;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.MessageSealer;
import dura.codec.crypt.Recipient;
import dura.codec.crypt.SealedMessage;
import dura.codec.crypt.SessionKeySource;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.codec.pipeline.ObjectEncoder;
import dura.proto.Compression;
import dura.proto.Encryption;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexRoot;
import dura.proto.ObjectHead;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Writes the newest band of an archive without parity anew so that what it says is wrong and
/// every checksum and signature is good: what a writer with a bug, or one that means harm, would leave.
final class LyingWriter {
  private static final FrameCodec ZSTD = FrameCodec.of(Compression.ZSTD);

  private final TestArchive archive;
  private final BandTail tail;
  private final BandName band;
  private final NavigableMap<ObjectName, byte[]> objects = new TreeMap<>();
  private final Map<Integer, ObjectInfo> blocks = new HashMap<>();
  private final Map<ObjectName, SealedMessage> sealed = new HashMap<>();
  private final SessionKeySource keys;
  private final Set<Place> reached = new HashSet<>();
  private final Map<Place, HunkRef> moved = new HashMap<>();

  /// Where a hunk was.
  private record Place(int object, long offset) {}

  /// What is not so. Each is told once at most.
  interface Lie {
    /// Changes a hunk below the root that the tail names; its references are right.
    ///
    /// @return whether it did
    default boolean inHunk(Hunk.Builder hunk) {
      return false;
    }

    /// Changes the frames, before compression, of a block.
    ///
    /// @return whether it did
    default boolean inBlock(List<byte[]> frames) {
      return false;
    }

    /// The name in the message of a block that is changed, in place of `name`.
    default String messageName(String name) {
      return name;
    }

    /// A lie about the index.
    interface OfHunk extends Lie {
      @Override
      boolean inHunk(Hunk.Builder hunk);
    }

    /// A lie in a block: the index, its object table included, is as if the block had been written so.
    interface OfBlock extends Lie {
      @Override
      boolean inBlock(List<byte[]> frames);
    }
  }

  private LyingWriter(TestArchive archive, BandTail tail) {
    this.archive = archive;
    this.tail = tail;
    this.band = tail.head().band();
    this.keys = TestArchive.keys().forArchive(archive.header);
  }

  /// The archive with the lie in its newest band.
  ///
  /// @throws IllegalArgumentException where there is no place for the lie
  static FsckArchive write(TestArchive archive, Lie lie) throws Exception {
    BandTail tail =
        archive.open(new RecordingMonitor()).bands().getLast().tail().orElseThrow();
    return new LyingWriter(archive, tail).write(lie);
  }

  private FsckArchive write(Lie lie) throws Exception {
    List<Sums.Line> lines = Sums.parse(band, ByteSlice.of(archive.bytes(band + "/" + Sums.PATH)));
    for (Sums.Line line : lines) {
      objects.put(line.object().name(), archive.bytes(line.object().path()));
    }
    reach(new Place(tail.indexRoot().object().number(), tail.indexRoot().offset()));
    boolean told = false;
    for (ObjectName name : List.copyOf(objects.keySet())) {
      told |= name.fits(ObjectKind.BLOCK) && !told && block(name, lie);
    }
    for (ObjectName name : List.copyOf(objects.keySet())) {
      if (name.fits(ObjectKind.INDEX)) {
        told |= index(name, told ? new Lie() {} : lie);
      }
    }
    if (!told) {
      throw new IllegalArgumentException("no place for the lie");
    }
    return sealed(lines);
  }

  /// Notes the hunks below one, this band's own: other hunks are those of checkpoints alone.
  private void reach(Place place) throws Exception {
    reached.add(place);
    for (FrameRun.Frame part : frames(ObjectName.index(place.object()))) {
      if (part.offset() != place.offset()) {
        continue;
      }
      Hunk hunk = Hunk.parseFrom(part.raw());
      var below = new ArrayList<>(hunk.getChildList());
      below.add(hunk.getRoot().getEntries());
      below.add(hunk.getRoot().getObjects());
      for (HunkRef reference : below) {
        if (reference.getBand() == 0 && reference.getLength() > 0) {
          reach(new Place(reference.getObject(), reference.getOffset()));
        }
      }
    }
  }

  private boolean block(ObjectName name, Lie lie) throws CryptException {
    List<byte[]> frames = new ArrayList<>();
    for (FrameRun.Frame frame : frames(name)) {
      frames.add(frame.raw().clone());
    }
    if (!lie.inBlock(frames)) {
      return false;
    }
    var payload = new ByteArrayOutputStream();
    var info = ObjectInfo.newBuilder();
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = ZSTD.compress(frames.get(i), 0, frames.get(i).length);
      payload.writeBytes(frame);
      if (i < frames.size() - 1) {
        info.addFrame(frame.length).addFrame(frames.get(i).length);
      }
    }
    encode(name, payload.toByteArray(), lie);
    blocks.put(name.number(), info.build());
    return true;
  }

  private boolean index(ObjectName name, Lie lie) throws Exception {
    var payload = new ByteArrayOutputStream();
    boolean told = false;
    for (FrameRun.Frame part : frames(name)) {
      Hunk before = Hunk.parseFrom(part.raw());
      Hunk.Builder hunk = following(before);
      var place = new Place(name.number(), part.offset());
      told |= !told && reached.contains(place) && lie.inHunk(hunk);
      byte[] raw = hunk.build().toByteArray();
      byte[] frame = ZSTD.compress(raw, 0, raw.length);
      moved.put(place,
          HunkRef.newBuilder()
              .setOffset(payload.size())
              .setLength(frame.length)
              .setSha256(Sha256.of(frame).toByteString())
              .build());
      payload.writeBytes(frame);
    }
    encode(name, payload.toByteArray(), new Lie() {});
    return told;
  }

  /// The hunk with the references and lengths that follow from what was written before it.
  private Hunk.Builder following(Hunk before) {
    Hunk.Builder hunk = before.toBuilder();
    hunk.getChildBuilderList().forEach(this::follow);
    hunk.getObjectBuilderList().forEach(info -> {
      if (info.getKind() == ObjectKind.INDEX) {
        measure(info, ObjectName.index(info.getNumber()));
      } else if (blocks.containsKey(info.getNumber())) {
        info.clearFrame().mergeFrom(Objects.requireNonNull(blocks.get(info.getNumber())));
        measure(info, ObjectName.block(info.getNumber()));
      }
    });
    if (hunk.hasRoot()) {
      // A checkpoint that says nothing of its writer: the signature was for other bytes.
      IndexRoot.Builder root = hunk.getRootBuilder().clearCheckpoint();
      if (root.hasEntries()) {
        follow(root.getEntriesBuilder());
      }
      if (root.hasObjects()) {
        follow(root.getObjectsBuilder());
      }
    }
    return hunk;
  }

  private void follow(HunkRef.Builder reference) {
    HunkRef now = moved.get(new Place(reference.getObject(), reference.getOffset()));
    if (reference.getBand() == 0 && now != null) {
      reference.setOffset(now.getOffset()).setLength(now.getLength()).setSha256(now.getSha256());
    }
  }

  private void measure(ObjectInfo.Builder info, ObjectName name) {
    DecodedObject.Good good = decoded(name);
    info.setPayloadLength(good.payload().length())
        .setPayloadOffset(good.found().layout().payloadOffset());
    Optional.ofNullable(sealed.get(name))
        .ifPresent(message -> info.setContentOffset(message.contentOffset())
            .setSessionKey(ByteString.copyFrom(message.key().bytes())));
  }

  private DecodedObject.Good decoded(ObjectName name) {
    return (DecodedObject.Good) ObjectDecoder.decode(
        Expectation.ofFile(ObjectId.of(band, name).path()),
        StoredBytes.whole(Objects.requireNonNull(objects.get(name))));
  }

  private List<FrameRun.Frame> frames(ObjectName name) {
    byte[] content = ObjectContent
        .open(ObjectId.of(band, name), decoded(name), Optional.empty(), keys)
        .content()
        .orElseThrow();
    return ZSTD.salvage(content, Limits.MAX_BLOCK_RAW_BYTES)
        .parts()
        .stream()
        .map(FrameRun.Frame.class::cast)
        .toList();
  }

  private void encode(ObjectName name, byte[] content, Lie lie) throws CryptException {
    ObjectHead head = decoded(name).found().head();
    byte[] payload = content;
    if (head.getEncryption() == Encryption.OPENPGP) {
      var recipients = new ArrayList<Recipient>();
      for (KeyBlock certificate : archive.header.certificates()) {
        recipients.add(Recipient.parse(certificate.armored().getBytes(StandardCharsets.US_ASCII),
            tail.ended().getEpochSecond()));
      }
      String own = archive.header.id().toHex() + "/" + ObjectId.of(band, name);
      SealedMessage message = MessageSealer.seal(content, lie.messageName(own), recipients,
          TestArchive.random("lying " + name));
      sealed.put(name, message);
      payload = message.message();
    }
    objects.put(name,
        ObjectEncoder.encode(head, ByteSlice.of(payload), tail.head().profile())
            .bytes()
            .toByteArray());
  }

  /// Sums and tail of what was written, signed.
  private FsckArchive sealed(List<Sums.Line> before) throws Exception {
    List<String> lines = before.stream()
        .map(line -> Sums.own(band, line.object().name(), Sha256.of(object(line)))
            .render(band))
        .toList();
    var groups = new ArrayList<GroupLine>();
    int at = 1;
    for (GroupLine group : tail.groups()) {
      String members = String.join("", lines.subList(at, at + group.members()));
      groups.add(new GroupLine(group.number(), group.kind(), group.members(), group.parity(),
          Sha256.of(ByteSlice.utf8(members))));
      at += group.members() + group.parity();
    }
    ByteSlice sums = ByteSlice.utf8(String.join("", lines));
    long stored = objects.values().stream().mapToLong(object -> object.length).sum();
    var told = new BandTail(tail.head(), tail.headSha256(), tail.ended(), Sha256.of(sums),
        rootLine(), tail.objects(), stored, groups, tail.refers(), tail.seen());
    FsckArchive lying = FsckArchive.of(archive).with(band + "/" + Sums.PATH, sums.toByteArray());
    for (Sums.Line line : before) {
      lying = lying.with(line.object().path(), object(line));
    }
    byte[] object = signed(told.head(), told.render());
    for (String path : ObjectId.of(band, ObjectName.TAIL).paths()) {
      lying = lying.with(path, object);
    }
    return lying;
  }

  private byte[] object(Sums.Line line) {
    return Objects.requireNonNull(objects.get(line.object().name()));
  }

  private IndexRootLine rootLine() {
    IndexRootLine line = tail.indexRoot();
    HunkRef root = Objects.requireNonNull(moved.get(
        new Place(line.object().number(), line.offset())), "the newest band has its own index");
    return new IndexRootLine(band, line.object(), (int) root.getOffset(),
        (int) root.getLength(),
        ByteSlice.of(decoded(line.object()).found().head().getPayloadSha256()));
  }

  private byte[] signed(BandHead head, ByteSlice text) throws Exception {
    byte[] signed =
        ClearSigner.sign(new String(text.toByteArray(), StandardCharsets.US_ASCII),
            archive.signer, tail.ended().getEpochSecond());
    return Descriptions.bandTail(head, ByteSlice.of(signed), true).bytes().toByteArray();
  }
}
