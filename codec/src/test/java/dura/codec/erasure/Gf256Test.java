package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class Gf256Test {
  @Test
  void productsAreThoseOfPolynomials() {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        assertEquals(polynomialProduct(a, b), Gf256.multiply(a, b), a + " * " + b);
        assertEquals(Reference.multiply(a, b), Gf256.multiply(a, b), a + " * " + b);
      }
    }
  }

  private static int polynomialProduct(int a, int b) {
    int product = 0;
    for (int bit = 7; bit >= 0; bit--) {
      product <<= 1;
      product ^= (product >> 8) * 0x11D;
      product ^= ((b >> bit) & 1) * a;
    }
    return product;
  }

  @Test
  void divisionUndoesMultiplication() {
    for (int a = 0; a < 256; a++) {
      for (int b = 1; b < 256; b++) {
        assertEquals(a, Gf256.divide(Gf256.multiply(a, b), b));
      }
    }
  }

  @Test
  void inverseTimesItselfIsOne() {
    for (int a = 1; a < 256; a++) {
      assertEquals(1, Gf256.multiply(a, Gf256.inverse(a)));
    }
    assertThrows(ArithmeticException.class, () -> Gf256.inverse(0));
    assertThrows(ArithmeticException.class, () -> Gf256.divide(1, 0));
  }

  @Test
  void powerIsRepeatedMultiplication() {
    for (int a = 0; a < 256; a++) {
      int power = 1;
      for (int exponent = 0; exponent < 600; exponent++) {
        assertEquals(power, Gf256.pow(a, exponent), a + "^" + exponent);
        power = Gf256.multiply(power, a);
      }
    }
  }
}
