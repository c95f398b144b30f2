package dura.codec.crypt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/// Looks into the failures that calls end with.
final class CryptAssertions {
  private CryptAssertions() {}

  static <F extends CryptFailure> F assertFails(Class<F> expected, Executable call) {
    CryptException thrown = assertThrows(CryptException.class, call);
    return assertInstanceOf(expected, thrown.failure());
  }

  static void assertSyntax(SyntaxFault expected, Executable call) {
    assertEquals(expected, assertFails(CryptFailure.BadSyntax.class, call).fault());
  }
}
