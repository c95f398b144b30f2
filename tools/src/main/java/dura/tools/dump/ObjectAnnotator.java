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
import dura.proto.ObjectHead;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.tools.text.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All of a stored object, however damaged.
public final class ObjectAnnotator {
  /// Bytes that may be missing in front of any file.
  private static final int MOST_MISSING = 1 << 24;

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
    var children = new ArrayList<Node>();
    unreadable(stored, children);
    Optional<Found> found = found(stored);
    if (found.isPresent()) {
      return object(name, stored, fileLength, found.get(), children);
    }
    var whole = new Span(Space.STORED, 0, fileLength, stored.bytes());
    children.addAll(unrecognized(whole));
    return file(name, whole, fileLength, children);
  }

  /// The head of the object that the file is, or of one that begins elsewhere in it. What begins far
  /// in front of a short file is left alone: it would take memory that the file itself does not.
  private static Optional<Found> found(StoredBytes stored) {
    return HeadFinder.find(stored.bytes())
        .or(() -> HeadFinder.elsewhere(stored.bytes(), _ -> true)
            .filter(found -> -found.origin() <= Math.max(MOST_MISSING, stored.length()))
            .findFirst());
  }

  private static Node file(String name, Span whole, long fileLength, List<Node> children) {
    return new Node(name, whole, Meanings.text("bytes", fileLength), "", Mark.GOOD, children);
  }

  /// @param first a head of the object; reading may prefer another
  private Node object(String name, StoredBytes stored, long fileLength, Found first,
      List<Node> children) {
    // Less than the payload can never give it back; and a short file asks for no memory.
    DecodedObject decoded = stored.length() < first.layout().payloadLength()
        ? new DecodedObject.Absent(List.of())
        : ObjectDecoder.decode(exactly(first.head()), stored);
    Found found = switch (decoded) {
      case DecodedObject.Good good -> good.found();
      case DecodedObject.Lost lost -> lost.found();
      case DecodedObject.Absent _ -> first;
    };
    int origin = found.origin();
    StoredBytes seen = stored.seenFrom(origin);
    long should = found.layout().objectLength();
    long there = Math.max(seen.length(), fileLength - origin);
    var whole = new Span(Space.STORED, 0, Math.max(there, should), seen.bytes());
    children.add(Node.fact("object", HeadCodec.id(found.head())));
    children.add(Node.fact("object sha-256", Sha256.of(stored.bytes()).toHex()));
    members(whole.slice(0, should), found, decoded, children);
    if (should < whole.length()) {
      children.add(Node.leaf("behind the end", whole.from(should), "")
          .bad(Meanings.text("behind-the-end")));
    }
    Node file = file(name, whole, fileLength, children);
    if (origin != 0) {
      return file.bad(Meanings.text(origin > 0 ? "bytes-in-front" : "beginning-missing",
          Math.abs(origin)));
    }
    return should > fileLength ? file.bad(Meanings.text("cut-off", should)) : file;
  }

  private static Expectation exactly(ObjectHead head) {
    return new Expectation("object", Optional.of(ByteSlice.of(head.getArchiveId())),
        Optional.of(HeadCodec.id(head)));
  }

  private static void unreadable(StoredBytes stored, List<Node> nodes) {
    stored.unreadable()
        .forEach(range -> nodes.add(Node.leaf("unreadable[" + range.start() + "]", Span.NONE,
            range.start() + " .. " + range.end(), "").bad(Meanings.text("unreadable"))));
  }

  private void members(Span object, Found found, DecodedObject decoded, List<Node> nodes) {
    HeadLayout layout = found.layout();
    var head = new HeadAnnotator(found);
    nodes.add(head.head());
    nodes.add(innerCode(found, decoded.alarms()));
    alarms(decoded.alarms(), nodes);
    Span payload = object.slice(layout.payloadOffset(),
        layout.payloadOffset() + (long) layout.payloadLength());
    nodes.addAll(
        new EnvelopeAnnotator(object, found, head).members(payload(payload, found, decoded)));
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
            Meanings.text("stray-section", trailer.get().number(),
                trailer.get().shape().sections()),
            ""));
      }
    }
    return nodes;
  }

  private static boolean isSection(ByteSlice bytes, Trailer trailer, int end) {
    int length = HeadImage.sectionEnd(trailer.number(), trailer.shape().sections())
        - HeadImage.sectionStart(trailer.number());
    return length <= end && HeadImage.good(bytes.slice(end - length, end));
  }
}
