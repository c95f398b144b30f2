package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.HeadCodec;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.Field;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import java.time.Instant;
import java.util.List;

/// What stands in place of the tail of a band that retention removed: format-spec/75-band.md.
///
/// @param archiveId of the archive
/// @param band its name
/// @param pruned when it was removed
/// @param tailSha256 object SHA-256 of the former tail
/// @param tailPayload payload of the former tail, signed or not
/// @param keeps groups that are kept
/// @param sumsSha256 SHA-256 of the file SHA256SUMS of what is kept
public record PrunedSheet(ByteSlice archiveId, BandName band, Instant pruned,
    ByteSlice tailSha256, ByteSlice tailPayload, GroupNumbers keeps, ByteSlice sumsSha256) {
  private static final List<String> ORDER =
      List.of("dura-pruned", "archive", "band", "pruned", "tail", "keeps", "sums");

  /// The sheet as text, not yet signed.
  public ByteSlice render() {
    return new Sheet.Builder().add(ORDER.getFirst(), "1")
        .add("archive", archiveId.toHex())
        .add("band", band.toString())
        .add("pruned", SheetTime.render(pruned))
        .add("tail", tailSha256.toHex(), BandHead.text(tailPayload))
        .add("keeps", keeps.render())
        .add("sums", sumsSha256.toHex())
        .build()
        .render();
  }

  /// The sheet that `text` holds, its signature taken off.
  ///
  /// @throws IllegalSheet where it is none
  public static PrunedSheet parse(ByteSlice text) throws IllegalSheet {
    Sheet sheet = Sheet.parse(text);
    sheet.requireForm(ORDER);
    Field tail = sheet.field("tail");
    return new PrunedSheet(SheetFields.hex(sheet.one("archive"), HeadCodec.ARCHIVE_ID_BYTES),
        SheetFields.band(sheet.one("band")), SheetTime.parse(sheet.one("pruned")),
        SheetFields.hex(tail.value(), Sha256.LENGTH), ByteSlice.utf8(tail.quoted()),
        GroupNumbers.parse(sheet.one("keeps")),
        SheetFields.hex(sheet.one("sums"), Sha256.LENGTH));
  }

  /// This sheet with fewer groups kept.
  public PrunedSheet keeping(GroupNumbers fewer, ByteSlice sums, Instant time) {
    return new PrunedSheet(archiveId, band, time, tailSha256, tailPayload, fewer, sums);
  }
}
