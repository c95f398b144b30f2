package dura.tools.report;

import dura.band.run.Monitor.Event;
import dura.spec.alarm.Alarm;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import dura.tools.text.Messages;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// Text for people: results on the standard output, everything else on the standard error.
public final class TextReport implements Report {
  private final String program;
  private final Output out;
  private final PrintStream err;
  private final Verbosity verbosity;
  private final ProgressLine progress;
  private String lastPath = "";

  /// @param program name of the command, in front of errors
  public TextReport(String program, Output out, PrintStream err, Verbosity verbosity,
      ProgressLine progress) {
    this.program = program;
    this.out = out;
    this.err = err;
    this.verbosity = verbosity;
    this.progress = progress;
  }

  @Override
  public synchronized void alarm(Alarm alarm) {
    tell(new AlarmLine(alarm).text());
  }

  @Override
  public synchronized void event(Event event) {
    switch (event) {
      case Event.Progress now -> {
        if (verbosity == Verbosity.VERBOSE && !now.path().equals(lastPath)) {
          lastPath = now.path();
          tell(ByteText.line(lastPath));
        }
        progress.show(now);
      }
      case Event.ObjectStored _ -> {}
      case Event.Waiting(String what) -> progress.waiting(what);
    }
  }

  @Override
  public synchronized void note(Message message) {
    if (verbosity != Verbosity.QUIET) {
      tell(Messages.text("note-line", Messages.text(message)));
    }
  }

  @Override
  public void line(Line line) throws IOException {
    out.line(line.text());
  }

  @Override
  public synchronized void summary(Line line) {
    if (verbosity != Verbosity.QUIET) {
      tell(ByteText.line(line.text()));
    }
  }

  @Override
  public synchronized void error(Message error, List<Message> hints) {
    tell(program + ": " + ByteText.line(Messages.text("error-line", Messages.text(error))));
    hints.forEach(
        hint -> tell(ByteText.line(Messages.text("hint-line", Messages.text(hint)))));
  }

  private void tell(String line) {
    progress.clear();
    err.println(line);
  }

  @Override
  public synchronized void clear() {
    progress.clear();
  }
}
