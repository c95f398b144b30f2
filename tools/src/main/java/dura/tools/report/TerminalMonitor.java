package dura.tools.report;

import dura.band.run.Monitor;
import dura.spec.alarm.Alarm;

/// The monitor of a command: applies the user's policy, counts, and passes on to a [Report].
public final class TerminalMonitor implements Monitor {
  /// Asks the user whether to go on.
  public interface Question {
    /// Whether the work goes on after `alarm`.
    boolean goOn(Alarm alarm);
  }

  private final Report report;
  private final AlarmPolicy policy;
  private final Question question;
  private final AlarmTally tally = new AlarmTally();

  public TerminalMonitor(Report report, AlarmPolicy policy, Question question) {
    this.report = report;
    this.policy = policy;
    this.question = question;
  }

  /// The alarms so far.
  public AlarmTally tally() {
    return tally;
  }

  /// The same policy, questions and counts for a command that shows alarms in its results: only
  /// those that end the work, or are asked about, are told as they come.
  public Monitor unshown() {
    return new Monitor() {
      @Override
      public Reaction alarm(Alarm alarm) {
        return switch (policy.of(alarm.code().condition())) {
          case ABORT, ASK -> TerminalMonitor.this.alarm(alarm);
          case CONTINUE -> {
            tally.met(alarm.code());
            tally.add(alarm.code());
            yield Reaction.CONTINUE;
          }
          case SUPPRESS -> {
            tally.met(alarm.code());
            yield Reaction.CONTINUE;
          }
        };
      }

      @Override
      public void event(Event event) {
        TerminalMonitor.this.event(event);
      }
    };
  }

  @Override
  public Reaction alarm(Alarm alarm) {
    tally.met(alarm.code());
    AlarmPolicy.Choice choice = policy.of(alarm.code().condition());
    if (choice == AlarmPolicy.Choice.SUPPRESS) {
      return Reaction.CONTINUE;
    }
    tally.add(alarm.code());
    report.alarm(alarm);
    return switch (choice) {
      case ABORT -> Reaction.ABORT;
      case ASK -> ask(alarm);
      case CONTINUE, SUPPRESS -> Reaction.CONTINUE;
    };
  }

  /// One question at a time, whatever the number of threads that meet alarms.
  private synchronized Reaction ask(Alarm alarm) {
    report.clear();
    return question.goOn(alarm) ? Reaction.CONTINUE : Reaction.ABORT;
  }

  @Override
  public void event(Event event) {
    report.event(event);
  }
}
