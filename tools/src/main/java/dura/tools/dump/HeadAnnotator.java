package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.head.HeadImage;
import dura.proto.ObjectHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an object says of itself: the head put together, and its three images section by section
/// (format-spec/20-head.md).
final class HeadAnnotator {
  private static final ProtoAnnotator MESSAGE = new ProtoAnnotator(
      Map.of("dura.ObjectHead.archive_header", SheetAnnotator::annotate));

  private final Found found;

  /// The text and the image as a writer makes them; none where no writer makes this head.
  private final Optional<ByteSlice> text;
  private final Optional<ByteSlice> rendered;

  HeadAnnotator(Found found) {
    this.found = found;
    int sections = found.layout().sections();
    boolean usual = HeadImage.shape(found.head(), found.message().length())
        .filter(shape -> shape.sections() == sections)
        .isPresent();
    this.text = usual ? Optional.of(HeadImage.text(found.head(), sections)) : Optional.empty();
    this.rendered = usual
        ? Optional.of(ByteSlice.of(HeadImage.render(found.head(), found.message())))
        : Optional.empty();
  }

  private int textBytes() {
    return text.map(ByteSlice::length).orElse(0);
  }

  /// Text and message, as the good sections of all copies give them.
  Node head() {
    Span textSpan = Span.of(Space.HEAD, 0, text.orElse(ByteSlice.EMPTY));
    Span messageSpan = Span.of(Space.HEAD, textBytes(), found.message());
    var whole = new Span(Space.HEAD, 0, messageSpan.end(), ByteSlice.EMPTY);
    var parts = new ArrayList<Node>();
    parts.add(Node.branch("text", textSpan, "", lines(textSpan)));
    parts.add(Node.branch("message", messageSpan, "dura.ObjectHead",
        MESSAGE.fields(ObjectHead.getDescriptor(), messageSpan)));
    Node head = Node.branch("head", whole, "", parts);
    return rendered.isPresent() ? head : head.bad(Meanings.text("head-not-canonical"));
  }

  private static List<Node> lines(Span text) {
    var tiles = new Tiles(text);
    for (int line = 1; !tiles.isDone(); line++) {
      int end = (int) tiles.at();
      while (end < text.length() && text.bytes().get(end) != '\n') {
        end++;
      }
      ByteSlice shown = text.bytes().slice((int) tiles.at(), end);
      tiles.leaf("line[" + line + "]", end + 1 - tiles.at(), Texts.printable(shown));
    }
    return tiles.nodes();
  }

  /// One copy of the image.
  ///
  /// @param span where it must be
  Node image(Span span) {
    if (span.bytes().isEmpty()) {
      return Node.leaf("head image", span, "").bad(Meanings.text("absent"));
    }
    var sections = new Tiles(span);
    int count = found.layout().sections();
    int taken = 0;
    for (int number = 0; number < count; number++) {
      int length = HeadImage.sectionEnd(number, count) - HeadImage.sectionStart(number);
      sections.add(section(sections.take(length), number, taken));
      taken += length - HeadImage.TRAILER;
    }
    return Node.branch("head image", span, "", sections.nodes());
  }

  /// @param streamOffset where in the head stream the section's part begins
  private Node section(Span span, int number, int streamOffset) {
    int body = (int) span.length() - HeadImage.TRAILER;
    int from = HeadImage.sectionStart(number);
    int textBytes = textBytes();
    int messageEnd = textBytes + found.message().length();
    var parts = new Tiles(span);
    part(parts, "text", from, Math.clamp(textBytes - (long) streamOffset, 0, body));
    part(parts, "message", from, Math.clamp(messageEnd - (long) streamOffset, 0, body));
    part(parts, "fill", from, body);
    Span trailer = parts.rest();
    parts.add(Node.branch("trailer", trailer, "", trailer(trailer, from + body)));
    boolean good = span.complete() && HeadImage.good(span.bytes());
    Node section = Node.branch("section[" + number + "]", span,
        Meanings.text(good ? "crc-good" : "crc-bad"), parts.nodes());
    if (good && asRendered(span, from)) {
      return section;
    }
    return section.bad(Meanings.text(good ? "section-differs" : "section-damaged"));
  }

  /// What is left of a part of the stream up to `end`, counted from the section's beginning.
  private void part(Tiles parts, String name, int sectionStart, int end) {
    if (parts.at() < end) {
      leaf(parts, name + " part", sectionStart, end - parts.at(),
          Meanings.text("bytes", end - parts.at()));
    }
  }

  private List<Node> trailer(Span span, int imageOffset) {
    var fields = new Tiles(span);
    number(fields, "number", 2, imageOffset);
    number(fields, "sections", 2, imageOffset);
    number(fields, "text length", 4, imageOffset);
    number(fields, "message length", 4, imageOffset);
    number(fields, "crc-32", 4, imageOffset);
    return fields.nodes();
  }

  private void number(Tiles fields, String name, int length, int imageOffset) {
    ByteSlice bytes = fields.peek().slice(0, length).bytes();
    long value = 0;
    for (int i = bytes.length() - 1; i >= 0; i--) {
      value = value << 8 | (bytes.get(i) & 0xFF);
    }
    String text = name.startsWith("crc") ? "%08x".formatted(value) : Long.toString(value);
    leaf(fields, name, imageOffset, length, text);
  }

  /// A leaf that is bad where a writer would have put other bytes.
  private void leaf(Tiles tiles, String name, int imageOffset, long length, String value) {
    int from = imageOffset + (int) tiles.at();
    Node leaf = Node.leaf(name, tiles.take(length), value);
    tiles.add(asRendered(leaf.span(), from) ? leaf : leaf.bad(Meanings.text("not-as-head")));
  }

  private boolean asRendered(Span span, int imageOffset) {
    return rendered.isEmpty() || rendered.get()
        .slice(imageOffset, imageOffset + (int) span.length())
        .equals(span.bytes());
  }
}
