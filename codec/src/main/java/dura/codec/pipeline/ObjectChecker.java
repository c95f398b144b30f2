package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.ObjectRenderer;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.CellSet;
import dura.codec.erasure.Shard;
import dura.codec.erasure.StripeDecoder;
import dura.codec.erasure.StripeEncoder;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks every byte of an object: it is rendered again from head and payload and compared. What was
/// rendered is what a repair writes.
public final class ObjectChecker {
  /// The outcome.
  ///
  /// @param decoded what could be made of the object
  /// @param alarms all that was found; empty for an intact object
  /// @param mended the object as it must be, where it is not and can be had
  public record Checked(DecodedObject decoded, List<Alarm> alarms, Optional<ByteSlice> mended) {
    /// Whether every byte is as it must be.
    public boolean intact() {
      return decoded instanceof DecodedObject.Good && alarms.isEmpty();
    }
  }

  private ObjectChecker() {}

  /// Checks `stored`.
  public static Checked check(Expectation expected, StoredBytes stored) {
    DecodedObject decoded = ObjectDecoder.decode(expected, stored);
    return decoded instanceof DecodedObject.Good good
        ? check(expected, stored.seenFrom(good.found().origin()), good)
        : new Checked(decoded, decoded.alarms(), Optional.empty());
  }

  /// @param stored seen from where the object begins
  private static Checked check(Expectation expected, StoredBytes stored, DecodedObject.Good good) {
    Found found = good.found();
    var alarms = new ArrayList<>(good.alarms());
    CellGrid grid = HeadCodec.grid(found.head());
    Shard payload = ObjectEncoder.shard(good.payload());
    // Not the stored parity, though it has its CRCs: what was computed wrong would repair nothing.
    byte[] parity = StripeEncoder.parity(grid, payload);
    if (!good.parity().equals(ByteSlice.of(parity))) {
      alarms.add(new Alarm(AlarmCode.CELL_DAMAGED,
          Location.range(expected.path(), found.layout().parityOffset(), parity.length), "",
          "not the parity of the payload"));
    }
    boolean sound = StripeDecoder.badCells(grid, payload, Shard.of(parity),
        ObjectEncoder.crcs(found.head()), CellSet.none()).isEmpty();
    if (!sound) {
      // The head itself is wrong: there is nothing right that it could be mended to.
      return new Checked(good, List.copyOf(alarms), Optional.empty());
    }
    var rendered = ByteSlice.of(ObjectRenderer.render(found.head(), found.message(),
        good.payload(), ByteSlice.of(parity)));
    if (rendered.equals(stored.bytes()) && stored.unreadable().isEmpty() && alarms.isEmpty()) {
      return new Checked(good, List.of(), Optional.empty());
    }
    headAlarms(expected, stored, found.layout(), rendered, alarms);
    envelopeAlarm(expected, stored, found.layout(), rendered).ifPresent(alarms::add);
    return new Checked(good, List.copyOf(alarms), Optional.of(rendered));
  }

  private static void headAlarms(Expectation expected, StoredBytes stored, HeadLayout layout,
      ByteSlice rendered, List<Alarm> alarms) {
    for (int copy = 0; copy < 3; copy++) {
      for (int section = 0; section < layout.sections(); section++) {
        int start = layout.imageOffset(copy) + HeadImage.sectionStart(section);
        int end = layout.imageOffset(copy) + HeadImage.sectionEnd(section, layout.sections());
        if (same(stored, rendered, start, end)) {
          continue;
        }
        boolean valid = end <= stored.length() && HeadImage.good(stored.bytes().slice(start, end));
        alarms.add(new Alarm(
            valid ? AlarmCode.HEAD_COPIES_DIFFER : AlarmCode.HEAD_DAMAGED,
            Location.range(expected.path(), start, end - start), "",
            "section " + section + " of copy " + (copy + 1)));
      }
    }
  }

  /// The alarm about bytes that belong to no head, payload or parity.
  private static Optional<Alarm> envelopeAlarm(Expectation expected, StoredBytes stored,
      HeadLayout layout, ByteSlice rendered) {
    int[][] between = {{0, layout.imageOffset(0)},
      {layout.payloadOffset() - HeadLayout.TAR_HEADER, layout.payloadOffset()},
      {layout.payloadOffset() + layout.payloadLength(), layout.imageOffset(1)},
      {layout.parityOffset() - HeadLayout.TAR_HEADER, layout.parityOffset()},
      {layout.parityOffset() + layout.parityLength(), layout.imageOffset(2)},
      {layout.imageOffset(2) + layout.imageLength(), layout.objectLength()}};
    for (int[] range : between) {
      if (!same(stored, rendered, range[0], range[1])) {
        return Optional.of(Alarm.of(AlarmCode.ENVELOPE_ALTERED,
            Location.range(expected.path(), range[0], range[1] - range[0])));
      }
    }
    return Optional.empty();
  }

  private static boolean same(StoredBytes stored, ByteSlice rendered, int start, int end) {
    boolean readable = stored.unreadable()
        .stream()
        .noneMatch(range -> range.start() < end && range.end() > start);
    return readable && end <= stored.length()
        && stored.bytes().slice(start, end).equals(rendered.slice(start, end));
  }
}
