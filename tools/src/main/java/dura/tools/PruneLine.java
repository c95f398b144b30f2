package dura.tools;

import dura.band.machine.Retention.Decision;
import dura.band.run.PruneDriver.Change;
import dura.band.run.PruneDriver.Step;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What pruning is about to do, and what it did.
sealed interface PruneLine extends Line {
  /// A band that stays.
  ///
  /// @param decision of the policy
  record Kept(Decision decision) implements PruneLine {
    @Override
    public String text() {
      return Messages.text("prune.keeps", decision.band().name(),
          decision.reasons()
              .stream()
              .sorted()
              .map(reason -> Messages.text("prune.reason." + word(reason)))
              .collect(Collectors.joining(", ")));
    }

    /// `type` kept, `band`, `ended`, `reasons`: words separated by spaces.
    @Override
    public JsonObject json() {
      return JsonObject.of("kept")
          .put("band", decision.band().name().toString())
          .put("ended", decision.band().ended().toString())
          .put("reasons",
              decision.reasons()
                  .stream()
                  .sorted()
                  .map(PruneLine::word)
                  .collect(Collectors.joining(" ")));
    }
  }

  /// A band that goes, or loses what was kept of it.
  ///
  /// @param step what becomes of it
  record Planned(Step step) implements PruneLine {
    @Override
    public String text() {
      String text = Messages.text("prune.step." + word(step.change()), step.band(),
          Amounts.count(step.objects()), Amounts.bytes(step.freedBytes()));
      String kept = step.keptGroups() == 0
          ? ""
          : Messages.text("prune.kept-groups", Amounts.count(step.keptGroups()));
      return text + kept + (step.proven() ? "" : Messages.text("prune.unproven"));
    }

    /// `type` prune-step, `band`, `change` (prune, abandon, sweep), `objects`, `freed_bytes`,
    /// `kept_groups`, `proven`.
    @Override
    public JsonObject json() {
      return JsonObject.of("prune-step")
          .put("band", step.band().toString())
          .put("change", word(step.change()))
          .put("objects", step.objects())
          .put("freed_bytes", step.freedBytes())
          .put("kept_groups", step.keptGroups())
          .put("proven", step.proven());
    }
  }

  /// All of it.
  ///
  /// @param steps what becomes of each band
  /// @param location of the archive
  /// @param dryRun whether nothing was done
  record Summary(List<Step> steps, String location, boolean dryRun) implements PruneLine {
    private long bands() {
      return steps.stream().filter(step -> step.change() != Change.SWEEP).count();
    }

    private long objects() {
      return steps.stream().mapToLong(Step::objects).sum();
    }

    private long freedBytes() {
      return steps.stream().mapToLong(Step::freedBytes).sum();
    }

    @Override
    public String text() {
      return Messages.text(dryRun ? "prune.would" : "prune.done", Amounts.count(bands()),
          Amounts.count(objects()), Amounts.bytes(freedBytes()));
    }

    /// `type` pruned, `archive`, `dry_run`, `bands`, `objects`, `freed_bytes`.
    @Override
    public JsonObject json() {
      return JsonObject.of("pruned")
          .put("archive", location)
          .put("dry_run", dryRun)
          .put("bands", bands())
          .put("objects", objects())
          .put("freed_bytes", freedBytes());
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
