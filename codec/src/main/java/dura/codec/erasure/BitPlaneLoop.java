package dura.codec.erasure;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// [CodingLoop] in plain `long` arithmetic that the JIT compiler turns into vector instructions.
///
/// A coefficient is a sum of powers of two, so a product is the XOR of those of the eight planes
/// `input * 2^b` that the coefficient's bits select. Columns of [#COLUMN_BYTES] are taken one after
/// another; within a column every input is doubled seven times, eight bytes to a `long`, and its
/// planes are added to all outputs while they lie in the nearest cache.
///
/// The compiler vectorises a loop only if it indexes every array with the loop's own variable,
/// counting from zero. Hence the column-sized scratch arrays, and copying into and out of them; an
/// offset in one index makes it 25 times slower.
final class BitPlaneLoop implements CodingLoop {
  static final BitPlaneLoop INSTANCE = new BitPlaneLoop();

  /// Long enough to make the start of a loop cheap, short enough that 8 planes and 16 outputs take
  /// 48 KiB.
  static final int COLUMN_BYTES = 2048;

  private static final long ONES = 0x0101010101010101L;
  private static final long ALL_BUT_TOP = 0x7F7F7F7F7F7F7F7FL;

  @Override
  public void multiplyAdd(byte[][] coefficients, List<Shard> inputs, List<Shard> outputs) {
    CodingLoop.checkShape(coefficients, inputs, outputs);
    int end = 0;
    for (Shard output : outputs) {
      end = Math.max(end, output.length());
    }
    int words = (Math.min(end, COLUMN_BYTES) + Long.BYTES - 1) / Long.BYTES;
    long[][] planes = new long[Byte.SIZE][words];
    long[][] selected = new long[Byte.SIZE][];
    long[][] sums = new long[outputs.size()][words];
    for (int at = 0; at < end; at += COLUMN_BYTES) {
      for (int row = 0; row < sums.length; row++) {
        load(outputs.get(row), at, sums[row]);
      }
      for (int column = 0; column < inputs.size(); column++) {
        Shard input = inputs.get(column);
        if (input.length() > at) {
          load(input, at, planes[0]);
          doubleSevenTimes(planes);
          for (int row = 0; row < sums.length; row++) {
            int count = select(coefficients[row][column] & 0xFF, planes, selected);
            add(sums[row], selected, count);
          }
        }
      }
      for (int row = 0; row < sums.length; row++) {
        store(sums[row], outputs.get(row), at);
      }
    }
  }

  private static void load(Shard from, int at, long[] column) {
    int count = count(from, at, column);
    MemorySegment words = MemorySegment.ofArray(column);
    if (count > 0) {
      MemorySegment.copy(MemorySegment.ofArray(from.array()), from.offset() + at, words, 0, count);
    }
    if (count < words.byteSize()) {
      words.asSlice(count).fill((byte) 0);
    }
  }

  private static void store(long[] column, Shard to, int at) {
    int count = count(to, at, column);
    if (count > 0) {
      MemorySegment.copy(
          MemorySegment.ofArray(column), 0, MemorySegment.ofArray(to.array()), to.offset() + at,
          count);
    }
  }

  private static int count(Shard shard, int at, long[] column) {
    return Math.clamp((long) shard.length() - at, 0, column.length * Long.BYTES);
  }

  private static void doubleSevenTimes(long[][] planes) {
    for (int bit = 1; bit < planes.length; bit++) {
      twice(planes[bit - 1], planes[bit]);
    }
  }

  private static void twice(long[] from, long[] to) {
    for (int i = 0; i < to.length; i++) {
      long word = from[i];
      long carry = (word >>> 7) & ONES;
      long reduction = carry ^ (carry << 2) ^ (carry << 3) ^ (carry << 4); // Gf256.REDUCTION
      to[i] = ((word & ALL_BUT_TOP) << 1) ^ reduction;
    }
  }

  /// Puts the planes that belong to the bits of `coefficient` first into `selected`.
  ///
  /// @return how many they are
  private static int select(int coefficient, long[][] planes, long[][] selected) {
    int count = 0;
    for (int rest = coefficient; rest != 0; rest &= rest - 1) {
      selected[count++] = planes[Integer.numberOfTrailingZeros(rest)];
    }
    return count;
  }

  /// Adds the first `count` planes to `sum`, in one pass over it.
  private static void add(long[] sum, long[][] p, int count) {
    switch (count) {
      case 0 -> {}
      case 1 -> add(sum, p[0]);
      case 2 -> add(sum, p[0], p[1]);
      case 3 -> add(sum, p[0], p[1], p[2]);
      case 4 -> add(sum, p[0], p[1], p[2], p[3]);
      case 5 -> add(sum, p[0], p[1], p[2], p[3], p[4]);
      case 6 -> add(sum, p[0], p[1], p[2], p[3], p[4], p[5]);
      case 7 -> add(sum, p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
      default -> add(sum, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]);
    }
  }

  private static void add(long[] sum, long[] a) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i];
    }
  }

  private static void add(long[] sum, long[] a, long[] b) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i] ^ b[i];
    }
  }

  private static void add(long[] sum, long[] a, long[] b, long[] c) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i] ^ b[i] ^ c[i];
    }
  }

  private static void add(long[] sum, long[] a, long[] b, long[] c, long[] d) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i] ^ b[i] ^ c[i] ^ d[i];
    }
  }

  private static void add(long[] sum, long[] a, long[] b, long[] c, long[] d, long[] e) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i] ^ b[i] ^ c[i] ^ d[i] ^ e[i];
    }
  }

  private static void add(long[] sum, long[] a, long[] b, long[] c, long[] d, long[] e, long[] f) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i] ^ b[i] ^ c[i] ^ d[i] ^ e[i] ^ f[i];
    }
  }

  private static void add(
      long[] sum, long[] a, long[] b, long[] c, long[] d, long[] e, long[] f, long[] g) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i] ^ b[i] ^ c[i] ^ d[i] ^ e[i] ^ f[i] ^ g[i];
    }
  }

  private static void add(
      long[] sum, long[] a, long[] b, long[] c, long[] d, long[] e, long[] f, long[] g, long[] h) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= a[i] ^ b[i] ^ c[i] ^ d[i] ^ e[i] ^ f[i] ^ g[i] ^ h[i];
    }
  }
}
