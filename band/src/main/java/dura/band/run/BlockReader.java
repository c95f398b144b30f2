package dura.band.run;

import dura.band.machine.RestoreEvent.Fetched;
import dura.band.model.FileExtent;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.crypt.SessionKeySource;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Runs of files' bytes out of blocks. A block is read once for all its extents, as long as the
/// cache holds it; blocks, and frames of one block, are decoded at the same time. Thread-safe.
final class BlockReader {
  private final ObjectLoader loader;
  private final ObjectTables tables;
  private final SessionKeySource keys;
  private final ContentCache cache;
  private final Executor executor;

  /// What came of an extent.
  ///
  /// @param alarms of the block and the frames it lies in
  record ReadExtent(Fetched fetched, List<Alarm> alarms) {
    /// The same, where bytes with another SHA-256 than that of `extent` are none of its bytes.
    ReadExtent checked(FileExtent extent) {
      return fetched instanceof Fetched.Bytes(ByteSlice bytes)
          && !Sha256.of(bytes).equals(extent.sha256())
              ? new ReadExtent(new Fetched.Mismatch(), alarms)
              : this;
    }
  }

  private record FrameKey(ObjectId block, int frame) {}

  /// @param executor decodes
  BlockReader(ObjectLoader loader, ObjectTables tables, SessionKeySource keys,
      ContentCache cache, Executor executor) {
    this.loader = loader;
    this.tables = tables;
    this.keys = keys;
    this.cache = cache;
    this.executor = executor;
  }

  /// The same blocks and the same cache, decoded by another executor.
  BlockReader on(Executor other) {
    return new BlockReader(loader, tables, keys, cache, other);
  }

  /// The block `id`.
  CompletableFuture<BlockContent> block(ObjectId id) {
    return cache.get(id, BlockContent.class,
        () -> CompletableFuture.supplyAsync(() -> load(id), executor));
  }

  private BlockContent load(ObjectId id) {
    Optional<ObjectInfo> info = id.band()
        .flatMap(band -> tables.info(band, ObjectKind.BLOCK, id.name().number()));
    ObjectContent content = ObjectContent.open(id, loader.load(id),
        info.flatMap(ObjectTables::sessionKey), keys);
    return BlockContent.of(id.path(), content);
  }

  private CompletableFuture<BlockContent.Raw> frame(ObjectId id, BlockContent block,
      BlockContent.Frame frame) {
    return cache.get(new FrameKey(id, frame.number()), BlockContent.Raw.class,
        () -> CompletableFuture.supplyAsync(() -> block.decode(frame), executor));
  }

  /// The bytes of `extent`, not yet compared with its SHA-256.
  CompletableFuture<ReadExtent> read(FileExtent extent) {
    ObjectId id = extent.blockId();
    return block(id).thenCompose(block -> {
      int to = extent.rawOffset() + extent.length();
      List<BlockContent.Frame> frames = block.covering(extent.rawOffset(), to);
      if (frames.isEmpty()) {
        return CompletableFuture.completedFuture(
            new ReadExtent(new Fetched.Unavailable("block " + id + " is lost here"),
                block.alarms()));
      }
      List<CompletableFuture<BlockContent.Raw>> parts =
          frames.stream().map(frame -> frame(id, block, frame)).toList();
      return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
          .thenApply(_ -> join(extent, block,
              parts.stream().map(CompletableFuture::join).toList()));
    });
  }

  private static ReadExtent join(FileExtent extent, BlockContent block,
      List<BlockContent.Raw> parts) {
    var alarms = new ArrayList<>(block.alarms());
    parts.forEach(part -> alarms.addAll(part.alarms()));
    if (parts.stream().anyMatch(part -> part.raw().isEmpty())) {
      return new ReadExtent(
          new Fetched.Unavailable("a frame of " + extent.blockId() + " is lost"), alarms);
    }
    if (parts.size() == 1) {
      BlockContent.Raw only = parts.getFirst();
      return new ReadExtent(
          new Fetched.Bytes(ByteSlice.of(only.raw().orElseThrow(),
              extent.rawOffset() - only.frame().rawOffset(), extent.length())),
          alarms);
    }
    byte[] bytes = new byte[extent.length()];
    for (BlockContent.Raw part : parts) {
      int from = Math.max(extent.rawOffset(), part.frame().rawOffset());
      int to = Math.min(extent.rawOffset() + extent.length(), part.frame().rawEnd());
      System.arraycopy(part.raw().orElseThrow(), from - part.frame().rawOffset(), bytes,
          from - extent.rawOffset(), to - from);
    }
    return new ReadExtent(new Fetched.Bytes(ByteSlice.of(bytes)), alarms);
  }
}
