package dura.band.machine;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import java.util.Optional;

/// Which objects a check looks at; header, heads, tails and names are looked at in every case.
///
/// format-spec/85-checking.md, "Parts". Every unit has a rank: CRC-32 of its band's name plus its number. Shard `i/n` has the units whose
/// rank is `i - 1` modulo `n`; of these, sample `k/m` has those whose rank divided by `n` is `k - 1`
/// modulo `m`. So what belongs to a part never changes as bands come and go, the parts of a large band
/// differ by one group at most, and all shards, or all samples, together are the whole.
///
/// @param shard one of the parts that are checked beside one another
/// @param sample one of the parts that are checked one after the other
/// @param after the last unit that was checked before, where a check goes on
public record CheckPortion(Part shard, Part sample, Optional<CheckUnit> after) {
  /// Everything.
  public static final CheckPortion WHOLE =
      new CheckPortion(Part.ALL, Part.ALL, Optional.empty());

  /// One of several parts.
  ///
  /// @param number 1 to `of`
  /// @param of 1 to [#MOST]
  public record Part(int number, int of) {
    /// The only one.
    public static final Part ALL = new Part(1, 1);

    /// The largest number of parts.
    public static final int MOST = 100_000;

    public Part {
      if (of < 1 || of > MOST || number < 1 || number > of) {
        throw new IllegalArgumentException(number + "/" + of);
      }
    }

    private boolean has(long rank) {
      return rank % of == number - 1;
    }

    @Override
    public String toString() {
      return number + "/" + of;
    }
  }

  /// This portion behind `unit`.
  public CheckPortion after(CheckUnit unit) {
    return new CheckPortion(shard, sample, Optional.of(unit));
  }

  /// Whether it is everything.
  public boolean isWhole() {
    return equals(WHOLE);
  }

  /// Whether `unit` is looked at.
  public boolean has(CheckUnit unit) {
    byte[] band = ByteSlice.utf8(unit.band().toString()).toByteArray();
    long rank = Integer.toUnsignedLong(Crc32.of(band, 0, band.length)) + unit.number();
    return shard.has(rank) && sample.has(rank / shard.of())
        && after.filter(last -> unit.compareTo(last) <= 0).isEmpty();
  }
}
