package dura.band.run;

import dura.band.model.HunkCodec;
import dura.band.model.HunkCodec.IllegalHunk;
import dura.band.model.HunkPlace;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.IndexRootLine;
import dura.codec.bytes.ByteSlice;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.codec.crypt.CryptFailure;
import dura.codec.crypt.SessionKeySource;
import dura.proto.Compression;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Hunks out of index objects. Each object is read and decrypted once, as long as the cache holds
/// it. Thread-safe.
final class HunkReader {
  private final ObjectLoader loader;
  private final Optional<IndexCache> local;
  private final SessionKeySource keys;
  private final ContentCache cache;

  /// An index object after decryption.
  @SuppressWarnings("ArrayRecordComponent") // large; compared by nobody
  private record Content(ObjectContent object, byte[] frames) implements ContentCache.Sized {
    @Override
    public long bytes() {
      return frames.length;
    }
  }

  /// What came of a hunk.
  ///
  /// @param hunk where it could be had
  /// @param alarms what is wrong
  /// @param closed why the object cannot be decrypted, where that is so
  record ReadHunk(Optional<IndexHunk> hunk, List<Alarm> alarms, Optional<CryptFailure> closed) {}

  private interface Decoding {
    IndexHunk decode(Compression compression, ByteSlice frame) throws IllegalHunk;
  }

  /// @param local copies of index objects, asked first
  HunkReader(ObjectLoader loader, SessionKeySource keys, ContentCache cache,
      Optional<IndexCache> local) {
    this.loader = loader;
    this.local = local;
    this.keys = keys;
    this.cache = cache;
  }

  private Content content(ObjectId id) {
    return cache.get(id, Content.class, () -> {
      ObjectContent object = local.flatMap(copies -> copies.read(id))
          .orElseGet(() -> ObjectContent.open(id, loader.load(id), Optional.empty(), keys));
      return CompletableFuture
          .completedFuture(new Content(object, object.content().orElse(new byte[0])));
    }).join();
  }

  /// The hunk that `reference` names.
  ReadHunk read(HunkReference reference) {
    HunkPlace place = reference.place();
    return read(place.objectId(), place.offset(), place.length(), reference.first().toString(),
        (compression, frame) -> HunkCodec.decode(reference, compression, frame));
  }

  /// The hunk that `reference` names; empty where it cannot be had, which is an alarm.
  Optional<IndexHunk> read(HunkReference reference, AlarmBook alarms) throws AbortedException {
    ReadHunk read = read(reference);
    alarms.raise(read.alarms());
    return read.hunk();
  }

  /// Raises that the hunk that `reference` names breaks a rule and is not used.
  static void refuse(HunkReference reference, String objection, AlarmBook alarms)
      throws AbortedException {
    String path = reference.place().objectId().path();
    alarms.raise(Alarm.found(AlarmCode.INDEX_MALFORMED, path,
        "hunk " + reference.first() + ": " + objection));
    alarms.raise(Alarm.found(AlarmCode.INDEX_LOST, path, "hunk from " + reference.first()));
  }

  /// The root hunk of an index.
  ReadHunk read(IndexRootLine line) {
    ObjectId id = ObjectId.of(line.band(), line.object());
    Content content = content(id);
    if (content.object().content().isPresent()
        && !content.object().payloadSha256().equals(line.payloadSha256())) {
      var alarms = new ArrayList<>(content.object().alarms());
      alarms.add(new Alarm(AlarmCode.INDEX_MISMATCH,
          Location.of(id.path()), line.payloadSha256().toHex(),
          content.object().payloadSha256().toHex()));
      return new ReadHunk(Optional.empty(), alarms, Optional.empty());
    }
    return read(id, line.offset(), line.length(), "the root",
        (compression, frame) -> HunkCodec.decode(line.band(), compression, frame));
  }

  /// The root hunk that an index object ends with, and its raw bytes.
  record Ending(IndexHunk.Root root, ByteSlice raw) {}

  /// The root that a whole index object ends with; empty where it cannot be had.
  Optional<Ending> ending(ObjectId id) {
    Content content = content(id);
    if (!content.object().trusted() || id.band().isEmpty()) {
      return Optional.empty();
    }
    FrameRun run = FrameCodec.of(content.object().compression())
        .salvage(content.frames(), Limits.MAX_PAYLOAD_BYTES);
    if (run.parts().isEmpty()
        || !(run.parts().getLast() instanceof FrameRun.Frame(int _, int _, byte[] raw))) {
      return Optional.empty();
    }
    try {
      return HunkCodec.check(id.band().get(), ByteSlice.of(raw)) instanceof IndexHunk.Root root
          ? Optional.of(new Ending(root, ByteSlice.of(raw)))
          : Optional.empty();
    } catch (IllegalHunk _) {
      return Optional.empty();
    }
  }

  /// What came of a whole index object.
  record ReadObject(List<IndexHunk> hunks, List<Alarm> alarms) {}

  /// All hunks of an index object that can be had, in order, whoever refers to them.
  ReadObject readAll(ObjectId id) {
    Content content = content(id);
    var alarms = new ArrayList<>(content.object().alarms());
    var hunks = new ArrayList<IndexHunk>();
    FrameRun run = FrameCodec.of(content.object().compression())
        .salvage(content.frames(), Limits.MAX_PAYLOAD_BYTES);
    for (FrameRun.Part part : run.parts()) {
      try {
        if (part instanceof FrameRun.Frame frame && id.band().isPresent()) {
          hunks.add(HunkCodec.check(id.band().get(), ByteSlice.of(frame.raw())));
        }
      } catch (IllegalHunk e) {
        alarms.add(Alarm.found(AlarmCode.INDEX_MALFORMED, id.path(),
            "hunk at " + part.offset() + ": " + e.getMessage()));
      }
    }
    return new ReadObject(hunks, alarms);
  }

  private ReadHunk read(ObjectId id, int offset, int length, String what, Decoding decoding) {
    Content content = content(id);
    var alarms = new ArrayList<>(content.object().alarms());
    if (content.object().content().isEmpty()) {
      alarms.add(lost(id, offset, what));
      return new ReadHunk(Optional.empty(), alarms, content.object().closed());
    }
    if (offset > content.frames().length - length) {
      alarms.add(Alarm.found(AlarmCode.INDEX_MISMATCH, id.path(),
          "hunk " + what + " at " + offset + " is beyond the content"));
      alarms.add(lost(id, offset, what));
      return new ReadHunk(Optional.empty(), alarms, Optional.empty());
    }
    try {
      IndexHunk hunk = decoding.decode(content.object().compression(),
          ByteSlice.of(content.frames(), offset, length));
      return new ReadHunk(Optional.of(hunk), alarms, Optional.empty());
    } catch (IllegalHunk e) {
      AlarmCode code = switch (e.fault()) {
        case MISMATCH -> AlarmCode.INDEX_MISMATCH;
        case MALFORMED -> AlarmCode.INDEX_MALFORMED;
      };
      alarms.add(Alarm.found(code, id.path(), "hunk " + what + ": " + e.getMessage()));
      alarms.add(lost(id, offset, what));
      return new ReadHunk(Optional.empty(), alarms, Optional.empty());
    }
  }

  private static Alarm lost(ObjectId id, int offset, String what) {
    return Alarm.found(AlarmCode.INDEX_LOST, id.path(),
        "hunk at " + offset + " of the content, from " + what);
  }
}
