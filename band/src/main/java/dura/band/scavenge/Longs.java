package dura.band.scavenge;

import java.util.Arrays;

/// A growing list of numbers.
final class Longs {
  private long[] values = new long[2];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  long[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
