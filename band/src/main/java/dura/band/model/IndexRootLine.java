package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectName;
import java.util.List;

/// Where the root hunk of a band's index stands: format-spec/75-band.md.
///
/// @param band of the index object
/// @param object the index object
/// @param offset of the root hunk's frame in the object's content
/// @param length of the frame
/// @param payloadSha256 payload SHA-256 of the object
public record IndexRootLine(BandName band, ObjectName object, int offset, int length,
    ByteSlice payloadSha256) {
  String render() {
    return band + " " + object + " " + offset + " " + length + " " + payloadSha256.toHex();
  }

  static IndexRootLine parse(String text) throws IllegalSheet {
    List<String> words = SheetFields.words(text, 5);
    ObjectName object = ObjectName.parse(words.get(1))
        .filter(name -> name.numbered() && name.text().startsWith("i"))
        .orElseThrow(() -> new IllegalSheet("not an index object: " + words.get(1)));
    return new IndexRootLine(SheetFields.band(words.get(0)), object,
        (int) SheetFields.number(words.get(2), Limits.MAX_PAYLOAD_BYTES),
        (int) SheetFields.number(words.get(3), Limits.MAX_PAYLOAD_BYTES),
        SheetFields.hex(words.get(4), Sha256.LENGTH));
  }
}
