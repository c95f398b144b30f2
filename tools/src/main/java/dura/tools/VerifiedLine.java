package dura.tools;

import dura.band.machine.EntryChange;
import dura.band.run.SourceVerification.Result;
import dura.band.run.SourceVerification.Totals;
import dura.spec.BandName;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.Locale;

/// What a comparison of stored bytes and live files tells.
sealed interface VerifiedLine extends Line {
  /// A path under which they differ.
  record Difference(Result result) implements VerifiedLine {
    @Override
    public String text() {
      char sign = result.rotten() ? '!' : DifferenceLine.sign(result.change());
      return sign + " " + result.path();
    }

    /// `type` difference, `path`, `change`, `rotten`.
    @Override
    public JsonObject json() {
      return JsonObject.of("difference")
          .putBytes("path", result.path().bytes())
          .put("change", result.change().name().toLowerCase(Locale.ROOT))
          .put("rotten", result.rotten());
    }
  }

  /// The end.
  ///
  /// @param rotten how many of those with other contents
  record Summary(BandName band, Totals totals, DifferenceCounts counts, long rotten)
      implements VerifiedLine {
    @Override
    public String text() {
      var text = new StringBuilder(Messages.text("verify.done", Amounts.count(totals.files()),
          Amounts.bytes(totals.bytes()), band));
      if (counts.any()) {
        text.append(Messages.text("verify.differences", count(EntryChange.ADDED),
            count(EntryChange.REMOVED), count(EntryChange.CONTENTS),
            count(EntryChange.METADATA), count(EntryChange.TYPE)));
      } else {
        text.append(Messages.text("verify.equal"));
      }
      if (rotten > 0) {
        text.append(Messages.text("verify.rotten", Amounts.count(rotten)));
      }
      if (totals.lostBytes() > 0) {
        text.append(Messages.text("verify.lost", Amounts.bytes(totals.lostBytes())));
      }
      return text.toString();
    }

    private String count(EntryChange change) {
      return Amounts.count(counts.of(change));
    }

    /// `type` verified, `band`, `files`, `bytes`, `lost_bytes`, `added`, `removed`, `contents`,
    /// `metadata`, `kind_changed`, `rotten`.
    @Override
    public JsonObject json() {
      return JsonObject.of("verified")
          .put("band", band.toString())
          .put("files", totals.files())
          .put("bytes", totals.bytes())
          .put("lost_bytes", totals.lostBytes())
          .put("added", counts.of(EntryChange.ADDED))
          .put("removed", counts.of(EntryChange.REMOVED))
          .put("contents", counts.of(EntryChange.CONTENTS))
          .put("metadata", counts.of(EntryChange.METADATA))
          .put("kind_changed", counts.of(EntryChange.TYPE))
          .put("rotten", rotten);
    }
  }
}
