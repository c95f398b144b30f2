package dura.band.source;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The contents of a file in memory; whole pages that were never written are holes.
final class SparseBytes {
  private static final int PAGE_BYTES = 4096;

  private final TreeMap<Long, byte[]> pages = new TreeMap<>();
  private long size;

  long size() {
    return size;
  }

  void write(long offset, byte[] from, int at, int length) {
    for (int i = 0; i < length; i++) {
      long position = offset + i;
      pages.computeIfAbsent(position / PAGE_BYTES,
          _ -> new byte[PAGE_BYTES])[(int) (position % PAGE_BYTES)] = from[at + i];
    }
    size = Math.max(size, offset + length);
  }

  void setSize(long newSize) {
    pages.tailMap(Math.ceilDiv(newSize, PAGE_BYTES)).clear();
    Map.Entry<Long, byte[]> last = pages.lastEntry();
    if (last != null && newSize < size) {
      for (long at = newSize; at < (last.getKey() + 1) * PAGE_BYTES; at++) {
        last.getValue()[(int) (at % PAGE_BYTES)] = 0;
      }
    }
    size = newSize;
  }

  int read(long offset, byte[] into, int at, int length) {
    int count = Math.clamp(size - offset, 0, length);
    for (int i = 0; i < count; i++) {
      long position = offset + i;
      byte[] page = pages.get(position / PAGE_BYTES);
      into[at + i] = page == null ? 0 : page[(int) (position % PAGE_BYTES)];
    }
    return count;
  }

  Optional<DataRange> dataFrom(long offset) {
    Long first = pages.ceilingKey(offset / PAGE_BYTES);
    if (first == null || offset >= size) {
      return Optional.empty();
    }
    long last = first;
    while (pages.containsKey(last + 1)) {
      last++;
    }
    return Optional.of(
        new DataRange(
            Math.max(offset, first * PAGE_BYTES), Math.min(size, (last + 1) * PAGE_BYTES)));
  }
}
