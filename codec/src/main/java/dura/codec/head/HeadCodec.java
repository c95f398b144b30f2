package dura.codec.head;

import com.google.protobuf.InvalidProtocolBufferException;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.erasure.CellGrid;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.Encryption;
import dura.proto.GroupMember;
import dura.proto.GroupParity;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.util.Optional;

/// The protobuf message of a head: bytes to message with every rule of format-spec/20-head.md
/// checked before anything is believed.
public final class HeadCodec {
  /// The format version that this code reads and writes.
  public static final int FORMAT = 1;

  /// Bytes of an archive id.
  public static final int ARCHIVE_ID_BYTES = 16;

  /// A head that breaks the rules; the message says which.
  public static final class IllegalHead extends Exception {
    private static final long serialVersionUID = 1L;

    IllegalHead(String message) {
      super(message);
    }
  }

  private HeadCodec() {}

  /// The head stored in `message`.
  ///
  /// @throws IllegalHead where it breaks a rule or a limit
  public static ObjectHead decode(ByteSlice message) throws IllegalHead {
    ObjectHead head;
    try {
      head = ObjectHead.parseFrom(message.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalHead("not a protobuf ObjectHead");
    }
    checkStart(head);
    checkRest(head);
    return head;
  }

  /// What the beginning of a head says: its fields 1 to 14, identity, layers and geometry, are there
  /// and legal. The first section of an image is always long enough for them.
  ///
  /// @param start of a message, or all of it
  /// @throws IllegalHead where that is not so
  public static ObjectHead decodeStart(ByteSlice start) throws IllegalHead {
    ObjectHead head;
    try {
      head = ObjectHead.parseFrom(start.toByteString());
    } catch (InvalidProtocolBufferException e) {
      if (!(e.getUnfinishedMessage() instanceof ObjectHead unfinished)) {
        throw new IllegalHead("not a protobuf ObjectHead");
      }
      head = unfinished;
    }
    checkStart(head);
    return head;
  }

  /// Which object `head` says it belongs to. The head must be legal.
  public static ObjectId id(ObjectHead head) {
    return new ObjectId(BandName.parse(head.getBand()), new ObjectName(head.getObject()));
  }

  /// The geometry of the payload's inner code. The head must be legal.
  public static CellGrid grid(ObjectHead head) {
    return new CellGrid((int) head.getPayloadLength(), head.getCellSize(), head.getDataShards(),
        head.getParityShards());
  }

  private static void checkStart(ObjectHead head) throws IllegalHead {
    require(head.getFormat() == FORMAT, "format " + head.getFormat() + ", known is " + FORMAT);
    require(head.getArchiveId().size() == ARCHIVE_ID_BYTES, "archive id");
    checkName(head);
    checkLayers(head);
    require(head.getPayloadLength() >= 0 && head.getPayloadLength() <= Limits.MAX_PAYLOAD_BYTES,
        "payload length " + Long.toUnsignedString(head.getPayloadLength()));
    require(head.getPayloadSha256().size() == Sha256.LENGTH, "payload SHA-256");
    checkGrid(head);
  }

  private static void checkRest(ObjectHead head) throws IllegalHead {
    require(head.getCellCrc().size() == 4 * grid(head).cells(), "cell CRCs");
    boolean parity = head.getKind() == ObjectKind.PARITY;
    require(head.hasGroup() == parity, "group");
    require(parity || head.getArchiveHeader().isEmpty(), "archive header");
    if (parity) {
      checkGroup(new ObjectName(head.getObject()), head.getGroup());
    }
  }

  private static void checkGroup(ObjectName name, GroupParity group) throws IllegalHead {
    require(group.getMemberCount() <= Limits.MAX_GROUP_MEMBERS, "group members");
    require(name.number() == group.getNumber() && group.getIndex() >= 0
        && name.text().endsWith("-" + group.getIndex()), "name and group differ");
    require(group.getIndex() < group.getParityObjects(), "index in the group");
    require(group.getNominalMembers() >= group.getMemberCount()
        && group.getNominalMembers() <= Limits.MAX_SHARDS - group.getParityObjects(),
        "shards of the group");
    for (GroupMember member : group.getMemberList()) {
      require(member.getBand().isEmpty() || BandName.parse(member.getBand()).isPresent(),
          "band of a group member");
      require(ObjectName.parse(member.getObject()).filter(HeadCodec::canBeMember).isPresent(),
          "name of a group member");
      require(member.getLength() >= 0 && member.getLength() <= Limits.MAX_GROUP_MEMBER_BYTES,
          "length of a group member");
      require(member.getSha256().size() == Sha256.LENGTH, "SHA-256 of a group member");
    }
  }

  private static boolean canBeMember(ObjectName name) {
    return name.fits(ObjectKind.BLOCK) || name.fits(ObjectKind.INDEX);
  }

  private static void checkName(ObjectHead head) throws IllegalHead {
    Optional<ObjectName> name = ObjectName.parse(head.getObject());
    require(name.isPresent() && name.get().fits(head.getKind()), "object name");
    boolean inBand = head.getKind() != ObjectKind.ARCHIVE_HEADER;
    require(inBand ? BandName.parse(head.getBand()).isPresent() : head.getBand().isEmpty(),
        "band name");
  }

  private static void checkLayers(ObjectHead head) throws IllegalHead {
    require(contentFits(head.getKind(), head.getContent()), "content " + head.getContent());
    boolean layered = head.getContent() == Content.TAR || head.getContent() == Content.HUNKS;
    require(head.getCompression() != Compression.UNRECOGNIZED
        && (layered || head.getCompression() == Compression.COMPRESSION_NONE), "compression");
    require(head.getEncryption() != Encryption.UNRECOGNIZED
        && (layered || head.getEncryption() == Encryption.ENCRYPTION_NONE), "encryption");
    boolean encrypted = head.getEncryption() == Encryption.OPENPGP;
    require(encrypted
        ? head.getRecipientCount() <= Limits.MAX_RECIPIENTS
        : head.getRecipientCount() == 0, "recipients");
    require(head.getRecipientList().stream().allMatch(f -> f.size() == 20 || f.size() == 32),
        "fingerprint");
  }

  private static boolean contentFits(ObjectKind kind, Content content) {
    return switch (kind) {
      case BLOCK -> content == Content.TAR;
      case INDEX -> content == Content.HUNKS;
      case PARITY -> content == Content.PARITY_BYTES;
      case ARCHIVE_HEADER, BAND_HEAD -> content == Content.SHEET;
      case BAND_TAIL, PRUNED, TOMBSTONE ->
          content == Content.SHEET || content == Content.SIGNED_SHEET;
      case OBJECT_KIND_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  private static void checkGrid(ObjectHead head) throws IllegalHead {
    require(CellGrid.ofHead(head.getPayloadLength(), head.getCellSize(), head.getDataShards(),
        head.getParityShards()).isPresent(), "inner code");
  }

  private static void require(boolean condition, String what) throws IllegalHead {
    if (!condition) {
      throw new IllegalHead(what);
    }
  }
}
