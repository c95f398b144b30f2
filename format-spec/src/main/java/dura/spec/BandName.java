package dura.spec;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a band, as `b000007-7kq3w2zd`: sequence number and 40 random bits
/// (format-spec/75-band.md). Ordered by sequence number, then by the random part.
///
/// @param sequence 0 .. 999,999
/// @param random eight characters of `a-z2-7`
public record BandName(int sequence, String random) implements Comparable<BandName> {
  private static final Pattern FORM = Pattern.compile("b([0-9]{6})-([a-z2-7]{8})");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int RANDOM_BITS = 40;

  public BandName {
    if (sequence < 0 || sequence > Limits.MAX_BAND_SEQUENCE || random.length() != 8
        || !random.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
      throw new IllegalArgumentException("not a band name: " + sequence + ", " + random);
    }
  }

  /// The name with this sequence number and the lowest 40 bits of `bits`.
  public static BandName of(int sequence, long bits) {
    var random = new StringBuilder(8);
    for (int shift = RANDOM_BITS - 5; shift >= 0; shift -= 5) {
      random.append(ALPHABET.charAt((int) (bits >>> shift) & 31));
    }
    return new BandName(sequence, random.toString());
  }

  /// The band that `text` names, or empty where it is no band's name.
  public static Optional<BandName> parse(String text) {
    Matcher m = FORM.matcher(text);
    return m.matches()
        ? Optional.of(new BandName(Integer.parseInt(m.group(1)), m.group(2)))
        : Optional.empty();
  }

  @Override
  public int compareTo(BandName other) {
    return Comparator.comparingInt(BandName::sequence)
        .thenComparing(BandName::random)
        .compare(this, other);
  }

  /// The name as it stands in paths, heads and sheets.
  @Override
  public String toString() {
    // Not String.format: names are made for every object read and written.
    var digits = Integer.toString(sequence);
    return "b" + "0".repeat(6 - digits.length()) + digits + "-" + random;
  }
}
