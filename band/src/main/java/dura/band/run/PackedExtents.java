package dura.band.run;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/// The extents of one block as indexes name them, in little memory. Not for concurrent use.
final class PackedExtents {
  private static final int RECORD_BYTES = 2 * Integer.BYTES + Long.BYTES + Sha256.LENGTH;
  private static final int FIRST_RECORDS = 8;

  private ByteBuffer records = ByteBuffer.allocate(FIRST_RECORDS * RECORD_BYTES);

  /// A run of a block's raw bytes that an index names.
  ///
  /// @param rawOffset in the block's tar
  /// @param length at least 1
  /// @param name whose bytes they are, as [#name]; 0 where another band than the block's says so
  /// @param sha256 extent SHA-256
  record Packed(int rawOffset, int length, long name, ByteSlice sha256) {
    long rawEnd() {
      return (long) rawOffset + length;
    }
  }

  /// A number that stands for a path and the offset in the file of the block's first raw byte, were
  /// the file to go on to there: all extents of one member have the same.
  static long name(byte[] path, long shift) {
    long hash = ByteBuffer.wrap(Sha256.of(path).toByteArray()).getLong();
    long mixed = (hash ^ shift) * 0x9E3779B97F4A7C15L;
    return mixed == 0 ? 1 : mixed;
  }

  void add(Packed extent) {
    if (records.remaining() < RECORD_BYTES) {
      records = ByteBuffer.allocate(2 * records.capacity()).put(records.flip());
    }
    records.putInt(extent.rawOffset())
        .putInt(extent.length())
        .putLong(extent.name())
        .put(extent.sha256().toByteArray());
  }

  int count() {
    return records.position() / RECORD_BYTES;
  }

  /// The extents in order of their place, each once.
  List<Packed> inOrder() {
    var all = new LinkedHashSet<Packed>();
    ByteBuffer from = records.duplicate().flip();
    while (from.hasRemaining()) {
      int rawOffset = from.getInt();
      int length = from.getInt();
      long name = from.getLong();
      byte[] sha256 = new byte[Sha256.LENGTH];
      from.get(sha256);
      all.add(new Packed(rawOffset, length, name, ByteSlice.of(sha256)));
    }
    Packed[] sorted = all.toArray(Packed[]::new);
    Arrays.sort(sorted, Comparator.comparingInt(Packed::rawOffset)
        .thenComparingInt(Packed::length));
    return new ArrayList<>(Arrays.asList(sorted));
  }
}
