package dura.tools;

import dura.band.store.StoreTraits;
import dura.band.store.check.Finding;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.Locale;

/// What a place can promise.
sealed interface StorageLine extends Line {
  /// What came of trying a promise.
  record Tried(Finding finding) implements StorageLine {
    @Override
    public String text() {
      String promise = word(finding.promise());
      return switch (finding.verdict()) {
        case KEPT -> Messages.text("storage.kept." + promise);
        case NOT_MADE -> Messages.text("storage.not-made." + promise);
        case BROKEN -> Messages.text("storage.broken." + promise, finding.detail());
      };
    }

    /// `type` promise, `promise`, `verdict` (kept, not-made, broken), `weight` (good, limit, unfit),
    /// `detail`, `milliseconds`.
    @Override
    public JsonObject json() {
      return JsonObject.of("promise")
          .put("promise", word(finding.promise()))
          .put("verdict", word(finding.verdict()))
          .put("weight", word(finding.weight()))
          .put("detail", finding.detail())
          .put("milliseconds", finding.took().toMillis());
    }
  }

  /// An object that could not be taken away again.
  record Left(String path) implements StorageLine {
    @Override
    public String text() {
      return Messages.text("storage.left", path);
    }

    /// `type` left, `path`.
    @Override
    public JsonObject json() {
      return JsonObject.of("left").put("path", path);
    }
  }

  /// All of it.
  record Summary(String location, StoreTraits traits, Finding.Weight weight)
      implements StorageLine {
    @Override
    public String text() {
      return Messages.text("storage.weight." + word(weight), location);
    }

    /// `type` storage, `place`, `weight`, `tells_lengths`, `sequential`, `preferred_bytes`,
    /// `largest_bytes`.
    @Override
    public JsonObject json() {
      return JsonObject.of("storage")
          .put("place", location)
          .put("weight", word(weight))
          .put("tells_lengths", traits.tellsLengths())
          .put("sequential", traits.sequential())
          .put("preferred_bytes", traits.preferredBytes())
          .put("largest_bytes", traits.largestBytes());
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
