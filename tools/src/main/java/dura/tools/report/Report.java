package dura.tools.report;

import dura.band.run.Monitor.Event;
import dura.spec.alarm.Alarm;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.List;

/// A view of what happens. Thread-safe.
public interface Report {
  /// An alarm that was not suppressed.
  void alarm(Alarm alarm);

  /// Something that happened.
  void event(Event event);

  /// A remark that is no alarm: what the user should know, or keep.
  void note(Message message);

  /// A part of the result.
  ///
  /// @throws OutputException when it cannot be written: whoever reads it is gone, or the disk full
  void line(Line line) throws IOException;

  /// The last line: what was done.
  void summary(Line line);

  /// The end of the work: nothing was done, or not all of it.
  void error(Message error, List<Message> hints);

  /// Takes away what stands on the terminal for the moment only.
  void clear();
}
