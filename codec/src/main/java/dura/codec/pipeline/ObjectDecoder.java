package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.HeadFinder;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.CellSet;
import dura.codec.erasure.Shard;
import dura.codec.erasure.StripeEncoder;
import dura.codec.erasure.StripeRepair;
import dura.codec.head.HeadLayout;
import dura.proto.ObjectHead;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Object to payload: the best head, cells checked, erasures repaired, SHA-256 (format-spec/10-object.md,
/// "Reading"). Whatever is wrong is an alarm; nothing wrong is ever handed out as good.
public final class ObjectDecoder {
  private ObjectDecoder() {}

  /// How many heads are tried at most for one file. An intact file needs one; more where copies of
  /// the head differ, or where it is not known which copy was found in a file that lost its beginning.
  private static final int MOST_HEADS = 6;

  /// What `stored` holds. Alarms point to places counted from where the object begins, which in a file
  /// that lost or gained bytes in front is not where the file begins.
  public static DecodedObject decode(Expectation expected, StoredBytes stored) {
    Optional<DecodedObject> best = Optional.empty();
    Iterator<Found> heads = heads(expected, stored).limit(MOST_HEADS).iterator();
    while (heads.hasNext()) {
      Found found = heads.next();
      DecodedObject decoded = decode(expected, stored.seenFrom(found.origin()), found);
      if (decoded instanceof DecodedObject.Good) {
        return decoded;
      }
      best = best.filter(other -> lostBytes(other) <= lostBytes(decoded))
          .or(() -> Optional.of(decoded));
    }
    return best.orElseGet(() -> new DecodedObject.Absent(List.of(whyAbsent(expected, stored))));
  }

  /// The heads that `stored` can be read with, best first.
  private static Stream<Found> heads(Expectation expected, StoredBytes stored) {
    Predicate<ObjectHead> wanted = head -> expected.objection(head).isEmpty();
    Stream<Found> inPlace = HeadFinder.inPlace(stored.bytes(), wanted);
    return expected.isExact()
        ? Stream.concat(inPlace,
            HeadFinder.elsewhere(stored.bytes(), wanted)
                .filter(found -> hasGoodCell(stored.seenFrom(found.origin()), found)))
        : inPlace;
  }

  /// Whether any of the bytes that `found` speaks of are where it says.
  private static boolean hasGoodCell(StoredBytes stored, Found found) {
    var parts = ObjectParts.of(stored, found);
    return parts.badCells().size() < parts.grid().cells() || parts.grid().cells() == 0;
  }

  private static Alarm whyAbsent(Expectation expected, StoredBytes stored) {
    return HeadFinder.find(stored.bytes())
        .flatMap(found -> expected.objection(found.head()))
        .orElseGet(() -> Alarm.found(AlarmCode.OBJECT_UNRECOGNIZED, expected.path(),
            stored.length() + " bytes without a head"));
  }

  private static long lostBytes(DecodedObject decoded) {
    return switch (decoded) {
      case DecodedObject.Good _ -> 0;
      case DecodedObject.Lost lost -> length(lost.lost());
      case DecodedObject.Absent _ -> Long.MAX_VALUE;
    };
  }

  private static long length(List<Range> ranges) {
    return ranges.stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  /// @param stored seen from where the object begins
  private static DecodedObject decode(Expectation expected, StoredBytes stored, Found found) {
    HeadLayout layout = found.layout();
    var alarms = new ArrayList<Alarm>();
    originAlarm(expected, found.origin()).ifPresent(alarms::add);
    lengthAlarm(expected, stored, layout).ifPresent(alarms::add);
    var parts = ObjectParts.of(stored, found);
    CellGrid grid = parts.grid();
    StripeRepair repair = parts.repair();
    cellAlarms(expected, layout, grid, repair.bad(), alarms);
    ByteSlice whole = slice(repair.payload());
    ByteSlice expectedHash = ByteSlice.of(found.head().getPayloadSha256());
    ByteSlice hash = Sha256.of(whole);
    if (hash.equals(expectedHash)) {
      // Where cells are lost all the same, only parity is, or CRCs of good cells: both follow from
      // the payload.
      ByteSlice parity = repair.isComplete()
          ? slice(repair.parity())
          : ByteSlice.of(StripeEncoder.parity(grid, repair.payload()));
      return new DecodedObject.Good(found, whole, parity, List.copyOf(alarms));
    }
    List<Range> lost = lostRanges(grid, repair.lost());
    if (lost.isEmpty()) {
      alarms.add(new Alarm(AlarmCode.PAYLOAD_MISMATCH, payloadLocation(expected, layout),
          expectedHash.toHex(), hash.toHex()));
      lost = List.of(new Range(0, whole.length()));
    } else {
      alarms.add(Alarm.found(AlarmCode.PAYLOAD_LOST, expected.path(),
          length(lost) + " of " + whole.length() + " payload bytes beyond repair"));
    }
    return new DecodedObject.Lost(found, whole, lost, List.copyOf(alarms));
  }

  private static Location payloadLocation(Expectation expected, HeadLayout layout) {
    return Location.range(expected.path(), layout.payloadOffset(), layout.payloadLength());
  }

  private static Optional<Alarm> originAlarm(Expectation expected, int origin) {
    if (origin == 0) {
      return Optional.empty();
    }
    return Optional.of(origin > 0
        ? new Alarm(AlarmCode.OBJECT_EXTENDED, Location.range(expected.path(), 0, origin), "",
            origin + " bytes in front of the object")
        : new Alarm(AlarmCode.OBJECT_TRUNCATED, Location.range(expected.path(), 0, 0), "",
            "the first " + -origin + " bytes are not there"));
  }

  private static Optional<Alarm> lengthAlarm(Expectation expected, StoredBytes stored,
      HeadLayout layout) {
    int should = layout.objectLength();
    if (stored.length() == should) {
      return Optional.empty();
    }
    AlarmCode code = stored.length() < should
        ? AlarmCode.OBJECT_TRUNCATED
        : AlarmCode.OBJECT_EXTENDED;
    int from = Math.min(stored.length(), should);
    return Optional.of(new Alarm(code,
        Location.range(expected.path(), from, Math.abs(stored.length() - should)),
        should + " bytes", stored.length() + " bytes"));
  }

  private static ByteSlice slice(Shard shard) {
    return ByteSlice.of(shard.array(), shard.offset(), shard.length());
  }

  /// One alarm for each run of bad cells.
  private static void cellAlarms(Expectation expected, HeadLayout layout, CellGrid grid,
      CellSet bad, List<Alarm> alarms) {
    for (Range run : runs(bad, 0, grid.dataCells())) {
      long from = run.start() * grid.cellSize();
      long to = Math.min(run.end() * grid.cellSize(), layout.payloadLength());
      alarms.add(cells(expected, layout.payloadOffset() + from, to - from, "payload"));
    }
    for (Range run : runs(bad, grid.dataCells(), grid.cells())) {
      long from = (run.start() - grid.dataCells()) * grid.cellSize();
      long length = (run.end() - run.start()) * grid.cellSize();
      alarms.add(cells(expected, layout.parityOffset() + from, length, "parity"));
    }
  }

  private static Alarm cells(Expectation expected, long offset, long length, String part) {
    return new Alarm(AlarmCode.CELL_DAMAGED, Location.range(expected.path(), offset, length), "",
        part);
  }

  private static List<Range> lostRanges(CellGrid grid, CellSet lost) {
    return runs(lost, 0, grid.dataCells()).stream()
        .map(run -> new Range(run.start() * grid.cellSize(),
            Math.min(run.end() * grid.cellSize(), grid.payloadLength())))
        .toList();
  }

  /// Runs of the set's cells in `[from, to)`.
  private static List<Range> runs(CellSet cells, int from, int to) {
    BitSet bits = cells.toBitSet();
    return IntStream.iterate(bits.nextSetBit(from), at -> at >= 0 && at < to,
        at -> bits.nextSetBit(bits.nextClearBit(at)))
        .mapToObj(at -> new Range(at, Math.min(to, bits.nextClearBit(at))))
        .toList();
  }
}
