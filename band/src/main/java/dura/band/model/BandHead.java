package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.HeadCodec;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.Field;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import dura.spec.RedundancyProfile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a band says of itself before anything else is written: format-spec/75-band.md.
///
/// @param archiveId of the archive
/// @param band its name
/// @param requires features that a reader must know
/// @param parent the band it builds on, with the SHA-256 of that band's tail
/// @param takesOver interrupted bands whose objects it uses, with the SHA-256 of their heads
/// @param profile redundancy of its objects
/// @param started when the backup began
/// @param archiveHeader payload of the archive header at that time
public record BandHead(ByteSlice archiveId, BandName band, List<String> requires,
    Optional<SheetReference> parent, List<SheetReference> takesOver, RedundancyProfile profile,
    Instant started, ByteSlice archiveHeader) {
  private static final List<String> ORDER = List.of("dura-head", "archive", "band", "sequence",
      "requires", "parent", "takes-over", "profile", "started", "archive-header");

  public BandHead {
    requires = List.copyOf(requires);
    takesOver = List.copyOf(takesOver);
  }

  /// The head as the payload of its object.
  public ByteSlice render() {
    var sheet = new Sheet.Builder().add(ORDER.getFirst(), "1");
    addCommon(sheet);
    return sheet
        .add("archive-header", Sha256.of(archiveHeader).toHex(), text(archiveHeader))
        .build()
        .render();
  }

  /// Adds what head and tail both say.
  void addCommon(Sheet.Builder sheet) {
    sheet.add("archive", archiveId.toHex())
        .add("band", band.toString())
        .add("sequence", Integer.toString(band.sequence()))
        .addIfPresent("requires", String.join(" ", requires))
        .add("parent", parent.map(SheetReference::render).orElse("none"))
        .addAll("takes-over", takesOver.stream().map(SheetReference::render).toList())
        .add("profile", SheetFields.word(profile))
        .add("started", SheetTime.render(started));
  }

  /// A sheet's payload as quoted text.
  static String text(ByteSlice payload) {
    return new String(payload.toByteArray(), StandardCharsets.US_ASCII);
  }

  /// The head that `payload` holds.
  ///
  /// @throws IllegalSheet where it is none
  public static BandHead parse(ByteSlice payload) throws IllegalSheet {
    Sheet sheet = Sheet.parse(payload);
    sheet.requireForm(ORDER);
    Field header = sheet.field("archive-header");
    return common(sheet, quoted(header));
  }

  /// The quoted payload of a field whose value is its SHA-256.
  static ByteSlice quoted(Field field) throws IllegalSheet {
    ByteSlice payload = ByteSlice.utf8(field.quoted());
    if (!Sha256.of(payload).equals(SheetFields.hex(field.value(), Sha256.LENGTH))) {
      throw new IllegalSheet("what '" + field.key() + "' quotes has another SHA-256");
    }
    return payload;
  }

  /// What head and tail both say.
  static BandHead common(Sheet sheet, ByteSlice archiveHeader) throws IllegalSheet {
    BandName band = SheetFields.band(sheet.one("band"));
    if (!sheet.one("sequence").equals(Integer.toString(band.sequence()))) {
      throw new IllegalSheet("sequence and name of the band disagree");
    }
    Optional<Field> requires = sheet.optional("requires");
    String parent = sheet.one("parent");
    return new BandHead(SheetFields.hex(sheet.one("archive"), HeadCodec.ARCHIVE_ID_BYTES), band,
        requires.map(field -> List.of(field.value().split(" "))).orElse(List.of()),
        parent.equals("none") ? Optional.empty() : Optional.of(SheetReference.parse(parent)),
        SheetReference.parse(sheet.values("takes-over")),
        SheetFields.profile(sheet.one("profile")), SheetTime.parse(sheet.one("started")),
        archiveHeader);
  }
}
