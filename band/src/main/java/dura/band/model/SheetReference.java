package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import java.util.ArrayList;
import java.util.List;

/// A band and the object SHA-256 of its tail or head: `BAND SHA-256`.
///
/// @param band the band
/// @param sha256 of the object that the field is about
public record SheetReference(BandName band, ByteSlice sha256) {
  String render() {
    return band + " " + sha256.toHex();
  }

  static SheetReference parse(String text) throws IllegalSheet {
    List<String> words = SheetFields.words(text, 2);
    return new SheetReference(SheetFields.band(words.get(0)),
        SheetFields.hex(words.get(1), Sha256.LENGTH));
  }

  static List<SheetReference> parse(List<String> texts) throws IllegalSheet {
    var references = new ArrayList<SheetReference>();
    for (String text : texts) {
      references.add(parse(text));
    }
    return references;
  }
}
