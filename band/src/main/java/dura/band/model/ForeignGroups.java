package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import dura.spec.Limits;
import java.util.ArrayList;
import java.util.List;

/// Groups of another band that a band's index refers to: `BAND FIRST-LAST SHA-256`.
///
/// @param band whose groups
/// @param first number of the first
/// @param last number of the last
/// @param listsSha256 over the member lists of all of them
public record ForeignGroups(BandName band, int first, int last, ByteSlice listsSha256) {
  String render() {
    return band + " " + first + "-" + last + " " + listsSha256.toHex();
  }

  static List<ForeignGroups> parse(List<String> texts) throws IllegalSheet {
    var all = new ArrayList<ForeignGroups>();
    for (String text : texts) {
      List<String> words = SheetFields.words(text, 3);
      int dash = words.get(1).indexOf('-');
      if (dash < 0) {
        throw new IllegalSheet("not a range of groups: " + words.get(1));
      }
      int first = number(words.get(1).substring(0, dash));
      int last = number(words.get(1).substring(dash + 1));
      if (first > last) {
        throw new IllegalSheet("not a range of groups: " + words.get(1));
      }
      all.add(new ForeignGroups(SheetFields.band(words.get(0)), first, last,
          SheetFields.hex(words.get(2), Sha256.LENGTH)));
    }
    return all;
  }

  private static int number(String text) throws IllegalSheet {
    return (int) SheetFields.number(text, Limits.MAX_OBJECT_NUMBER);
  }
}
