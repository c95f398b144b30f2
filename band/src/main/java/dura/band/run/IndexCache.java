package dura.band.run;

import dura.band.machine.BlockChunk;
import dura.band.model.HunkCodec;
import dura.band.model.HunkCodec.IllegalHunk;
import dura.band.model.IndexHunk;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.proto.Compression;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A client's own copy of the indexes it wrote, for builds on a parent that it has no key to read
/// (format-spec/75-band.md, "The client's cache"): the contents of index objects, object tables and
/// so session keys left out. What it says counts only as far as the archive's tails and the frames'
/// own hashes agree; a cache that is lost, stale or damaged costs work, nothing else. Thread-safe;
/// several runs may share one.
///
/// A file of an index object: SHA-256 of what follows; number of the compression, 1 byte; payload SHA-256;
/// the content. Of a block: SHA-256 of what follows; object SHA-256; of each chunk its offset in the raw
/// tar, 8 bytes, and its extent SHA-256.
public final class IndexCache {
  private static final int HEAD_BYTES = 2 * Sha256.LENGTH + 1;
  private static final int CHUNK_BYTES = Long.BYTES + Sha256.LENGTH;

  private final Store files;
  private volatile @Nullable IOException failure;

  /// @param files where it is kept, nothing else beside it; one place for each archive
  public IndexCache(Store files) {
    this.files = files;
  }

  /// Why it could not be read or written the last time that it could not: without it a client that has
  /// no key stores everything again, which somebody should be told.
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /// Whether there is anything of `band`.
  boolean knows(BandName band) {
    try {
      return !files.list(band.toString()).isEmpty();
    } catch (IOException e) {
      failure = e;
      return false;
    }
  }

  /// The content of an index object, if it is there and whole.
  Optional<ObjectContent> read(ObjectId id) {
    return whole(id).flatMap(IndexCache::parse);
  }

  private Optional<ByteSlice> whole(ObjectId id) {
    Optional<StoredBytes> stored;
    try {
      stored = files.read(id.path());
    } catch (IOException e) {
      failure = e;
      return Optional.empty();
    }
    return stored.filter(file -> file.unreadable().isEmpty())
        .map(StoredBytes::bytes)
        .filter(IndexCache::isWhole);
  }

  private static boolean isWhole(ByteSlice file) {
    return file.length() >= HEAD_BYTES && Sha256.of(file.slice(Sha256.LENGTH, file.length()))
        .equals(file.slice(0, Sha256.LENGTH));
  }

  private static Optional<ObjectContent> parse(ByteSlice file) {
    Compression compression = Compression.forNumber(file.get(Sha256.LENGTH));
    return Optional.ofNullable(compression)
        .map(known -> new ObjectContent(
            Optional.of(file.slice(HEAD_BYTES, file.length()).toByteArray()), known,
            file.slice(Sha256.LENGTH + 1, HEAD_BYTES), true, List.of(), Optional.empty()));
  }

  /// Keeps the content of an index object. Where that fails, a later backup has more to do.
  ///
  /// @param band that the object is of
  /// @param frames of its content
  /// @param payloadSha256 of the stored object
  void write(BandName band, int number, Compression compression, List<ByteSlice> frames,
      ByteSlice payloadSha256) {
    var parts = new ArrayList<ByteSlice>();
    for (ByteSlice frame : frames) {
      parts.add(!frame.isEmpty() && isTable(band, compression, frame)
          ? ByteSlice.of(new byte[frame.length()])
          : frame);
    }
    int length = parts.stream().mapToInt(ByteSlice::length).sum();
    ByteBuffer file = ByteBuffer.allocate(HEAD_BYTES + length)
        .position(Sha256.LENGTH)
        .put((byte) compression.getNumber())
        .put(payloadSha256.asByteBuffer());
    parts.forEach(part -> file.put(part.asByteBuffer()));
    byte[] bytes = file.array();
    putHashed(ObjectId.of(band, ObjectName.index(number)).path(), bytes);
  }

  /// Keeps what is in a block, before the block is put: of an interrupted band nothing else may tell it.
  ///
  /// @param objectSha256 of the block
  void writeChunks(ObjectId block, ByteSlice objectSha256, List<BlockChunk> chunks) {
    ByteBuffer file = ByteBuffer
        .allocate(2 * Sha256.LENGTH + chunks.size() * CHUNK_BYTES)
        .position(Sha256.LENGTH)
        .put(objectSha256.asByteBuffer());
    chunks.forEach(
        chunk -> file.putLong(chunk.offset()).put(chunk.sha256().asByteBuffer()));
    putHashed(block.path(), file.array());
  }

  /// What is in a block; nothing where that is not known, or of another object than `objectSha256`.
  List<BlockChunk> chunks(ObjectId block, ByteSlice objectSha256) {
    return whole(block)
        .filter(file -> file.slice(Sha256.LENGTH, 2 * Sha256.LENGTH).equals(objectSha256))
        .map(IndexCache::chunks)
        .orElse(List.of());
  }

  private static List<BlockChunk> chunks(ByteSlice file) {
    var chunks = new ArrayList<BlockChunk>();
    for (int at = 2 * Sha256.LENGTH; at + CHUNK_BYTES <= file.length(); at += CHUNK_BYTES) {
      chunks.add(new BlockChunk(file.slice(at, at + Long.BYTES).asByteBuffer().getLong(),
          file.slice(at + Long.BYTES, at + CHUNK_BYTES)));
    }
    return chunks;
  }

  private void putHashed(String path, byte[] bytes) {
    Sha256.of(bytes, Sha256.LENGTH, bytes.length - Sha256.LENGTH).copyTo(bytes, 0);
    try {
      files.putIfAbsent(path, ByteSlice.of(bytes));
    } catch (IOException e) {
      failure = e;
    }
  }

  private static boolean isTable(BandName band, Compression compression, ByteSlice frame) {
    try {
      return HunkCodec.decode(band, compression, frame) instanceof IndexHunk.Objects;
    } catch (IllegalHunk e) {
      throw new IllegalStateException("wrote a hunk that cannot be read", e);
    }
  }

  /// Forgets all bands but these, and what is in blocks: of finished bands the index tells it.
  void retain(Set<BandName> bands) {
    try {
      for (Store.Listed listed : files.list("")) {
        if (BandName.parse(listed.name()).filter(bands::contains).isEmpty()) {
          delete(listed.name());
        } else {
          delete(listed.name() + "/d");
        }
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void delete(String path) throws IOException {
    for (Store.Listed below : files.list(path)) {
      if (below.directory()) {
        delete(path + "/" + below.name());
      } else {
        files.delete(path + "/" + below.name());
      }
    }
  }
}
