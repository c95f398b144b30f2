package dura.tools.cli;

import dura.spec.alarm.Alarm;
import dura.tools.report.JsonReport;
import dura.tools.report.Output;
import dura.tools.report.ProgressLine;
import dura.tools.report.Report;
import dura.tools.report.TerminalMonitor;
import dura.tools.report.TextReport;
import dura.tools.report.Verbosity;
import dura.tools.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/// One run of a command: where its results go, what is told meanwhile, and what holds for it.
///
/// @param context the world
/// @param settings what holds
/// @param out standard output, for bytes that are no lines of a [Report]
/// @param report view for the user
/// @param monitor for the drivers
public record Session(CommandContext context, Settings settings, Output out, Report report,
    TerminalMonitor monitor) {
  static Session open(Program program, CommandContext context, CommonOptions options, Output out)
      throws UserError {
    Terminal terminal = context.terminal();
    boolean progress = terminal.showsProgress() && options.verbosity() != Verbosity.QUIET;
    Report report = options.json()
        ? new JsonReport(out, options.verbosity(), context.nanoTime())
        : new TextReport(program.command(), out, context.err(), options.verbosity(),
            new ProgressLine(context.err(), progress, context.nanoTime()));
    var monitor = new TerminalMonitor(report, options.policy(), alarm -> goOn(terminal, alarm));
    return new Session(context, Settings.resolve(options, context), out, report, monitor);
  }

  private static boolean goOn(Terminal terminal, Alarm alarm) {
    if (!terminal.interactive()) {
      return true;
    }
    try {
      String answer = terminal.ask(Messages.text("ask.go-on", alarm.code().word()));
      return answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// [ExitCode#DONE]; [ExitCode#ALARMS] where there was an alarm; [ExitCode#FAILED] where a part of
  /// an index is lost, since then nobody knows what is missing.
  public int exitCode() {
    if (monitor.tally().indexLost()) {
      return ExitCode.FAILED;
    }
    return exitCodeOfWriting();
  }

  /// The same for what only wrote: where a part of an older band's index is lost, what it would have
  /// told was read from the sources.
  public int exitCodeOfWriting() {
    return monitor.tally().total() == 0 ? ExitCode.DONE : ExitCode.ALARMS;
  }
}
