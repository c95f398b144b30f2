package dura.tools;

import dura.band.machine.EntryChange;
import dura.spec.BandName;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.EnumMap;
import java.util.Map;

/// How many differences of each kind there are.
final class DifferenceCounts {
  private final Map<EntryChange, Long> counts = new EnumMap<>(EntryChange.class);

  void add(EntryChange change) {
    counts.merge(change, 1L, Long::sum);
  }

  boolean any() {
    return !counts.isEmpty();
  }

  long of(EntryChange change) {
    return counts.getOrDefault(change, 0L);
  }

  /// The end of a comparison of two bands.
  Line line(BandName former, BandName latter) {
    return new Summary(this, former, latter);
  }

  private record Summary(DifferenceCounts counts, BandName former, BandName latter)
      implements Line {
    @Override
    public String text() {
      return counts.any()
          ? Messages.text("diff.done", former, latter, count(EntryChange.ADDED),
              count(EntryChange.REMOVED), count(EntryChange.CONTENTS),
              count(EntryChange.METADATA), count(EntryChange.TYPE))
          : Messages.text("diff.equal", former, latter);
    }

    private String count(EntryChange change) {
      return Amounts.count(counts.of(change));
    }

    /// `type` compared, `former`, `latter`, `added`, `removed`, `contents`, `metadata`,
    /// `kind_changed`.
    @Override
    public JsonObject json() {
      return JsonObject.of("compared")
          .put("former", former.toString())
          .put("latter", latter.toString())
          .put("added", counts.of(EntryChange.ADDED))
          .put("removed", counts.of(EntryChange.REMOVED))
          .put("contents", counts.of(EntryChange.CONTENTS))
          .put("metadata", counts.of(EntryChange.METADATA))
          .put("kind_changed", counts.of(EntryChange.TYPE));
    }
  }
}
