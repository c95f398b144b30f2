package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.Limits;
import java.util.List;

/// What a tail says of one group: where it lies in SHA256SUMS (format-spec/75-band.md).
///
/// @param number of the group
/// @param kind of its members
/// @param members number of members
/// @param parity number of parity objects
/// @param listSha256 member-list SHA-256
public record GroupLine(int number, GroupKind kind, int members, int parity,
    ByteSlice listSha256) {
  String render() {
    return number + " " + SheetFields.word(kind) + " " + members + " " + parity + " "
        + listSha256.toHex();
  }

  static GroupLine parse(String text) throws IllegalSheet {
    List<String> words = SheetFields.words(text, 5);
    GroupKind kind = switch (words.get(1)) {
      case "data" -> GroupKind.DATA;
      case "index" -> GroupKind.INDEX;
      default -> throw new IllegalSheet("not a kind of group: " + words.get(1));
    };
    return new GroupLine((int) SheetFields.number(words.get(0), Limits.MAX_OBJECT_NUMBER), kind,
        (int) SheetFields.number(words.get(2), Limits.MAX_GROUP_MEMBERS),
        (int) SheetFields.number(words.get(3), Limits.MAX_SHARDS),
        SheetFields.hex(words.get(4), Sha256.LENGTH));
  }
}
