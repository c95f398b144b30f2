package dura.band.run;

import dura.band.machine.Finding;
import dura.band.model.HunkCodec;
import dura.band.model.HunkCodec.IllegalHunk;
import dura.codec.bytes.ByteSlice;
import dura.codec.compress.FrameCodec;
import dura.codec.compress.FrameRun;
import dura.codec.crypt.SessionKeySource;
import dura.codec.pipeline.DecodedObject;
import dura.proto.Compression;
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

  private final ObjectTables tables;
  private final SessionKeySource keys;
  private final IndexCheck indexes;
  private final ContentFindings findings;
  private final Deque<ExtentWindow> windows = new ArrayDeque<>();
  private final Semaphore memory = new Semaphore(DECODED);

  private ContentCheck(ArchiveReader reader, IndexCheck indexes, ContentFindings findings) {
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
    ObjectContent content = ObjectContent.open(id, good, Optional.empty(), keys);
    var alarms = new ArrayList<>(ContentFindings.ofMeaning(content.alarms()));
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
    Optional<ObjectInfo> info = id.band()
        .flatMap(band -> tables.info(band, ObjectKind.BLOCK, id.name().number()));
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
    info.flatMap(known -> differs(known, good, content.compression(), run))
        .ifPresent(rule -> alarms.add(Alarm.found(AlarmCode.INDEX_MISMATCH, id.path(),
            "the object table says otherwise: " + rule)));
    List<PackedExtents.Packed> extents = window(id).of(id);
    alarms.addAll(check.extents(extents));
    if (alarms.isEmpty() && indexes.knowsAllOf(id.band().orElseThrow())) {
      alarms.addAll(check.unlisted(extents));
    }
    return alarms;
  }

  /// What the object table says of a block that is not so.
  private static Optional<String> differs(ObjectInfo info, DecodedObject.Good good,
      Compression compression, FrameRun run) {
    if (info.getPayloadLength() != good.payload().length()) {
      return Optional.of("payload length " + info.getPayloadLength());
    }
    if (info.getPayloadOffset() != good.found().layout().payloadOffset()) {
      return Optional.of("payload offset " + info.getPayloadOffset());
    }
    // Stored bytes have no frames of their own.
    if (compression != Compression.COMPRESSION_NONE && run.firstFailure().isEmpty()) {
      var frames = new ArrayList<Integer>();
      for (FrameRun.Part part : run.parts().subList(0, Math.max(0, run.parts().size() - 1))) {
        frames.add(part.length());
        frames.add(((FrameRun.Frame) part).raw().length);
      }
      if (!info.getFrameList().equals(frames)) {
        return Optional.of("frames");
      }
    }
    return Optional.empty();
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
