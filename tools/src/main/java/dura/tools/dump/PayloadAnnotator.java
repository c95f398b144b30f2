package dura.tools.dump;

import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec;
import dura.codec.head.Sheet.IllegalSheet;
import dura.proto.Encryption;
import dura.proto.ObjectHead;
import java.util.List;

/// A payload layer by layer, from the outside in: encryption, compression, content.
final class PayloadAnnotator {
  private final ObjectHead head;
  private final Reading reading;

  /// @param head legal
  PayloadAnnotator(ObjectHead head, Reading reading) {
    this.head = head;
    this.reading = reading;
  }

  /// What fills the payload in `span`, which is all there.
  Iterable<Node> annotate(Span span) {
    if (span.length() == 0) {
      return List.of();
    }
    return head.getEncryption() == Encryption.OPENPGP
        ? new MessageAnnotator(reading.keys()).annotate(span, literalName(), this::content)
        : content(span);
  }

  /// The file name inside the object's message: format-spec/40-encryption.md.
  private String literalName() {
    return ByteSlice.of(head.getArchiveId()).toHex() + "/" + HeadCodec.id(head);
  }

  private Iterable<Node> content(Span span) {
    return switch (head.getContent()) {
      case TAR -> new FrameAnnotator(head.getCompression()).block(span);
      case HUNKS -> new FrameAnnotator(head.getCompression())
          .index(span, new HunkAnnotator(head));
      case SHEET -> Sequence.of(List.of(rules(span.bytes()), SheetAnnotator.annotate(span)));
      case SIGNED_SHEET -> new SignedSheetAnnotator(reading.signers()).annotate(span);
      case PARITY_BYTES -> List.of(Node.leaf("parity bytes", span, ""));
      case CONTENT_UNSPECIFIED, UNRECOGNIZED ->
          List.of(Node.leaf("content", span, "").bad(Meanings.text("unknown-content")));
    };
  }

  /// Which rule of its kind a sheet breaks, if any.
  private List<Node> rules(ByteSlice sheet) {
    try {
      switch (head.getKind()) {
        case ARCHIVE_HEADER -> ArchiveHeader.parse(sheet);
        case BAND_HEAD -> BandHead.parse(sheet);
        case BAND_TAIL -> BandTail.parse(sheet);
        default -> {
          // Others have no rules beyond the grammar.
        }
      }
      return List.of();
    } catch (IllegalSheet e) {
      return List.of(Node.leaf("rules", Span.NONE, "", "")
          .bad(Meanings.text("sheet-rules", e.getMessage())));
    }
  }
}
