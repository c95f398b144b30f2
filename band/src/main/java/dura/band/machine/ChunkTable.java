package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which chunks are stored already, and where: 24 bytes of memory a chunk, twice that for a moment
/// while it grows. Never changes: what is added makes another table, at a cost of the logarithm of
/// its size on average.
///
/// A chunk is known by 128 bits of a SHA-256 over a secret salt and its extent SHA-256: nobody who
/// does not know the salt can make two chunks that are taken for one another.
final class ChunkTable {
  private static final int STRIDE = 3;
  private static final int BATCH = 64;

  private final ByteSlice salt;
  private final long max;

  /// Sorted runs, each more than twice as long as the next: two words of the key, one of the place.
  private final List<long[]> runs;

  /// Added last, not yet in a run, the newest first.
  private final Chain<long[]> fresh;
  private final long size;

  private ChunkTable(ByteSlice salt, long max, List<long[]> runs, Chain<long[]> fresh, long size) {
    this.salt = salt;
    this.max = max;
    this.runs = runs;
    this.fresh = fresh;
    this.size = size;
  }

  /// A table that takes up to `max` chunks; what comes later is not added.
  static ChunkTable empty(ByteSlice salt, long max) {
    return new ChunkTable(salt, max, List.of(), Chain.empty(), 0);
  }

  long size() {
    return size;
  }

  /// The table with one more chunk; the same table where it is full.
  ///
  /// @param sha256 extent SHA-256 of a chunk that it does not have
  ChunkTable plus(ByteSlice sha256, ChunkPlace place) {
    if (size >= max) {
      return this;
    }
    long[] entry = key(sha256);
    entry[2] = place.packed();
    Chain<long[]> more = fresh.plus(entry);
    return more.size() < BATCH
        ? new ChunkTable(salt, max, runs, more, size + 1)
        : new ChunkTable(salt, max, merged(sorted(more)), Chain.empty(), size + 1);
  }

  private static long[] sorted(Chain<long[]> entries) {
    List<long[]> list = entries.toList()
        .stream()
        .sorted((a, b) -> compare(a, 0, b, 0))
        .toList();
    long[] run = new long[STRIDE * list.size()];
    for (int i = 0; i < list.size(); i++) {
      System.arraycopy(list.get(i), 0, run, STRIDE * i, STRIDE);
    }
    return run;
  }

  private List<long[]> merged(long[] added) {
    var left = new ArrayList<>(runs);
    long[] last = added;
    while (!left.isEmpty() && left.getLast().length <= 2L * last.length) {
      last = merge(left.removeLast(), last);
    }
    left.add(last);
    return List.copyOf(left);
  }

  private static long[] merge(long[] a, long[] b) {
    long[] all = new long[a.length + b.length];
    int i = 0;
    int j = 0;
    for (int at = 0; at < all.length; at += STRIDE) {
      boolean first = j == b.length || i < a.length && compare(a, i, b, j) <= 0;
      if (first) {
        System.arraycopy(a, i, all, at, STRIDE);
        i += STRIDE;
      } else {
        System.arraycopy(b, j, all, at, STRIDE);
        j += STRIDE;
      }
    }
    return all;
  }

  private static int compare(long[] a, int i, long[] b, int j) {
    int high = Long.compareUnsigned(a[i], b[j]);
    return high != 0 ? high : Long.compareUnsigned(a[i + 1], b[j + 1]);
  }

  private long[] key(ByteSlice sha256) {
    MessageDigest digest = Sha256.digest();
    digest.update(salt.asByteBuffer());
    digest.update(sha256.asByteBuffer());
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new long[] {hash.getLong(), hash.getLong(), 0};
  }

  /// Where a chunk is; empty where it is not known.
  ///
  /// @param sha256 extent SHA-256
  Optional<ChunkPlace> find(ByteSlice sha256) {
    long[] key = key(sha256);
    for (long[] entry : fresh.toList()) {
      if (compare(key, 0, entry, 0) == 0) {
        return Optional.of(ChunkPlace.unpack(entry[2]));
      }
    }
    for (long[] run : runs) {
      int low = 0;
      int high = run.length / STRIDE - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = compare(key, 0, run, STRIDE * middle);
        if (order == 0) {
          return Optional.of(ChunkPlace.unpack(run[STRIDE * middle + 2]));
        }
        if (order < 0) {
          high = middle - 1;
        } else {
          low = middle + 1;
        }
      }
    }
    return Optional.empty();
  }
}
