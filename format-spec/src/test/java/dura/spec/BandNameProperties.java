package dura.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class BandNameProperties {
  private static final Pattern FORM = Pattern.compile("\\Ab[0-9]{6}-[a-z2-7]{8}\\z");

  @Property
  void textGivesTheNameBack(@ForAll @IntRange(max = 999_999) int sequence, @ForAll long bits) {
    BandName name = BandName.of(sequence, bits);
    assertEquals(Optional.of(name), BandName.parse(name.toString()));
    assertEquals(true, FORM.matcher(name.toString()).matches());
  }

  /// The 40 bits as RFC 4648 has them in lower case: five a character, the highest first.
  @Property
  void randomPartIsBase32(@ForAll long bits) {
    long read = 0;
    for (char c : BandName.of(0, bits).random().toCharArray()) {
      read = read << 5 | "abcdefghijklmnopqrstuvwxyz234567".indexOf(c);
    }
    assertEquals(bits & 0xFF_FFFF_FFFFL, read);
  }

  @Property
  void nothingElseParses(@ForAll("names") String text) {
    assertEquals(FORM.matcher(text).matches(),
        BandName.parse(text).map(name -> name.toString().equals(text)).orElse(false));
    assertEquals(FORM.matcher(text).matches(), BandName.parse(text).isPresent());
  }

  @Provide
  Arbitrary<String> names() {
    return Altered.of("b000007-7kq3w2zd", "b999999-aaaaaaaa", "b123456-zzzz7777");
  }

  @Property
  void orderIsThatOfTheText(@ForAll @IntRange(max = 999_999) int a, @ForAll long aBits,
      @ForAll @IntRange(max = 999_999) int b, @ForAll long bBits) {
    BandName first = BandName.of(a, aBits);
    for (BandName second : List.of(BandName.of(b, bBits), BandName.of(a, bBits), first)) {
      if (first.sequence() != second.sequence()) {
        assertEquals(Integer.signum(first.toString().compareTo(second.toString())),
            Integer.signum(first.compareTo(second)));
      } else {
        assertEquals(first.random().compareTo(second.random()), first.compareTo(second));
      }
    }
  }

  @Example
  void exampleOfThePage() {
    assertEquals(new BandName(7, "7kq3w2zd"), BandName.parse("b000007-7kq3w2zd").orElseThrow());
  }

  @Example
  void illegalPartsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BandName(-1, "aaaaaaaa"));
    assertThrows(IllegalArgumentException.class, () -> new BandName(1_000_000, "aaaaaaaa"));
    assertThrows(IllegalArgumentException.class, () -> new BandName(0, "aaaaaaa"));
    assertThrows(IllegalArgumentException.class, () -> new BandName(0, "aaaaaaaA"));
    assertThrows(IllegalArgumentException.class, () -> new BandName(0, "aaaaaaa1"));
  }
}
