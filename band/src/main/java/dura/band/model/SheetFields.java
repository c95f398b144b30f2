package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import java.util.List;
import java.util.Locale;

/// Values that several sheets have, from text.
final class SheetFields {
  private SheetFields() {}

  static ByteSlice hex(String text, int bytes) throws IllegalSheet {
    boolean legal = text.length() == 2 * bytes
        && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    if (!legal) {
      throw new IllegalSheet("not " + bytes + " bytes in hex: " + text);
    }
    return ByteSlice.hex(text);
  }

  static BandName band(String text) throws IllegalSheet {
    return BandName.parse(text).orElseThrow(() -> new IllegalSheet("not a band: " + text));
  }

  static long number(String text, long max) throws IllegalSheet {
    boolean legal = !text.isEmpty() && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && (text.length() == 1 || text.charAt(0) != '0');
    long number = legal ? Long.parseLong(text) : -1;
    if (number < 0 || number > max) {
      throw new IllegalSheet("not a number up to " + max + ": " + text);
    }
    return number;
  }

  static RedundancyProfile profile(String text) throws IllegalSheet {
    for (RedundancyProfile profile : RedundancyProfile.values()) {
      if (word(profile).equals(text)) {
        return profile;
      }
    }
    throw new IllegalSheet("not a profile: " + text);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// The words of `text`, of which there must be `count`.
  static List<String> words(String text, int count) throws IllegalSheet {
    List<String> words = List.of(text.split(" ", -1));
    if (words.size() != count) {
      throw new IllegalSheet("not " + count + " words: " + text);
    }
    return words;
  }
}
