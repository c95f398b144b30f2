package dura.band.run;

import dura.band.machine.Finding;
import dura.band.model.HunkCodec;
import dura.band.model.HunkCodec.IllegalHunk;
import dura.codec.bytes.ByteSlice;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.codec.crypt.RangeOpener;
import dura.codec.crypt.SessionKeySource;
import dura.codec.pipeline.DecodedObject;
import dura.proto.Compression;
import dura.proto.Encryption;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// What objects mean: decrypts and decompresses them and compares them with the indexes of all bands.
/// Blocks are best asked for in order: of the indexes a window is in memory. Thread-safe.
final class ContentCheck {
  /// Windows kept: workers that are a little behind still need the one before.
  private static final int WINDOWS = 2;

  /// Contents decoded at a time; each takes up to 150 MiB.
  private static final int DECODED = 3;

  private final ArchiveReader reader;
  private final ObjectTables tables;
  private final SessionKeySource keys;
  private final IndexCheck indexes;
  private final ContentFindings findings;
  private final Deque<ExtentWindow> windows = new ArrayDeque<>();
  private final Semaphore memory = new Semaphore(DECODED);

  private ContentCheck(ArchiveReader reader, IndexCheck indexes, ContentFindings findings) {
    this.reader = reader;
    this.tables = reader.tables();
    this.keys = reader.sessionKeys();
    this.indexes = indexes;
    this.findings = findings;
  }

  /// Walks the indexes once.
  ///
  /// @throws ArchiveException where the archive cannot be opened, or a key is missing
  static ContentCheck open(ArchiveReader reader)
      throws IOException, ArchiveException, AbortedException {
    if (!reader.header().requires().isEmpty()) {
      throw new ArchiveException(
          new ArchiveException.Reason.FeaturesUnknown(reader.header().requires()));
    }
    var findings = new ContentFindings();
    List<BandInfo> bands = reader.bands();
    var indexes = new IndexCheck(reader.store(), reader.hunks(), bands, findings);
    var check = new ContentCheck(reader, indexes, findings);
    if (!bands.isEmpty()) {
      var first = new ExtentWindow(
          ObjectId.of(bands.getFirst().name(), ObjectName.block(0)));
      indexes.walk(first);
      TableCheck.all(bands, reader.hunks(), findings);
      check.windows.addFirst(first);
    }
    return check;
  }

  /// What is wrong with the indexes.
  List<Finding> findings() {
    return findings.toList();
  }

  /// What is wrong with the content of an object whose bytes are good, or could be made good.
  List<Alarm> wrong(ObjectId id, DecodedObject.Good good) {
    boolean block = id.name().fits(ObjectKind.BLOCK);
    if (!block && !id.name().fits(ObjectKind.INDEX)) {
      return List.of();
    }
    memory.acquireUninterruptibly();
    try {
      return block ? block(id, good) : index(id, good);
    } finally {
      memory.release();
    }
  }

  private List<Alarm> index(ObjectId id, DecodedObject.Good good) {
    Optional<ObjectInfo> info = info(id, ObjectKind.INDEX);
    ObjectContent content =
        ObjectContent.open(id, good, info.flatMap(ObjectTables::sessionKey), keys);
    var alarms = new ArrayList<>(ContentFindings.ofMeaning(content.alarms()));
    info.flatMap(known -> differs(id, known, good, content))
        .ifPresent(rule -> alarms.add(tableDiffers(id, rule)));
    if (content.content().isEmpty() || content.compression() == Compression.COMPRESSION_NONE) {
      // Where one stored hunk ends and the next begins, references alone tell: the walk checks them.
      return alarms;
    }
    FrameRun run = FrameCodec.of(content.compression())
        .salvage(content.content().get(), Limits.MAX_PAYLOAD_BYTES);
    for (FrameRun.Part part : run.parts()) {
      try {
        if (part instanceof FrameRun.Frame frame) {
          HunkCodec.check(id.band().orElseThrow(), ByteSlice.of(frame.raw()));
        } else if (part instanceof FrameRun.Gap gap) {
          alarms.add(Alarm.found(AlarmCode.DECOMPRESS_FAILED, id.path(),
              "content at " + gap.offset() + ": " + gap.failure().getMessage()));
        }
      } catch (IllegalHunk e) {
        alarms.add(Alarm.found(AlarmCode.INDEX_MALFORMED, id.path(),
            "hunk at " + part.offset() + ": " + e.getMessage()));
      }
    }
    return alarms;
  }

  private List<Alarm> block(ObjectId id, DecodedObject.Good good) {
    Optional<ObjectInfo> info = info(id, ObjectKind.BLOCK);
    ObjectContent content =
        ObjectContent.open(id, good, info.flatMap(ObjectTables::sessionKey), keys);
    var alarms = new ArrayList<>(ContentFindings.ofMeaning(content.alarms()));
    if (content.content().isEmpty()) {
      return alarms;
    }
    FrameRun run = FrameCodec.of(content.compression())
        .salvage(content.content().get(), Limits.MAX_BLOCK_RAW_BYTES);
    var check = new BlockCheck(id.path(), run);
    alarms.addAll(check.alarms());
    info.flatMap(known -> differs(id, known, good, content)
        .or(() -> framesDiffer(known, content.compression(), run)))
        .ifPresent(rule -> alarms.add(tableDiffers(id, rule)));
    List<PackedExtents.Packed> extents = window(id).of(id);
    alarms.addAll(check.extents(extents));
    if (alarms.isEmpty() && indexes.knowsAllOf(id.band().orElseThrow())) {
      alarms.addAll(check.unlisted(extents));
    }
    return alarms;
  }

  private Optional<ObjectInfo> info(ObjectId id, ObjectKind kind) {
    return id.band().flatMap(band -> tables.info(band, kind, id.name().number()));
  }

  private static Alarm tableDiffers(ObjectId id, String rule) {
    return Alarm.found(AlarmCode.INDEX_MISMATCH, id.path(),
        "the object table says otherwise: " + rule);
  }

  /// What the object table says of an object that is not so.
  private Optional<String> differs(ObjectId id, ObjectInfo info, DecodedObject.Good good,
      ObjectContent content) {
    int length = good.payload().length();
    if (info.getPayloadLength() != length) {
      return Optional.of("payload length " + info.getPayloadLength());
    }
    if (info.getPayloadOffset() != good.found().layout().payloadOffset()) {
      return Optional.of("payload offset " + info.getPayloadOffset());
    }
    boolean plain = good.found().head().getEncryption() == Encryption.ENCRYPTION_NONE;
    if (plain != info.getSessionKey().isEmpty()) {
      return Optional.of(plain ? "a session key" : "no session key");
    }
    Optional<Integer> offset = content.content()
        .map(bytes -> plain ? 0 : RangeOpener.contentOffset(length, bytes.length));
    if (offset.filter(known -> info.getContentOffset() != known).isPresent()) {
      return Optional.of("content offset " + info.getContentOffset());
    }
    return id.band()
        .flatMap(band -> reader.groups(band).groupOf(id))
        .filter(group -> group.number() != info.getGroup())
        .map(_ -> "group " + info.getGroup());
  }

  private static Optional<String> framesDiffer(ObjectInfo info, Compression compression,
      FrameRun run) {
    // Stored bytes have no frames of their own.
    if (compression == Compression.COMPRESSION_NONE || run.firstFailure().isPresent()) {
      return Optional.empty();
    }
    var frames = new ArrayList<Integer>();
    for (FrameRun.Part part : run.parts().subList(0, Math.max(0, run.parts().size() - 1))) {
      frames.add(part.length());
      frames.add(((FrameRun.Frame) part).raw().length);
    }
    return info.getFrameList().equals(frames) ? Optional.empty() : Optional.of("frames");
  }

  private synchronized ExtentWindow window(ObjectId block) {
    for (ExtentWindow window : windows) {
      if (window.has(block)) {
        return window;
      }
    }
    var next = new ExtentWindow(block);
    try {
      indexes.walk(next);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ArchiveException e) {
      throw new IllegalStateException("the first walk had the key", e);
    }
    windows.addFirst(next);
    if (windows.size() > WINDOWS) {
      windows.removeLast();
    }
    return next;
  }
}
