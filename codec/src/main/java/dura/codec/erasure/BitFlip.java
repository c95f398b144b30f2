package dura.codec.erasure;

/// Finds the one flipped bit that explains a wrong CRC-32.
///
/// CRC-32 is linear: two runs of bytes of one length that differ in a single bit have CRCs whose
/// XOR depends on the distance of that bit from the end alone. The XOR for the last bit is the
/// polynomial, each bit before it costs one more step of the shift register, and in a cell no two
/// are equal.
final class BitFlip {
  /// The polynomial of zlib's CRC-32, lowest power in the highest bit.
  private static final int POLYNOMIAL = 0xEDB88320;

  private BitFlip() {}

  /// The distance from the end of a run of `bits` bits, 0 for the last, of the bit whose flip
  /// changes the CRC by `difference`; -1 if there is none.
  ///
  /// Within a byte the bit of value 1 comes first.
  static int distanceFromEnd(int difference, int bits) {
    int register = POLYNOMIAL;
    for (int distance = 0; distance < bits; distance++) {
      if (register == difference) {
        return distance;
      }
      register = (register >>> 1) ^ (POLYNOMIAL & -(register & 1));
    }
    return -1;
  }

  /// Flips the one bit that gives the cell the CRC it should have.
  ///
  /// @param stored the stored bytes of the cell, which the rest of the cell follows as zeros
  /// @param cellSize bytes of the whole cell
  /// @param difference the XOR of the CRC the cell has and the one it should have
  /// @return whether there is such a bit in the stored bytes
  static boolean fix(Shard stored, int cellSize, int difference) {
    int distance = distanceFromEnd(difference, cellSize * Byte.SIZE);
    int index = cellSize - 1 - distance / Byte.SIZE;
    if (distance < 0 || index >= stored.length()) {
      return false;
    }
    stored.array()[stored.offset() + index] ^= (byte) (0x80 >>> (distance % Byte.SIZE));
    return true;
  }
}
