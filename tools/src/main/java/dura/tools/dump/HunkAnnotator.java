package dura.tools.dump;

import dura.proto.Hunk;
import java.util.Map;

/// A hunk of the index, field by field: format-spec/70-index.md.
final class HunkAnnotator {
  private static final ProtoAnnotator MESSAGE = new ProtoAnnotator(Map.of());

  private HunkAnnotator() {}

  /// The hunk in `span`, which is all there.
  static Node annotate(Span span) {
    return Node.branch("hunk", span, "dura.Hunk",
        MESSAGE.fields(Hunk.getDescriptor(), span));
  }
}
