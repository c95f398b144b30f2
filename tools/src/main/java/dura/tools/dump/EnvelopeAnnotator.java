package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.EnvelopeHeader;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.head.HeadLayout;
import java.util.ArrayList;
import java.util.List;

/// The five members of an object, byte after byte: format-spec/10-object.md.
final class EnvelopeAnnotator {
  private final Span object;
  private final HeadLayout layout;
  private final HeadAnnotator head;
  private final int shardLength;

  /// @param object as long as `found` says, as far as it is there
  EnvelopeAnnotator(Span object, Found found, HeadAnnotator head) {
    this.object = object;
    this.layout = found.layout();
    this.head = head;
    this.shardLength = layout.rows() * found.head().getCellSize();
  }

  /// The members, and the end of the tar.
  ///
  /// @param payload what the payload is made of
  List<Node> members(Node payload) {
    var members = new Tiles(object);
    int image = layout.imageLength();
    members.add(head1(members.take(layout.payloadOffset() - (long) HeadLayout.TAR_HEADER), image));
    members.add(payloadMember(
        members.take(layout.secondHeaderOffset() - members.at()), payload));
    members.add(head2(members.take(
        (long) HeadLayout.TAR_HEADER + layout.fillLength() + image), image));
    members.add(parity(members.take((long) HeadLayout.TAR_HEADER + layout.parityLength())));
    members.add(head3(members.take((long) HeadLayout.TAR_HEADER + image), image));
    members.add(zeros("tar end", members.take(HeadLayout.TAR_END)));
    return members.nodes();
  }

  private Node head1(Span span, int image) {
    return member("head1.txt", span, image, List.of(head.image(inside(span))));
  }

  private Node payloadMember(Span span, Node payload) {
    long end = layout.payloadOffset() + (long) layout.payloadLength() - span.offset();
    var parts = new ArrayList<Node>();
    parts.add(payload);
    if (end < span.length()) {
      parts.add(zeros("zeros", span.from(end)));
    }
    String name = layout.payloadMember().substring(layout.prefix().length());
    return member(name, span, layout.payloadLength(), parts);
  }

  private Node head2(Span span, int image) {
    var parts = new Tiles(inside(span));
    if (layout.fillLength() > 0) {
      parts.add(filled("line feeds", parts.take(layout.fillLength()), (byte) '\n'));
    }
    parts.add(head.image(parts.rest()));
    return member("head2.txt", span, layout.fillLength() + image, parts.nodes());
  }

  private Node parity(Span span) {
    var shards = new Tiles(inside(span));
    for (int shard = 0; !shards.isDone(); shard++) {
      shards.leaf("parity shard[" + shard + "]", shardLength, "");
    }
    return member("parity", span, layout.parityLength(), shards.nodes());
  }

  private Node head3(Span span, int image) {
    return member("head3.txt", span, image, List.of(head.image(inside(span))));
  }

  private static Span inside(Span member) {
    return member.from(HeadLayout.TAR_HEADER);
  }

  private Node member(String name, Span span, int size, List<Node> parts) {
    if (span.bytes().isEmpty()) {
      return Node.leaf(name, span, "").bad(Meanings.text("absent"));
    }
    ByteSlice header = ByteSlice.of(EnvelopeHeader.render(layout.prefix() + name, size));
    var children = new ArrayList<Node>();
    children.add(TarHeaderAnnotator.annotate(span.slice(0, HeadLayout.TAR_HEADER), header));
    children.addAll(parts);
    String meaning = name.startsWith("payload") ? "payload member" : name;
    return Node.branch(name, span, "", children).meaning(Meanings.of(meaning));
  }

  private static Node zeros(String name, Span span) {
    return filled(name, span, (byte) 0);
  }

  private static Node filled(String name, Span span, byte wanted) {
    Node node = Node.leaf(name, span, "");
    if (!span.complete()) {
      return node.bad(Meanings.text("absent"));
    }
    boolean good = true;
    for (int i = 0; good && i < span.bytes().length(); i++) {
      good = span.bytes().get(i) == wanted;
    }
    return good ? node : node.bad(Meanings.text("fill-bad"));
  }
}
