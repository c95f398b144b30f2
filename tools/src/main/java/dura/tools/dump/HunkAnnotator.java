package dura.tools.dump;

import dura.band.model.HunkCodec;
import dura.band.model.HunkCodec.IllegalHunk;
import dura.codec.head.HeadCodec;
import dura.proto.Hunk;
import dura.proto.ObjectHead;
import dura.spec.BandName;
import java.util.Map;
import java.util.Optional;

/// A hunk of the index, field by field: format-spec/70-index.md.
final class HunkAnnotator {
  private static final ProtoAnnotator MESSAGE = new ProtoAnnotator(Map.of());

  /// Raw bytes of a hunk whose rules are checked: as many as a writer makes, unless one entry alone
  /// is larger. A forged one of more could need a hundred times its size.
  private static final int MAX_CHECKED = 1 << 20;

  private final Optional<BandName> writer;

  /// @param head of the index object
  HunkAnnotator(ObjectHead head) {
    this.writer = HeadCodec.id(head).band();
  }

  /// The hunk in `span`, which is all there.
  Node annotate(Span span) {
    Node hunk = Node.branch("hunk", span, "dura.Hunk", MESSAGE.fields(Hunk.getDescriptor(), span));
    if (writer.isEmpty() || span.length() > MAX_CHECKED) {
      return hunk;
    }
    try {
      HunkCodec.check(writer.get(), span.bytes());
      return hunk;
    } catch (IllegalHunk e) {
      return hunk.bad(Meanings.text("hunk-rules", e.getMessage()));
    }
  }
}
