package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.HeadFinder;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.CellGrid;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadImage.Trailer;
import dura.codec.head.HeadLayout;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.tools.text.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All of a stored object, however damaged.
public final class ObjectAnnotator {
  private final Reading reading;

  public ObjectAnnotator(Reading reading) {
    this.reading = reading;
  }

  /// The tree of a file.
  ///
  /// @param name of the file, printable
  /// @param stored its bytes, or the first of them
  /// @param fileLength of all of the file
  public Node annotate(String name, StoredBytes stored, long fileLength) {
    Optional<Found> found = HeadFinder.find(stored.bytes());
    var children = new ArrayList<Node>();
    long should = found.map(f -> f.layout().objectLength()).orElse(0);
    long length = Math.max(fileLength, should);
    var whole = new Span(Space.STORED, 0, length, stored.bytes());
    unreadable(stored, children);
    if (found.isPresent()) {
      object(whole.slice(0, should), stored, found.get(), children);
    } else {
      children.addAll(unrecognized(whole));
    }
    if (found.isPresent() && should < length) {
      children.add(Node.leaf("behind the end", whole.from(should), "")
          .bad(Meanings.text("behind-the-end")));
    }
    String size = Meanings.text("bytes", fileLength);
    Node file = new Node(name, whole, size, "", Mark.GOOD, children);
    return should > fileLength ? file.bad(Meanings.text("cut-off", should)) : file;
  }

  private static void unreadable(StoredBytes stored, List<Node> nodes) {
    stored.unreadable()
        .forEach(range -> nodes.add(Node.leaf("unreadable[" + range.start() + "]", Span.NONE,
            range.start() + " .. " + range.end(), "").bad(Meanings.text("unreadable"))));
  }

  private void object(Span span, StoredBytes stored, Found found, List<Node> nodes) {
    HeadLayout layout = found.layout();
    nodes.add(Node.fact("object", HeadCodec.id(found.head())));
    nodes.add(Node.fact("object sha-256", Sha256.of(stored.bytes()).toHex()));
    var head = new HeadAnnotator(found);
    nodes.add(head.head());
    Span payloadSpan = span.slice(layout.payloadOffset(),
        layout.payloadOffset() + (long) layout.payloadLength());
    // Less than the payload can never give it back; and a short file asks for no memory.
    boolean enough = stored.length() >= layout.payloadLength();
    Node payload;
    if (enough) {
      DecodedObject decoded =
          ObjectDecoder.decode(Expectation.ofFile("object"), stored);
      nodes.add(innerCode(found, decoded.alarms()));
      alarms(decoded.alarms(), nodes);
      payload = payload(payloadSpan, found, decoded);
    } else {
      nodes.add(innerCode(found, List.of()));
      payload = cutOff(payloadSpan, found);
    }
    nodes.addAll(new EnvelopeAnnotator(span, found, head).members(payload));
  }

  private Node payload(Span stored, Found found, DecodedObject decoded) {
    String stated = ByteSlice.of(found.head().getPayloadSha256()).toHex();
    var annotator = new PayloadAnnotator(found.head(), reading);
    return switch (decoded) {
      case DecodedObject.Good good -> {
        Span span = Span.of(Space.STORED, stored.offset(), good.payload());
        yield Node.branch("payload", span, Meanings.text("sha-256-good", stated),
            annotator.annotate(span));
      }
      case DecodedObject.Lost lost -> {
        Span span = Span.of(Space.STORED, stored.offset(), lost.payload());
        String computed = Sha256.of(lost.payload()).toHex();
        yield Node.branch("payload", span, "", annotator.annotate(span))
            .bad(Meanings.text("sha-256-bad", stated, computed));
      }
      case DecodedObject.Absent _ -> cutOff(stored, found);
    };
  }

  /// A payload that ends too early to be repaired, as far as it goes.
  private Node cutOff(Span payload, Found found) {
    int length = payload.bytes().length();
    Span there = payload.slice(0, length);
    Node missing = Node.leaf("missing", payload.from(length), "").bad(Meanings.text("absent"));
    Iterable<Node> parts = Sequence.of(
        List.of(new PayloadAnnotator(found.head(), reading).annotate(there), List.of(missing)));
    return Node.branch("payload", payload, "", parts).bad(Meanings.text("payload-cut-off"));
  }

  private static void alarms(List<Alarm> alarms, List<Node> nodes) {
    for (int i = 0; i < alarms.size(); i++) {
      nodes.add(alarm(alarms.get(i), i));
    }
  }

  /// The alarm as a fact.
  private static Node alarm(Alarm alarm, int number) {
    var where = new StringBuilder(alarm.code().word());
    if (alarm.where().length() > 0) {
      where.append(" @")
          .append(alarm.where().offset())
          .append("+")
          .append(
              alarm.where().length());
    }
    if (!alarm.found().isEmpty()) {
      where.append(", ").append(alarm.found());
    }
    return Node.leaf("alarm[" + number + "]", Span.NONE, where.toString(), "")
        .bad(Messages.text(alarm.code()));
  }

  private static Node innerCode(Found found, List<Alarm> alarms) {
    CellGrid grid = HeadCodec.grid(found.head());
    List<Node> facts = new ArrayList<>(List.of(Node.fact("cell size", grid.cellSize()),
        Node.fact("k", grid.dataShards()), Node.fact("m", grid.parityShards()),
        Node.fact("rows", grid.rows()), Node.fact("data cells", grid.dataCells()),
        Node.fact("parity cells", grid.parityCells())));
    String bad = badCells(found, grid, alarms);
    if (!bad.isEmpty()) {
      facts.add(Node.fact("bad cells", bad));
    }
    return Node.branch("inner code", Span.NONE, "", facts);
  }

  /// Numbers of the cells that alarms are about: data cells in payload order, then parity cells.
  private static String badCells(Found found, CellGrid grid, List<Alarm> alarms) {
    var runs = new ArrayList<String>();
    for (Alarm alarm : alarms) {
      if (alarm.code() == AlarmCode.CELL_DAMAGED) {
        HeadLayout layout = found.layout();
        long offset = alarm.where().offset();
        boolean parity = offset >= layout.parityOffset();
        long from = offset - (parity ? layout.parityOffset() : layout.payloadOffset());
        long first = from / grid.cellSize() + (parity ? grid.dataCells() : 0);
        long count = Math.ceilDiv(alarm.where().length(), (long) grid.cellSize());
        runs.add(count == 1 ? Long.toString(first) : first + ".." + (first + count - 1));
      }
    }
    return String.join(" ", runs);
  }

  /// A file without a head: whatever sections of heads are in it.
  private static List<Node> unrecognized(Span whole) {
    var nodes = new ArrayList<Node>();
    nodes.add(Node.leaf("bytes", whole, "").bad(Meanings.text("not-an-object")));
    ByteSlice bytes = whole.bytes();
    for (int end = HeadLayout.TAR_HEADER; end <= bytes.length(); end += HeadLayout.TAR_HEADER) {
      Optional<Trailer> trailer = HeadImage.trailerEndingAt(bytes, end);
      if (trailer.isPresent() && isSection(bytes, trailer.get(), end)) {
        nodes.add(Node.leaf("section before " + end, Span.NONE,
            Meanings.text("stray-section", trailer.get().number(), trailer.get().sections()), ""));
      }
    }
    return nodes;
  }

  private static boolean isSection(ByteSlice bytes, Trailer trailer, int end) {
    int length = HeadImage.sectionEnd(trailer.number(), trailer.sections())
        - HeadImage.sectionStart(trailer.number());
    return length <= end && HeadImage.good(bytes.slice(end - length, end));
  }
}
