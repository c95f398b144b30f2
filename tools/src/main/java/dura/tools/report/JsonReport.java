package dura.tools.report;

import dura.band.run.Monitor.Event;
import dura.spec.alarm.Alarm;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import dura.tools.text.Messages;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// Lines of JSON on the standard output. Progress comes once a second at most. A reader that goes
/// away does not end the work; only [#line] fails then.
public final class JsonReport implements Report {
  private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

  private final Output out;
  private final Verbosity verbosity;
  private final LongSupplier nanoTime;
  private long lastProgressNanos;

  /// @param nanoTime as [System#nanoTime]
  public JsonReport(Output out, Verbosity verbosity, LongSupplier nanoTime) {
    this.out = out;
    this.verbosity = verbosity;
    this.nanoTime = nanoTime;
    this.lastProgressNanos = nanoTime.getAsLong();
  }

  @Override
  public void alarm(Alarm alarm) {
    tell(new AlarmLine(alarm).json());
  }

  @Override
  public void event(Event event) {
    switch (event) {
      case Event.Progress(long files, long bytes, long totalBytes, String path) -> {
        if (isProgressDue()) {
          JsonObject json =
              JsonObject.of("progress").put("files", files).put("bytes", bytes).put("path", path);
          tell(totalBytes < 0 ? json : json.put("total_bytes", totalBytes));
        }
      }
      case Event.ObjectStored(String path, long length) -> {
        if (verbosity == Verbosity.VERBOSE) {
          tell(JsonObject.of("object-stored").put("path", path).put("bytes", length));
        }
      }
      case Event.Waiting(String what) -> tell(JsonObject.of("waiting").put("for", what));
    }
  }

  private synchronized boolean isProgressDue() {
    long now = nanoTime.getAsLong();
    boolean isDue = now - lastProgressNanos >= PROGRESS_NANOS;
    if (isDue) {
      lastProgressNanos = now;
    }
    return isDue;
  }

  @Override
  public void note(Message message) {
    tell(JsonObject.of("note")
        .put("code", message.key())
        .put("text", ByteText.line(Messages.text(message))));
  }

  @Override
  public void line(Line line) throws IOException {
    out.line(line.json().toString());
  }

  @Override
  public void summary(Line line) {
    tell(line.json());
  }

  @Override
  public void error(Message error, List<Message> hints) {
    tell(JsonObject.of("error")
        .put("code", error.key())
        .put("text", ByteText.line(Messages.text(error)))
        .put("hints", hints.stream().map(Messages::text).map(ByteText::line).toList()));
  }

  private void tell(JsonObject json) {
    try {
      out.line(json.toString());
      out.flush();
    } catch (OutputException e) {
      // The work goes on; Output remembers the failure and tells it when it is flushed at the end.
      return;
    }
  }

  @Override
  public void clear() {}
}
