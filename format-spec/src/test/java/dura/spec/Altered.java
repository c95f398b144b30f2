package dura.spec;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Texts that are, or nearly are, one of some given texts.
final class Altered {
  /// What is put in: characters of names and paths, and some that patterns are known to let pass.
  private static final String CHARACTERS = "abdhipz0127389-./_A \n\r\0\u0660\uff11\u2028é";

  private Altered() {}

  /// One of `texts`, as it is or with one character put in, taken away or replaced, in any place.
  static Arbitrary<String> of(String... texts) {
    Arbitrary<Integer> place = Arbitraries.integers().between(0, 64);
    Arbitrary<Character> character = Arbitraries.of(
        CHARACTERS.chars().mapToObj(c -> (char) c).toList());
    return Combinators.combine(Arbitraries.of(texts), Arbitraries.integers().between(0, 3),
        place, character).as((text, change, at, c) -> {
          var altered = new StringBuilder(text);
          int index = at % (text.length() + 1);
          switch (change) {
            case 1 -> altered.insert(index, c);
            case 2 -> altered.delete(index, index + 1);
            case 3 -> altered.replace(index, index + 1, String.valueOf(c));
            default -> {
              // as it is
            }
          }
          return altered.toString();
        });
  }
}
