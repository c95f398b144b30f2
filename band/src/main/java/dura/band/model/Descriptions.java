package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.ObjectEncoder;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.Encryption;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.util.List;

/// Identity and layers of each kind of object: what an encoder starts from.
public final class Descriptions {
  private Descriptions() {}

  /// The object that stores `header`. Every byte of it follows from the header's payload.
  public static EncodedObject archiveHeader(ArchiveHeader header) {
    ObjectHead head = of(header.id(), ObjectId.ARCHIVE, ObjectKind.ARCHIVE_HEADER, Content.SHEET);
    return ObjectEncoder.encode(head, header.render(), header.profile());
  }

  /// The archive header with exactly this payload.
  ///
  /// @throws IllegalSheet where it is no payload of an archive header
  public static EncodedObject archiveHeader(ByteSlice payload) throws IllegalSheet {
    ArchiveHeader header = ArchiveHeader.parse(payload);
    ObjectHead head = of(header.id(), ObjectId.ARCHIVE, ObjectKind.ARCHIVE_HEADER, Content.SHEET);
    return ObjectEncoder.encode(head, payload, header.profile());
  }

  /// The band head with exactly this payload.
  ///
  /// @throws IllegalSheet where it is no payload of a band head
  public static EncodedObject bandHead(ByteSlice payload) throws IllegalSheet {
    BandHead head = BandHead.parse(payload);
    ObjectHead description = of(head.archiveId(), ObjectId.of(head.band(), ObjectName.HEAD),
        ObjectKind.BAND_HEAD, Content.SHEET);
    return ObjectEncoder.encode(description, payload, head.profile());
  }

  /// The object that stores `head`. Every byte of it follows from the head's payload.
  public static EncodedObject bandHead(BandHead head) {
    ObjectHead description = of(head.archiveId(), ObjectId.of(head.band(), ObjectName.HEAD),
        ObjectKind.BAND_HEAD, Content.SHEET);
    return ObjectEncoder.encode(description, head.render(), head.profile());
  }

  /// The object that stores the tail of a band.
  ///
  /// @param payload the tail's text, signed or not
  public static EncodedObject bandTail(BandHead head, ByteSlice payload, boolean signed) {
    ObjectHead description = of(head.archiveId(), ObjectId.of(head.band(), ObjectName.TAIL),
        ObjectKind.BAND_TAIL, signed ? Content.SIGNED_SHEET : Content.SHEET);
    return ObjectEncoder.encode(description, payload, head.profile());
  }

  /// The object that takes the place of the tail of a pruned band.
  ///
  /// @param head of that band
  /// @param payload the [PrunedSheet]'s text, signed or not
  public static EncodedObject pruned(BandHead head, ByteSlice payload, boolean signed) {
    ObjectHead description = of(head.archiveId(), ObjectId.of(head.band(), ObjectName.PRUNED),
        ObjectKind.PRUNED, signed ? Content.SIGNED_SHEET : Content.SHEET);
    return ObjectEncoder.encode(description, payload, head.profile());
  }

  /// The tombstone of a band that was given up.
  ///
  /// @param head of that band
  /// @param payload the [TombstoneSheet]'s text, signed or not
  public static EncodedObject tombstone(BandHead head, ByteSlice payload, boolean signed) {
    ObjectHead description = of(head.archiveId(), ObjectId.of(head.band(), ObjectName.TAIL),
        ObjectKind.TOMBSTONE, signed ? Content.SIGNED_SHEET : Content.SHEET);
    return ObjectEncoder.encode(description, payload, head.profile());
  }

  /// A block or index object, its layers still to be set.
  public static ObjectHead.Builder member(ByteSlice archiveId, BandName band, GroupKind kind,
      int number) {
    return switch (kind) {
      case DATA -> of(archiveId, ObjectId.of(band, ObjectName.block(number)), ObjectKind.BLOCK,
          Content.TAR).toBuilder();
      case INDEX -> of(archiveId, ObjectId.of(band, ObjectName.index(number)), ObjectKind.INDEX,
          Content.HUNKS).toBuilder();
    };
  }

  /// `description` with its layers.
  ///
  /// @param recipients fingerprints in the order of the key packets; none for plain objects
  public static ObjectHead layers(ObjectHead.Builder description, Compression compression,
      List<ByteSlice> recipients) {
    recipients.forEach(recipient -> description.addRecipient(recipient.toByteString()));
    return description.setCompression(compression)
        .setEncryption(recipients.isEmpty() ? Encryption.ENCRYPTION_NONE : Encryption.OPENPGP)
        .build();
  }

  /// The object with outer parity `index` of a group.
  public static EncodedObject parity(BandHead head, dura.proto.GroupParity group,
      ByteSlice parity) {
    ObjectHead description = of(head.archiveId(),
        ObjectId.of(head.band(), ObjectName.parity(group.getNumber(), group.getIndex())),
        ObjectKind.PARITY, Content.PARITY_BYTES).toBuilder()
        .setGroup(group)
        .setArchiveHeader(head.archiveHeader().toByteString())
        .build();
    return ObjectEncoder.encode(description, parity, head.profile());
  }

  private static ObjectHead of(ByteSlice archiveId, ObjectId id, ObjectKind kind,
      Content content) {
    return ObjectHead.newBuilder()
        .setArchiveId(archiveId.toByteString())
        .setBand(id.band().map(BandName::toString).orElse(""))
        .setObject(id.name().text())
        .setKind(kind)
        .setContent(content)
        .build();
  }
}
