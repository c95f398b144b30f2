package dura.band.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.IndexRootLine;
import dura.band.run.ArchiveException.Reason;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.ObjectName;
import dura.spec.RedundancyProfile;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which band a selector means.
class BandSelectorTest {
  private static final ZoneId ZONE = ZoneId.of("+02:00");

  /// Bands 1, 2 and 4 are finished, 3 is not; two bands have the number 4.
  private static final List<BandInfo> BANDS = List.of(
      finished("b000001-aaaaaaaa", "2026-11-18T10:00:00Z"),
      finished("b000002-bbbbbbbb", "2026-11-19T22:30:15Z"),
      new BandInfo(name("b000003-cccccccc"), BandInfo.State.PARTIAL, BandInfo.Signature.NONE,
          Optional.empty(), Optional.empty(), Optional.empty()),
      finished("b000004-dddddddd", "2026-11-20T12:00:00Z"),
      finished("b000004-eeeeeeee", "2026-11-21T00:00:00Z"));

  private static BandName name(String text) {
    return BandName.parse(text).orElseThrow();
  }

  private static BandInfo finished(String text, String ended) {
    BandName name = name(text);
    var head = new BandHead(ByteSlice.EMPTY, name, List.of(), Optional.empty(), List.of(),
        RedundancyProfile.STANDARD, Instant.parse(ended), ByteSlice.EMPTY);
    var root = new IndexRootLine(name, ObjectName.index(0), 0, 0, ByteSlice.EMPTY);
    var tail = new BandTail(head, ByteSlice.EMPTY, Instant.parse(ended), ByteSlice.EMPTY, root,
        new BandTail.ObjectCounts(0, 0, 0), 0, List.of(), List.of(), List.of());
    return new BandInfo(name, BandInfo.State.FINISHED, BandInfo.Signature.GOOD,
        Optional.of(head), Optional.of(tail), Optional.empty());
  }

  private static String select(String selector) throws ArchiveException {
    return BandSelector.select(BANDS, selector, ZONE).name().toString();
  }

  @ParameterizedTest
  @CsvSource({
    "latest,                 b000004-eeeeeeee",
    "latest~0,               b000004-eeeeeeee",
    "latest~1,               b000004-dddddddd",
    "latest~3,               b000001-aaaaaaaa",
    "b000002-bbbbbbbb,       b000002-bbbbbbbb",
    "b000003,                b000003-cccccccc",
    "b000004-e,              b000004-eeeeeeee",
    "2026-11-18,             b000001-aaaaaaaa",
    "2026-11-19,             b000001-aaaaaaaa",
    "2026-11-19Z,            b000002-bbbbbbbb",
    "2026-11-20,             b000004-dddddddd",
    "2026-11-20T00:30,       b000002-bbbbbbbb",
    "2026-11-20T00:30:14,    b000001-aaaaaaaa",
    "2026-11-20T00:30:15,    b000002-bbbbbbbb",
    "2026-11-20T12:00Z,      b000004-dddddddd",
    "2026-11-20T11:59Z,      b000002-bbbbbbbb",
    "2027-01-01,             b000004-eeeeeeee",
  })
  void selectorsMeanBands(String selector, String band) throws Exception {
    assertEquals(band, select(selector));
  }

  @ParameterizedTest
  @CsvSource({"latest~4", "b000005", "2026-11-17", "2026-13-01", "2026-02-30", "yesterday", "''"})
  void othersMeanNone(String selector) {
    var refused = assertThrows(ArchiveException.class, () -> select(selector));
    assertTrue(refused.reason() instanceof Reason.NoSuchBand);
  }

  @Test
  void twoBandsAreNotOne() {
    var refused = assertThrows(ArchiveException.class, () -> select("b000004"));
    assertEquals(2, ((Reason.AmbiguousBand) refused.reason()).bands().size());
    var none = assertThrows(ArchiveException.class,
        () -> BandSelector.select(List.of(), "latest", ZONE));
    assertTrue(none.reason() instanceof Reason.NoBand);
  }
}
