package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.Field;
import dura.codec.head.Sheet.IllegalSheet;
import dura.proto.Compression;
import dura.spec.RedundancyProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What holds for a whole archive: format-spec/80-archive.md.
///
/// @param id 16 random bytes
/// @param created when the archive was made
/// @param generation 1, and one more at each rewriting
/// @param requires features that a reader must know
/// @param profile default redundancy of new bands
/// @param compression default compression of new bands
/// @param encryption how objects are encrypted
/// @param certificates whom objects are encrypted to
/// @param signers whose signatures of tails count
/// @param secretKey the passphrase-protected key of [EncryptionMode#PASSPHRASE]
public record ArchiveHeader(ByteSlice id, Instant created, int generation, List<String> requires,
    RedundancyProfile profile, Compression compression, EncryptionMode encryption,
    List<KeyBlock> certificates, List<KeyBlock> signers, Optional<KeyBlock> secretKey) {
  private static final List<String> ORDER = List.of("dura-archive", "archive", "created",
      "generation", "requires", "profile", "compression", "encryption", "certificate", "signer",
      "secret-key");
  private static final int MAX_GENERATION = 1_000_000;

  public ArchiveHeader {
    requires = List.copyOf(requires);
    certificates = List.copyOf(certificates);
    signers = List.copyOf(signers);
  }

  /// Whether objects are encrypted.
  public boolean encrypted() {
    return encryption != EncryptionMode.NONE;
  }

  /// The header of the next generation, with other keys.
  public ArchiveHeader next(
      List<KeyBlock> newCertificates, List<KeyBlock> newSigners, Optional<KeyBlock> newSecretKey) {
    return new ArchiveHeader(id, created, generation + 1, requires, profile, compression,
        encryption, newCertificates, newSigners, newSecretKey);
  }

  /// The header as the payload of its object.
  public ByteSlice render() {
    var sheet = new Sheet.Builder().add(ORDER.getFirst(), "1")
        .add("archive", id.toHex())
        .add("created", SheetTime.render(created))
        .add("generation", Integer.toString(generation))
        .addIfPresent("requires", String.join(" ", requires))
        .add("profile", SheetFields.word(profile))
        .add("compression", word(compression))
        .add("encryption", SheetFields.word(encryption));
    certificates.forEach(key -> add(sheet, "certificate", key));
    signers.forEach(key -> add(sheet, "signer", key));
    secretKey.ifPresent(key -> add(sheet, "secret-key", key));
    return sheet.build().render();
  }

  private static void add(Sheet.Builder sheet, String key, KeyBlock block) {
    sheet.add(key, block.fingerprint().toHex(), block.armored());
  }

  /// The header that `payload` holds.
  ///
  /// @throws IllegalSheet where it is none
  public static ArchiveHeader parse(ByteSlice payload) throws IllegalSheet {
    Sheet sheet = Sheet.parse(payload);
    sheet.requireForm(ORDER);
    Optional<Field> requires = sheet.optional("requires");
    Optional<Field> secretKey = sheet.optional("secret-key");
    return new ArchiveHeader(
        SheetFields.hex(sheet.one("archive"), HeadCodec.ARCHIVE_ID_BYTES),
        SheetTime.parse(sheet.one("created")),
        (int) SheetFields.number(sheet.one("generation"), MAX_GENERATION),
        requires.map(field -> List.of(field.value().split(" "))).orElse(List.of()),
        SheetFields.profile(sheet.one("profile")), compression(sheet.one("compression")),
        encryption(sheet.one("encryption")), keys(sheet.all("certificate")),
        keys(sheet.all("signer")),
        secretKey.isPresent() ? Optional.of(key(secretKey.get())) : Optional.empty());
  }

  private static List<KeyBlock> keys(List<Field> fields) throws IllegalSheet {
    var keys = new ArrayList<KeyBlock>();
    for (Field field : fields) {
      keys.add(key(field));
    }
    return keys;
  }

  private static KeyBlock key(Field field) throws IllegalSheet {
    int bytes = field.value().length() == 64 ? 32 : 20;
    return new KeyBlock(SheetFields.hex(field.value(), bytes), field.quoted());
  }

  private static EncryptionMode encryption(String word) throws IllegalSheet {
    for (EncryptionMode mode : EncryptionMode.values()) {
      if (SheetFields.word(mode).equals(word)) {
        return mode;
      }
    }
    throw new IllegalSheet("not a kind of encryption: " + word);
  }

  private static Compression compression(String word) throws IllegalSheet {
    for (Compression compression : Compression.values()) {
      if (compression != Compression.UNRECOGNIZED && word(compression).equals(word)) {
        return compression;
      }
    }
    throw new IllegalSheet("not a compression: " + word);
  }

  private static String word(Compression compression) {
    return compression == Compression.COMPRESSION_NONE ? "none" : SheetFields.word(compression);
  }
}
