package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadImage.Trailer;
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
  /// The image as a writer makes it; none where the head is not as a writer makes it.
  private final Optional<ByteSlice> rendered;
  private final int textBytes;

  HeadAnnotator(Found found) {
    this.found = found;
    this.rendered = render(found);
    this.textBytes = rendered.map(image -> trailer(image).textBytes()).orElse(0);
  }

  private static Optional<ByteSlice> render(Found found) {
    int sections = found.layout().sections();
    boolean canonical = found.message().length() == found.head().getSerializedSize()
        && HeadImage.sections(found.head()) == sections;
    return canonical
        ? Optional.of(ByteSlice.of(HeadImage.render(found.head(), found.message())))
        : Optional.empty();
  }

  private static Trailer trailer(ByteSlice image) {
    // A rendered image is legal.
    return HeadImage
        .trailerEndingAt(image, image.length())
        .orElseThrow();
  }

  /// Text and message, as the good sections of all copies give them.
  Node head() {
    ByteSlice text = rendered.map(image -> HeadImage.text(image, trailer(image)))
        .orElse(ByteSlice.EMPTY);
    Span textSpan = Span.of(Space.HEAD, 0, text);
    Span messageSpan = Span.of(Space.HEAD, text.length(), found.message());
    var whole = new Span(Space.HEAD, 0, (long) text.length() + found.message().length(),
        ByteSlice.EMPTY);
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
    var parts = new Tiles(span);
    part(parts, "text", streamOffset, body, 0, textBytes);
    int messageEnd = textBytes + found.message().length();
    part(parts, "message", streamOffset, body, textBytes, messageEnd);
    part(parts, "fill", streamOffset, body, messageEnd, Integer.MAX_VALUE);
    boolean good = span.complete() && HeadImage.good(span.bytes());
    Node trailer = trailer(parts.rest());
    parts.add(good ? trailer : trailer.bad(Meanings.text("crc-bad")));
    Node section = Node.branch("section[" + number + "]", span,
        Meanings.text(good ? "crc-good" : "crc-bad"), parts.nodes());
    int from = HeadImage.sectionStart(number);
    boolean asRendered = rendered.isEmpty()
        || rendered.get().slice(from, from + (int) span.length()).equals(span.bytes());
    if (asRendered && good) {
      return section;
    }
    return section.bad(Meanings.text(good ? "section-differs" : "section-damaged"));
  }

  /// The piece of `[from, to)` of the stream that is in a section.
  private static void part(Tiles parts, String name, int streamOffset, int body, int from, int to) {
    long length = Math.min(streamOffset + body, to)
        - (long) Math.max(streamOffset, from);
    if (length > 0) {
      parts.leaf(name + " part", length, Meanings.text("bytes", length));
    }
  }

  private static Node trailer(Span span) {
    var fields = new Tiles(span);
    number(fields, "section", 2);
    number(fields, "sections", 2);
    number(fields, "text length", 4);
    number(fields, "message length", 4);
    number(fields, "crc-32", 4);
    return Node.branch("trailer", span, "", fields.nodes());
  }

  private static void number(Tiles fields, String name, int length) {
    Span span = fields.take(length);
    long value = 0;
    for (int i = span.bytes().length() - 1; i >= 0; i--) {
      value = value << 8 | (span.bytes().get(i) & 0xFF);
    }
    String text = name.startsWith("crc") ? "%08x".formatted(value) : Long.toString(value);
    fields.add(Node.leaf(name, span, span.complete() ? text : ""));
  }
}
