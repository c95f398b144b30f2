package dura.band.run;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.pipeline.ObjectSectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is known of a damaged object of a group, sector by sector: from what is stored of it, from its
/// inner code, and from what its group gave back. In memory are only the sectors that are not stored
/// as they must be. Sectors count from the object's first byte.
final class KnownSectors {
  static final int SECTOR = ObjectSectors.SECTOR;

  private static final StoredBytes NOTHING = StoredBytes.whole(new byte[0]);

  /// What is stored at a path; empty where nothing of it can be read.
  interface Source {
    Optional<StoredBytes> whole();

    Optional<StoredBytes> range(long offset, int length);
  }

  private final Source source;
  private final Function<StoredBytes, Optional<ObjectSectors>> reader;
  private final Map<Integer, byte[]> changed = new HashMap<>();
  private BitSet unknown = new BitSet();
  private int length;
  private int origin;
  private int payloadSector;
  private boolean headKnown;

  /// @param source what is stored
  /// @param length of the object in bytes; 0 where it is not known
  /// @param reader makes sectors out of what there is; empty where no head is that of the object
  KnownSectors(Source source, int length,
      Function<StoredBytes, Optional<ObjectSectors>> reader) {
    this.source = source;
    this.length = length;
    this.reader = reader;
    unknown.set(0, sectors());
  }

  /// `length` bytes of which nothing is stored.
  static KnownSectors ofNothing(int length) {
    return new KnownSectors(new Source() {
      @Override
      public Optional<StoredBytes> whole() {
        return Optional.empty();
      }

      @Override
      public Optional<StoredBytes> range(long offset, int wanted) {
        return Optional.empty();
      }
    }, length, _ -> Optional.empty());
  }

  private int sectors() {
    return Math.ceilDiv(length, SECTOR);
  }

  /// Sectors of which nothing is known.
  BitSet unknown() {
    return unknown;
  }

  /// Whether every sector is known.
  boolean isComplete() {
    return unknown.isEmpty() && length > 0;
  }

  /// The sector in which the payload begins; 0 where there is no head.
  int payloadSector() {
    return payloadSector;
  }

  /// Bytes that are held in memory.
  long memoryBytes() {
    return (long) changed.size() * SECTOR;
  }

  /// Takes a sector that the group gave back.
  ///
  /// @param bytes at most a sector
  void put(int sector, byte[] bytes) {
    changed.put(sector, bytes);
    unknown.clear(sector);
  }

  /// Takes the object as it is stored, if it is the one with this SHA-256.
  boolean isStoredAs(ByteSlice sha256) {
    boolean same = source.whole()
        .filter(stored -> stored.unreadable().isEmpty() && stored.length() == length
            && Sha256.of(stored.bytes()).equals(sha256))
        .isPresent();
    if (same) {
      unknown = new BitSet();
    }
    return same;
  }

  /// Looks at the object anew, with the sectors that the group gave back.
  ///
  /// @return what the head and the inner code make of it; empty while there is no head
  Optional<ObjectSectors> look() {
    StoredBytes stored = source.whole().orElse(NOTHING);
    Optional<ObjectSectors> seen = reader.apply(image(stored))
        .filter(found -> changed.isEmpty() || found.found().origin() == 0)
        .filter(found -> length == 0 || found.bytes().length() == length);
    seen.ifPresent(found -> take(found, stored));
    return seen;
  }

  private void take(ObjectSectors found, StoredBytes stored) {
    if (!headKnown) {
      headKnown = true;
      origin = found.found().origin();
      length = found.bytes().length();
      payloadSector = found.found().layout().payloadOffset() / SECTOR;
      unknown = new BitSet();
      unknown.set(0, sectors());
      changed.keySet().forEach(unknown::clear);
    }
    StoredBytes seen = seen(stored);
    BitSet bad = notRead(seen);
    // Those that the group gave back too: of a payload's last sector it knows the first part alone.
    BitSet known = (BitSet) unknown.clone();
    changed.keySet().forEach(known::set);
    known.andNot(found.unknown());
    known.stream().forEach(sector -> {
      int from = sector * SECTOR;
      ByteSlice bytes = found.bytes().slice(from, Math.min(from + SECTOR, length));
      if (!bad.get(sector) && seen.bytes().slice(from, from + bytes.length()).equals(bytes)) {
        unknown.clear(sector);
      } else {
        put(sector, bytes.toByteArray());
      }
    });
  }

  /// The object as far as it is known; sectors that are not have what is stored there.
  StoredBytes image() {
    return image(source.whole().orElse(NOTHING));
  }

  private StoredBytes image(StoredBytes stored) {
    if (length == 0 || !headKnown && changed.isEmpty()) {
      return stored;
    }
    StoredBytes seen = seen(stored);
    byte[] image = Arrays.copyOf(
        seen.bytes().slice(0, Math.min(seen.length(), length)).toByteArray(), length);
    BitSet bad = notRead(seen);
    changed.forEach((sector, bytes) -> {
      System.arraycopy(bytes, 0, image, sector * SECTOR, bytes.length);
      bad.clear(sector);
    });
    return new StoredBytes(ByteSlice.of(image), ranges(bad));
  }

  private StoredBytes seen(StoredBytes stored) {
    return origin <= stored.length() ? stored.seenFrom(origin) : NOTHING;
  }

  /// Sectors that could not be read, or are not there.
  private BitSet notRead(StoredBytes seen) {
    BitSet sectors = new BitSet();
    for (Range range : seen.unreadable()) {
      sectors.set((int) (range.start() / SECTOR), (int) Math.ceilDiv(range.end(), SECTOR));
    }
    if (seen.length() < length) {
      sectors.set(seen.length() / SECTOR, sectors());
    }
    return sectors;
  }

  private List<Range> ranges(BitSet sectors) {
    var ranges = new ArrayList<Range>();
    int from = sectors.nextSetBit(0);
    while (from >= 0 && from < sectors()) {
      int end = sectors.nextClearBit(from);
      ranges.add(new Range((long) from * SECTOR, Math.min((long) end * SECTOR, length)));
      from = sectors.nextSetBit(end);
    }
    return ranges;
  }

  /// Bytes of the object from sector `from` on, as they are known.
  ///
  /// @param count bytes
  byte[] bytes(int from, int count) {
    long start = (long) from * SECTOR;
    byte[] bytes = new byte[count];
    source.range(origin + start, count)
        .ifPresent(stored -> stored.bytes()
            .slice(0, Math.min(count, stored.length()))
            .copyTo(bytes, 0));
    for (int sector = from; sector < from + Math.ceilDiv(count, SECTOR); sector++) {
      byte[] known = changed.get(sector);
      if (known != null) {
        int at = (sector - from) * SECTOR;
        System.arraycopy(known, 0, bytes, at, Math.min(known.length, count - at));
      }
    }
    return bytes;
  }
}
