package dura.testdata;

import java.util.Arrays;

/// One way to harm the bytes of a file. A value: it prints itself, and done again to the same bytes
/// it does the same. Places beyond the end of a file count as its end. The bytes given stay as they are.
public sealed interface Damage {
  /// Bytes of a disk's sector.
  int SECTOR = 4096;

  /// What is left of `bytes`.
  byte[] of(byte[] bytes);

  /// This damage, and then `next`.
  default Damage then(Damage next) {
    return new Both(this, next);
  }

  /// Flips `bits` bits anywhere, some perhaps back again.
  record Flip(long seed, int bits) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      byte[] harmed = bytes.clone();
      var random = new SplitMix64(seed);
      for (int i = 0; i < bits && harmed.length > 0; i++) {
        harmed[random.below(harmed.length)] ^= (byte) (1 << random.below(Byte.SIZE));
      }
      return harmed;
    }
  }

  /// Flips the bits of `mask` in the byte at `offset`.
  record FlipAt(int offset, int mask) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      byte[] harmed = bytes.clone();
      if (offset < harmed.length) {
        harmed[offset] ^= (byte) mask;
      }
      return harmed;
    }
  }

  /// Overwrites a range with zeros, as a lost sector reads.
  record Zero(int from, int length) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      byte[] harmed = bytes.clone();
      Arrays.fill(harmed, end(bytes, from, 0), end(bytes, from, length), (byte) 0);
      return harmed;
    }
  }

  /// Changes every byte of a range.
  record Burst(long seed, int from, int length) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      byte[] harmed = bytes.clone();
      var random = new SplitMix64(seed);
      for (int i = end(bytes, from, 0); i < end(bytes, from, length); i++) {
        harmed[i] ^= (byte) random.between(1, 255);
      }
      return harmed;
    }
  }

  /// Garbles about one aligned 4 KiB sector in `oneIn`.
  record Sectors(long seed, int oneIn) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      byte[] harmed = bytes.clone();
      var random = new SplitMix64(seed);
      for (int at = 0; at < bytes.length; at += SECTOR) {
        if (random.oneIn(oneIn)) {
          int end = end(bytes, at, SECTOR);
          System.arraycopy(random.bytes(end - at), 0, harmed, at, end - at);
        }
      }
      return harmed;
    }
  }

  /// Keeps the first `length` bytes; the empty file with 0.
  record Truncate(int length) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      return Arrays.copyOf(bytes, Math.min(length, bytes.length));
    }
  }

  /// Appends `count` bytes.
  record Extend(long seed, int count) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      return new Shift(seed, bytes.length, count).of(bytes);
    }
  }

  /// Takes a range away; what is behind it moves up.
  record Drop(int from, int length) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      int start = end(bytes, from, 0);
      int end = end(bytes, from, length);
      byte[] harmed = Arrays.copyOf(bytes, bytes.length - (end - start));
      System.arraycopy(bytes, end, harmed, start, bytes.length - end);
      return harmed;
    }
  }

  /// Puts `count` bytes in; what is behind them moves down.
  record Shift(long seed, int at, int count) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      int start = end(bytes, at, 0);
      byte[] harmed = Arrays.copyOf(bytes, bytes.length + count);
      System.arraycopy(new SplitMix64(seed).bytes(count), 0, harmed, start, count);
      System.arraycopy(bytes, start, harmed, start + count, bytes.length - start);
      return harmed;
    }
  }

  /// Other bytes of the same length.
  record Garbage(long seed) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      return new SplitMix64(seed).bytes(bytes.length);
    }
  }

  /// None at all: tests that expect damage to be seen must not see any here.
  record Nothing() implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      return bytes.clone();
    }
  }

  /// One after the other.
  record Both(Damage first, Damage second) implements Damage {
    @Override
    public byte[] of(byte[] bytes) {
      return second.of(first.of(bytes));
    }
  }

  private static int end(byte[] bytes, int from, int length) {
    return (int) Math.min((long) from + length, bytes.length);
  }
}
