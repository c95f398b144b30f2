package dura.codec.erasure;

/// The field GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11D) and the generator 2.
///
/// Elements are `int`s from 0 to 255; adding and subtracting are both XOR.
/// See format-spec/50-erasure.md.
public final class Gf256 {
  /// The low eight bits of the polynomial: what an overflowing doubling adds.
  static final int REDUCTION = 0x1D;

  /// The order of the multiplicative group: exponents count modulo this.
  static final int ORDER = 255;

  /// Powers of the generator, written down twice so that a sum of two logarithms needs no modulus.
  private static final byte[] EXP = new byte[2 * ORDER];

  private static final short[] LOG = new short[256];

  static {
    int power = 1;
    for (int exponent = 0; exponent < ORDER; exponent++) {
      EXP[exponent] = (byte) power;
      EXP[exponent + ORDER] = (byte) power;
      LOG[power] = (short) exponent;
      power <<= 1;
      if (power > 0xFF) {
        power ^= 0x100 | REDUCTION;
      }
    }
  }

  private Gf256() {}

  /// The product of `a` and `b`.
  public static int multiply(int a, int b) {
    return a == 0 || b == 0 ? 0 : exp(LOG[a] + LOG[b]);
  }

  /// `a / b`.
  ///
  /// @throws ArithmeticException if `b` is zero
  public static int divide(int a, int b) {
    return multiply(a, inverse(b));
  }

  /// The element whose product with `a` is one.
  ///
  /// @throws ArithmeticException if `a` is zero
  public static int inverse(int a) {
    return exp(ORDER - log(a));
  }

  /// `a` multiplied by itself `exponent >= 0` times; every element to the power of zero is one,
  /// zero as well.
  public static int pow(int a, int exponent) {
    if (exponent == 0) {
      return 1;
    }
    return a == 0 ? 0 : exp((int) ((long) LOG[a] * exponent % ORDER));
  }

  /// The generator to the power of `exponent`, which is from 0 to 509.
  static int exp(int exponent) {
    return EXP[exponent] & 0xFF;
  }

  /// The exponent, from 0 to 254, to which the generator must be raised to give `a`.
  ///
  /// @throws ArithmeticException if `a` is zero
  static int log(int a) {
    if (a == 0) {
      throw new ArithmeticException("zero has no logarithm in GF(256)");
    }
    return LOG[a];
  }
}
