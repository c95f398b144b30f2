package dura.band.run;

import dura.band.machine.BackupEffect;
import dura.band.machine.BackupEvent;
import dura.band.machine.TakenBlock;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.CheckpointSheet;
import dura.band.model.Descriptions;
import dura.band.model.GroupKind;
import dura.band.model.Sums;
import dura.band.model.TombstoneSheet;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.FrameCodec;
import dura.codec.crypt.ClearSigner;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.Identity;
import dura.codec.crypt.MessageSealer;
import dura.codec.crypt.Recipient;
import dura.codec.crypt.SealedMessage;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.GroupParity;
import dura.codec.erasure.Shard;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectEncoder;
import dura.codec.tar.TarEnd;
import dura.proto.Hunk;
import dura.proto.ObjectHead;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Makes the objects of one band and puts them. Thread-safe: objects are made at once; the parity of a
/// group gathers its members as they come.
final class ObjectWriter {
  private final Store store;
  private final BandHead head;
  private final FrameCodec codec;
  private final List<Recipient> recipients;
  private final Entropy entropy;
  private final Optional<IndexCache> cache;
  private final Optional<Identity> signer;
  private final Monitor monitor;
  private final Map<Integer, GroupParity> parities = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> parityStored = new ConcurrentHashMap<>();

  ObjectWriter(Store store, BandHead head, FrameCodec codec, List<Recipient> recipients,
      Entropy entropy, Optional<IndexCache> cache, Optional<Identity> signer, Monitor monitor) {
    this.cache = cache;
    this.signer = signer;
    this.store = store;
    this.head = head;
    this.codec = codec;
    this.recipients = List.copyOf(recipients);
    this.entropy = entropy;
    this.monitor = monitor;
  }

  BackupEvent.HeadStored putHead() throws IOException {
    EncodedObject object = Descriptions.bandHead(head);
    put(ObjectId.of(head.band(), ObjectName.HEAD).path(), object.bytes());
    return new BackupEvent.HeadStored(object.bytes().length(), object.sha256());
  }

  BackupEvent.FrameCompressed compress(BackupEffect.Compress effect) {
    byte[] raw = joined(effect.frame().parts());
    return new BackupEvent.FrameCompressed(effect.frame().number(),
        ByteSlice.of(codec.compress(raw, 0, raw.length)));
  }

  BackupEvent.MemberStored putMember(BackupEffect.StoreMember effect)
      throws IOException, CryptException {
    List<ByteSlice> frames = frames(effect);
    ObjectHead.Builder description = Descriptions.member(head.archiveId(), head.band(),
        effect.kind(), effect.number());
    byte[] content = joined(frames);
    ByteSlice payload = ByteSlice.of(content);
    ByteSlice sessionKey = ByteSlice.EMPTY;
    int contentOffset = 0;
    var id = ObjectId.of(head.band(), new ObjectName(description.getObject()));
    if (!recipients.isEmpty()) {
      SealedMessage sealed = MessageSealer.seal(content, head.archiveId().toHex() + "/" + id,
          recipients, entropy.random(id.toString()));
      payload = ByteSlice.of(sealed.message());
      sessionKey = ByteSlice.of(sealed.key().bytes());
      contentOffset = sealed.contentOffset();
    }
    ObjectHead layered = Descriptions.layers(description, codec.compression(),
        recipients.stream().map(recipient -> ByteSlice.of(recipient.fingerprint())).toList());
    EncodedObject object = ObjectEncoder.encode(layered, payload, head.profile());
    addToGroup(effect.kind(), effect.group(), effect.member(), object.bytes());
    if (effect.kind() == GroupKind.INDEX && !recipients.isEmpty()) {
      cache.ifPresent(copies -> copies.write(head.band(), effect.number(), codec.compression(),
          frames, ByteSlice.of(object.head().getPayloadSha256())));
    }
    if (effect.kind() == GroupKind.DATA && !recipients.isEmpty()) {
      cache.ifPresent(copies -> copies.writeChunks(id, object.sha256(), effect.chunks()));
    }
    put(id.path(), object.bytes());
    int sections = HeadImage.shape(object.head(), object.head().getSerializedSize())
        .orElseThrow(() -> new IllegalStateException("an encoded head has a shape"))
        .sections();
    var layout = HeadLayout.of(object.head(), sections);
    return new BackupEvent.MemberStored(effect, object.bytes().length(), object.sha256(),
        payload.length(), layout.payloadOffset(),
        ByteSlice.of(object.head().getPayloadSha256()), sessionKey, contentOffset);
  }

  private List<ByteSlice> frames(BackupEffect.StoreMember effect) throws CryptException {
    var frames = new ArrayList<>(effect.content());
    if (effect.kind() == GroupKind.DATA) {
      byte[] end = TarEnd.bytes();
      frames.add(ByteSlice.of(codec.compress(end, 0, end.length)));
    }
    if (effect.root().isPresent()) {
      byte[] root = vouched(effect.root().get()).toByteArray();
      frames.add(ByteSlice.of(codec.compress(root, 0, root.length)));
    }
    return frames;
  }

  /// The root of a checkpoint, signed where there is a key.
  private Hunk vouched(Hunk root) throws CryptException {
    if (signer.isEmpty()) {
      return root;
    }
    Hunk.Builder signed = root.toBuilder();
    signed.getRootBuilder()
        .setCheckpoint(signed(CheckpointSheet.of(head.archiveId(), head.band(), root).render(),
            head.started(), signer).toByteString());
    return signed.build();
  }

  private static byte[] joined(List<ByteSlice> parts) {
    byte[] all = new byte[parts.stream().mapToInt(ByteSlice::length).sum()];
    int at = 0;
    for (ByteSlice part : parts) {
      part.copyTo(all, at);
      at += part.length();
    }
    return all;
  }

  /// Reads a block that was taken over, and adds it to the parity of its group.
  ///
  /// @throws IOException also where it is not any more what was read before
  BackupEvent.BlockCovered cover(BackupEffect.CoverBlock effect) throws IOException {
    TakenBlock block = effect.block();
    ByteSlice object = new WholeObjects(store, Optional.of(head.archiveId()))
        .at(block.id().path(), Expectation.of(head.archiveId(), block.id()),
            Optional.of(block.sha256()))
        .orElseThrow(() -> new IOException(block.id().path() + " cannot be read any more"));
    addToGroup(GroupKind.DATA, effect.group(), effect.member(), object);
    return new BackupEvent.BlockCovered(effect);
  }

  private void addToGroup(GroupKind kind, int group, int member, ByteSlice object) {
    var shape = kind.shape(head.profile());
    if (shape.parityObjects() == 0) {
      return;
    }
    GroupParity parity = parities.computeIfAbsent(group,
        _ -> GroupParity.of(shape.members(), shape.parityObjects()));
    synchronized (parity) {
      parity.append(member,
          Shard.of(object.array(), object.offset(), object.length()));
    }
  }

  BackupEvent.ParityStored putParity(BackupEffect.StoreParity effect) throws IOException {
    int number = effect.group().getNumber();
    GroupParity parity = parities.get(number);
    if (parity == null) {
      throw new IllegalStateException("group " + number + " has no members");
    }
    int index = effect.group().getIndex();
    ByteSlice bytes;
    synchronized (parity) {
      bytes = ByteSlice.of(parity.parity(index).toByteArray());
    }
    EncodedObject object = Descriptions.parity(head, effect.group(), bytes);
    put(ObjectId.of(head.band(), ObjectName.parity(number, index)).path(), object.bytes());
    if (parityStored.merge(number, 1, Integer::sum) == effect.group().getParityObjects()) {
      parities.remove(number);
      parityStored.remove(number);
    }
    return new BackupEvent.ParityStored(number, index, object.bytes().length(),
        object.sha256());
  }

  BackupEvent.SumsStored putSums(BackupEffect.PutSums effect) throws IOException {
    put(head.band() + "/" + Sums.PATH, effect.sums());
    return new BackupEvent.SumsStored();
  }

  BackupEvent.TailStored putTail(BandTail tail, Optional<Identity> signer)
      throws IOException, CryptException {
    ByteSlice payload = signed(tail.render(), tail.ended(), signer);
    EncodedObject object = Descriptions.bandTail(head, payload, signer.isPresent());
    for (String path : ObjectId.of(head.band(), ObjectName.TAIL).paths()) {
      put(path, object.bytes());
    }
    return new BackupEvent.TailStored();
  }

  /// Says that the band, of which there is no more than a head, will not be finished.
  void giveUp(Instant now, Optional<Identity> signer) throws IOException, CryptException {
    ByteSlice text = new TombstoneSheet(head.archiveId(), head.band(), now).render();
    EncodedObject object =
        Descriptions.tombstone(head, signed(text, now, signer), signer.isPresent());
    for (String path : ObjectId.of(head.band(), ObjectName.TAIL).paths()) {
      put(path, object.bytes());
    }
  }

  private static ByteSlice signed(ByteSlice text, Instant now, Optional<Identity> signer)
      throws CryptException {
    return signer.isEmpty()
        ? text
        : ByteSlice.of(ClearSigner.sign(
            new String(text.toByteArray(), StandardCharsets.US_ASCII), signer.get(),
            now.getEpochSecond()));
  }

  private void put(String path, ByteSlice bytes) throws IOException {
    if (store.putIfAbsent(path, bytes) == Store.Put.EXISTS && !isStored(path, bytes)) {
      throw new IOException(path + " exists already and is another object");
    }
    monitor.event(new Monitor.Event.ObjectStored(path, bytes.length()));
  }

  /// Whether an earlier put of the same bytes, whose answer was lost, is what is there.
  private boolean isStored(String path, ByteSlice bytes) throws IOException {
    Optional<StoredBytes> stored = store.read(path);
    return stored.isPresent() && stored.get().unreadable().isEmpty()
        && Sha256.of(stored.get().bytes()).equals(Sha256.of(bytes));
  }

  /// The name of a new band: one more than the highest that the store lists.
  static BandName newBand(Store store, Entropy entropy) throws IOException {
    int highest = store.list("")
        .stream()
        .flatMap(listed -> BandName.parse(listed.name()).stream())
        .mapToInt(BandName::sequence)
        .max()
        .orElse(0);
    byte[] bits = new byte[Long.BYTES];
    entropy.random("band name").nextBytes(bits);
    return BandName.of(highest + 1, ByteBuffer.wrap(bits).getLong());
  }
}
