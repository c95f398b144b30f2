package dura.band.model;

/// A moment as file systems store it.
///
/// @param seconds since 1970-01-01T00:00:00Z, negative before it
/// @param nanos forward from that second, 0 to 999,999,999
public record Timestamp(long seconds, int nanos) implements Comparable<Timestamp> {
  /// @throws IllegalArgumentException when `nanos` is out of range
  public Timestamp {
    if (nanos < 0 || nanos > 999_999_999) {
      throw new IllegalArgumentException("nanoseconds out of range: " + nanos);
    }
  }

  @Override
  public int compareTo(Timestamp other) {
    int bySeconds = Long.compare(seconds, other.seconds);
    return bySeconds != 0 ? bySeconds : Integer.compare(nanos, other.nanos);
  }
}
