package dura.tools.report;

import dura.spec.alarm.Condition;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the user wants done about alarms: `--on CONDITION=REACTION`, the last one counts.
public final class AlarmPolicy {
  /// What is done about an alarm.
  public enum Choice {
    /// Shown, and the work ends.
    ABORT,
    /// Shown, and the work goes on.
    CONTINUE,
    /// Shown, and the user decides; where there is no terminal, as [#CONTINUE].
    ASK,
    /// Neither shown nor counted; the work goes on.
    SUPPRESS;

    /// The word of the option.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Condition, Choice> choices;

  private AlarmPolicy(Map<Condition, Choice> choices) {
    this.choices = choices;
  }

  /// The policy that options spell, or empty with the first that does not say CONDITION=REACTION.
  ///
  /// @param options values of `--on`, in order
  public static Optional<AlarmPolicy> parse(List<String> options) {
    var choices = new EnumMap<Condition, Choice>(Condition.class);
    for (String option : options) {
      int equals = option.indexOf('=');
      Optional<Condition> condition = Arrays.stream(Condition.values())
          .filter(c -> c.word().equals(option.substring(0, Math.max(equals, 0))))
          .findFirst();
      Optional<Choice> choice = Arrays.stream(Choice.values())
          .filter(c -> c.word().equals(option.substring(equals + 1)))
          .findFirst();
      if (equals < 0 || condition.isEmpty() || choice.isEmpty()) {
        return Optional.empty();
      }
      choices.put(condition.get(), choice.get());
    }
    return Optional.of(new AlarmPolicy(choices));
  }

  /// What to do about an alarm of this condition.
  public Choice of(Condition condition) {
    return choices.getOrDefault(condition, Choice.CONTINUE);
  }
}
