package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.HeadFinder;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.erasure.CellCrcs;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.CellSet;
import dura.codec.erasure.Shard;
import dura.codec.erasure.StripeDecoder;
import dura.codec.erasure.StripeEncoder;
import dura.codec.erasure.StripeRepair;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Object to payload: the best head, cells checked, erasures repaired, SHA-256 (format-spec/10-object.md,
/// "Reading"). Whatever is wrong is an alarm; nothing wrong is ever handed out as good.
public final class ObjectDecoder {
  private ObjectDecoder() {}

  /// What `stored` holds.
  public static DecodedObject decode(Expectation expected, StoredBytes stored) {
    Optional<Found> found = HeadFinder.find(stored.bytes());
    if (found.isEmpty()) {
      return new DecodedObject.Absent(List.of(Alarm.found(AlarmCode.OBJECT_UNRECOGNIZED,
          expected.path(), stored.length() + " bytes without a head")));
    }
    Optional<Alarm> objection = expected.objection(found.get().head());
    if (objection.isPresent()) {
      return new DecodedObject.Absent(List.of(objection.get()));
    }
    return decode(expected, stored, found.get());
  }

  private static DecodedObject decode(Expectation expected, StoredBytes stored, Found found) {
    HeadLayout layout = found.layout();
    var alarms = new ArrayList<Alarm>();
    lengthAlarm(expected, stored, layout).ifPresent(alarms::add);
    CellGrid grid = HeadCodec.grid(found.head());
    Shard payload = window(stored, layout.payloadOffset(), layout.payloadLength());
    Shard parity = window(stored, layout.parityOffset(), layout.parityLength());
    CellCrcs crcs = ObjectEncoder.crcs(found.head());
    CellSet unreadable = unreadable(stored, layout, grid);
    StripeRepair repair = StripeDecoder.repair(grid, payload, parity, crcs, unreadable);
    cellAlarms(expected, layout, grid, repair.bad(), alarms);
    ByteSlice whole = slice(repair.payload());
    ByteSlice expectedHash = ByteSlice.of(found.head().getPayloadSha256());
    boolean right = Sha256.of(whole).equals(expectedHash);
    if (right && repair.isComplete()) {
      return new DecodedObject.Good(found, whole, slice(repair.parity()), alarms);
    }
    if (right) {
      // Only parity is lost, or CRCs of good cells: both follow from the payload.
      return new DecodedObject.Good(found, whole,
          ByteSlice.of(StripeEncoder.parity(grid, repair.payload())), alarms);
    }
    List<Range> lost = lostRanges(grid, repair.lost());
    if (lost.isEmpty()) {
      alarms.add(new Alarm(AlarmCode.PAYLOAD_MISMATCH, payloadLocation(expected, layout),
          expectedHash.toHex(), Sha256.of(whole).toHex()));
      lost = List.of(new Range(0, whole.length()));
    } else {
      alarms.add(Alarm.found(AlarmCode.PAYLOAD_LOST, expected.path(),
          lost.stream().mapToLong(r -> r.end() - r.start()).sum() + " of " + whole.length()
              + " payload bytes beyond repair"));
    }
    return new DecodedObject.Lost(found, whole, lost, alarms);
  }

  private static Location payloadLocation(Expectation expected, HeadLayout layout) {
    return Location.range(expected.path(), layout.payloadOffset(), layout.payloadLength());
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

  /// The part of `[offset, offset + length)` that is there.
  private static Shard window(StoredBytes stored, int offset, int length) {
    int from = Math.min(offset, stored.length());
    int to = Math.min(offset + length, stored.length());
    ByteSlice part = stored.bytes().slice(from, to);
    return Shard.of(part.array(), part.offset(), part.length());
  }

  private static ByteSlice slice(Shard shard) {
    return ByteSlice.of(shard.array(), shard.offset(), shard.length());
  }

  private static CellSet unreadable(StoredBytes stored, HeadLayout layout, CellGrid grid) {
    var cells = new BitSet();
    for (Range range : stored.unreadable()) {
      mark(cells, range, layout.payloadOffset(), layout.payloadLength(), grid.cellSize(), 0);
      mark(cells, range, layout.parityOffset(), layout.parityLength(), grid.cellSize(),
          grid.dataCells());
    }
    return CellSet.of(cells);
  }

  private static void mark(BitSet cells, Range range, int offset, int length, int cellSize,
      int firstCell) {
    long from = Math.max(range.start(), offset) - offset;
    long to = Math.min(range.end(), (long) offset + length) - offset;
    if (from < to) {
      cells.set(firstCell + (int) (from / cellSize), firstCell + (int) ((to - 1) / cellSize) + 1);
    }
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
